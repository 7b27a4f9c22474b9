#!/usr/bin/env python3
"""Writes Golden/rankings.json: rankings with ties, and what trec_eval (through pytrec_eval) says of them.

Scores are multiples of 1/8, so that many documents tie. Judgements have grades from -1 to 3, name documents that no
query finds, and leave some queries without a relevant document; some documents have the name of a query, which BEIR
takes out of that query's ranking. Names are not ASCII only.
"""

import json
import random
from pathlib import Path

import pytrec_eval

OUT = Path(__file__).resolve().parents[2] / "Golden/rankings.json"
SEED, QUERIES, DOCUMENTS = 20261122, 40, 230
LETTERS = ["d", "doc-", "é", "e\u0301", "文", "Z", "z_"]
MEASURES = {"ndcg_cut.10", "recall.10,100", "recip_rank"}


def main():
    draw = random.Random(SEED)
    queries = [f"q{i}" for i in range(QUERIES)]
    documents = [f"{draw.choice(LETTERS)}{i}" for i in range(DOCUMENTS)] + queries[:5]
    draw.shuffle(documents)
    judgements = {}
    for number, query in enumerate(queries):
        grades = [-1, 0] if number % 10 == 3 else [-1, 0, 0, 1, 1, 2, 3]
        judged = draw.sample(documents, draw.randint(1, 40))
        judgements[query] = {name: draw.choice(grades) for name in judged}
        if number % 4 == 1:
            judgements[query][f"missing{number}"] = draw.choice([1, 2])
    # relevant documents come a little higher, so that figures are neither 0 nor 1
    scores = [
        [(draw.randrange(-8, 16) + 4 * max(0, judgements[query].get(name, 0))) / 8 for name in documents]
        for query in queries
    ]
    run = {
        query: {name: score for name, score in zip(documents, row) if name != query}
        for query, row in zip(queries, scores)
    }
    expected = pytrec_eval.RelevanceEvaluator(judgements, MEASURES).evaluate(run)
    assert set(expected) == set(queries)
    figures = {
        query: {
            "ndcg_10": each["ndcg_cut_10"],
            "recall_10": each["recall_10"],
            "recall_100": each["recall_100"],
            # a first relevant document beyond the tenth counts as none
            "mrr_10": each["recip_rank"] if each["recip_rank"] > 1 / 10.5 else 0.0,
        }
        for query, each in expected.items()
    }
    golden = {
        "schema_version": 1,
        "queries": queries,
        "documents": documents,
        "scores": scores,
        "judgements": judgements,
        "figures": figures,
    }
    rows = ",\n".join(f" {json.dumps(name)}: {json.dumps(value, ensure_ascii=False)}" for name, value in golden.items())
    OUT.write_text("{\n" + rows + "\n}\n", encoding="utf-8")
    print({name: sum(each[name] for each in figures.values()) / len(figures) for name in figures["q0"]})


if __name__ == "__main__":
    main()
