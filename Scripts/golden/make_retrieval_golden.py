#!/usr/bin/env python3
"""Writes Golden/retrieval.figures.json: what the bundled tiny MoE finds of Golden/retrieval in fp32.

Vectors come from reference.py, with the model's prompts `query` and `passage`, figures from trec_eval through
pytrec_eval. The smallest difference of two scores near the tenth place is printed: where another machine's vectors
differ by more, a document may change its place.
"""

import json
from pathlib import Path

import pytrec_eval
import torch
from reference import Reference

ROOT = Path(__file__).resolve().parents[2]
SETS = ROOT / "Golden/retrieval"
OUT = ROOT / "Golden/retrieval.figures.json"
MODEL = ROOT / "Golden/tiny-moe"
MEASURES = {"ndcg_cut.10", "recall.10,100", "recip_rank"}


def lines(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def embed(reference, texts):
    return torch.stack([reference(reference.ids(text)).embedding for text in texts])


def figures(reference, prompts, folder):
    """The mean figures of one language, and the smallest gap between neighbours of the first eleven."""
    corpus, queries = lines(folder / "corpus.jsonl"), lines(folder / "queries.jsonl")
    documents = [prompts["passage"] + (each["title"] + " " + each["text"]).strip() for each in corpus]
    vectors = embed(reference, [prompts["query"] + each["text"] for each in queries]).double()
    scores = vectors @ embed(reference, documents).double().T
    judgements = {}
    for line in (folder / "qrels/test.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        query, document, score = line.split("\t")
        judgements.setdefault(query, {})[document] = int(score)
    run = {
        query["_id"]: {document["_id"]: float(score) for document, score in zip(corpus, row)}
        for query, row in zip(queries, scores.float())
    }
    found = pytrec_eval.RelevanceEvaluator(judgements, MEASURES).evaluate(run)
    count = len(judgements)
    assert len(found) == count
    mean = {
        "ndcg_10": sum(each["ndcg_cut_10"] for each in found.values()) / count,
        "recall_10": sum(each["recall_10"] for each in found.values()) / count,
        "recall_100": sum(each["recall_100"] for each in found.values()) / count,
        "mrr_10": sum(each["recip_rank"] for each in found.values() if each["recip_rank"] > 1 / 10.5) / count,
    }
    best = scores.sort(dim=1, descending=True).values[:, :11]
    return mean, float((best[:, :-1] - best[:, 1:]).min())


def main():
    torch.set_num_threads(1)
    prompts = json.loads((MODEL / "config_sentence_transformers.json").read_text())["prompts"]
    reference = Reference.open(MODEL)
    sets = {}
    for folder in sorted(path for path in SETS.iterdir() if path.is_dir()):
        sets[folder.name], gap = figures(reference, prompts, folder)
        print(folder.name, sets[folder.name], f"smallest gap {gap:.1e}")
    OUT.write_text(json.dumps({"schema_version": 1, "model": "tiny-moe", "sets": sets}, indent=1) + "\n")


if __name__ == "__main__":
    main()
