#!/usr/bin/env python3
"""Writes Golden/Bad/retrieval/: one small folder for every way in which a retrieval set must be refused.

Each is a sound set but for what its name says; RetrievalTests has the error it must give.

    make_bad_retrieval.py [FOLDER]
"""

import shutil
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "Golden/Bad/retrieval"
CORPUS = ['{"_id": "d1", "title": "One", "text": "first"}', '{"_id": "d2", "text": "second"}']
QUERIES = ['{"_id": "q1", "text": "which?"}']
HEADER = "query-id\tcorpus-id\tscore"
JUDGEMENTS = [HEADER, "q1\td1\t1"]
SOUND = {"corpus.jsonl": CORPUS, "queries.jsonl": QUERIES, "qrels/test.tsv": JUDGEMENTS}

CASES = {
    "nothing": {"corpus.jsonl": None, "queries.jsonl": None, "qrels/test.tsv": None, "readme.txt": ["no set"]},
    "corpus-missing": {"corpus.jsonl": None},
    "corpus-empty": {"corpus.jsonl": [""]},
    "corpus-not-json": {"corpus.jsonl": [CORPUS[0], '{"_id": "d2", "text": ']},
    "corpus-array": {"corpus.jsonl": [CORPUS[0], '["d2", "second"]']},
    "corpus-no-id": {"corpus.jsonl": [CORPUS[0], '{"text": "second"}']},
    "corpus-id-number": {"corpus.jsonl": [CORPUS[0], '{"_id": 2, "text": "second"}']},
    "corpus-id-empty": {"corpus.jsonl": [CORPUS[0], '{"_id": "", "text": "second"}']},
    "corpus-no-text": {"corpus.jsonl": [CORPUS[0], '{"_id": "d2", "title": "Two"}']},
    "corpus-title-number": {"corpus.jsonl": [CORPUS[0], '{"_id": "d2", "title": 2, "text": "second"}']},
    "corpus-id-twice": {"corpus.jsonl": [*CORPUS, "", '{"_id": "d1", "text": "third"}']},
    "queries-missing": {"queries.jsonl": None},
    "queries-empty": {"queries.jsonl": []},
    "queries-not-json": {"queries.jsonl": ["which?"]},
    "queries-id-twice": {"queries.jsonl": [*QUERIES, QUERIES[0]]},
    "qrels-missing": {"qrels/test.tsv": None},
    "qrels-other-split": {"qrels/test.tsv": None, "qrels/train.tsv": JUDGEMENTS},
    "qrels-empty": {"qrels/test.tsv": [HEADER]},
    "qrels-no-header": {"qrels/test.tsv": JUDGEMENTS[1:]},
    "qrels-one-field": {"qrels/test.tsv": ["query-id"]},
    "qrels-two-fields": {"qrels/test.tsv": [HEADER, "q1\td1"]},
    "qrels-score-float": {"qrels/test.tsv": [HEADER, "q1\td1\t1.0"]},
    "qrels-score-word": {"qrels/test.tsv": [HEADER, "q1\td1\t1", "q1\td2\tyes"]},
    "qrels-score-huge": {"qrels/test.tsv": [HEADER, "q1\td1\t99999999999"]},
    "qrels-unknown-query": {"qrels/test.tsv": [*JUDGEMENTS, "q2\td1\t1"]},
    "qrels-contradiction": {"qrels/test.tsv": [*JUDGEMENTS, "q1\td1\t2"]},
    "qrels-trec-fields": {"qrels/test.tsv": ["q1 0 d1 1", "q1 0 d2"]},
    "qrels-not-utf8": {"qrels/test.tsv": [HEADER, b"q1\td\xff\t1"]},
}


def main():
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    shutil.rmtree(folder, ignore_errors=True)
    for name, changes in CASES.items():
        for file, lines in (SOUND | changes).items():
            if lines is None:
                continue
            path = folder / name / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(b"".join((x if isinstance(x, bytes) else x.encode()) + b"\n" for x in lines))
    print(f"{len(CASES)} sets")


if __name__ == "__main__":
    main()
