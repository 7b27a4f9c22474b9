#!/usr/bin/env python3
"""Trains a tiny multilingual mixture-of-experts embedding model: Golden/tiny-moe.

The result has the exact HuggingFace layout of nomic-ai/nomic-embed-text-v2-moe and about 3 million
parameters. It is a student of multilingual-e5-small, trained only on text of Debian packages, and
meant as a bundled demonstration and test model, not as a competitor of full-size models.

Steps, each reading what the one before wrote into --work:

  fetch      download the Debian packages and unpack catalogues, manuals, help and dictionaries
  corpus     read the unpacked trees into corpus.jsonl, groups of texts of equal meaning
  tokenizer  cut the XLM-R unigram vocabulary of the teacher down to --vocab ids, into --model
  teacher    sentence vectors of the teacher for every text, into teacher.npz
  train      distil into the student, into student.pt
  export     write the weights and configs of --model
  eval       cross-lingual retrieval of teacher and student, expert load, translated pairs

  train_tiny_moe.py fetch     --work W
  train_tiny_moe.py corpus    --work W --tree W/x --held-out BEIR_FOLDER
  train_tiny_moe.py tokenizer --work W --teacher E5_FOLDER --model OUT
  train_tiny_moe.py teacher   --work W --teacher E5_FOLDER
  train_tiny_moe.py train     --work W --teacher E5_FOLDER --model OUT --minutes 20
  train_tiny_moe.py export    --work W --model OUT
  train_tiny_moe.py eval      --work W --teacher E5_FOLDER --model OUT --held-out BEIR_FOLDER

E5_FOLDER is multilingual-e5-small as Scripts/real-models makes it. The held-out BEIR folder
(corpus.jsonl, queries.jsonl, qrels.tsv) is never trained on: its manual pages are skipped by name,
and every group with a sentence of it is dropped. CPU only. --seed decides every random choice; the
length of the training depends on --minutes and the machine unless --steps is given.
"""

import argparse
from pathlib import Path

from tinymoe import corpus, evaluation, sources, student, teacher, training, vocabulary

STEPS = {
    "fetch": sources.fetch,
    "corpus": corpus.build,
    "tokenizer": vocabulary.build,
    "teacher": teacher.run,
    "train": training.run,
    "export": student.export,
    "eval": evaluation.run,
}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("step", choices=STEPS)
    parser.add_argument("--work", type=Path, required=True, help="folder for intermediate files")
    parser.add_argument("--tree", action="append", default=[], help="unpacked Debian tree (repeatable)")
    parser.add_argument("--held-out", type=Path, help="BEIR folder: corpus.jsonl queries.jsonl qrels.tsv")
    parser.add_argument("--teacher", type=Path, help="multilingual-e5-small folder")
    parser.add_argument("--model", type=Path, help="output model folder")
    parser.add_argument("--vocab", type=int, default=9938, help="real token ids, specials included")
    parser.add_argument("--min-cjk", type=int, default=4, help="keep a Han/Kana/Hangul character of this many texts")
    parser.add_argument("--whiten", type=float, default=0.25, help="of the 128 target dimensions: 0 none, 1 full")
    parser.add_argument("--max-man", type=int, default=14000, help="manual pages read at most")
    parser.add_argument("--max-tokens", type=int, default=96, help="longer training texts are cut")
    parser.add_argument("--minutes", type=float, default=20)
    parser.add_argument("--steps", type=int, default=0, help="instead of --minutes")
    parser.add_argument("--batch", type=int, default=96, help="about this many groups of 30 tokens per step")
    parser.add_argument("--lr", type=float, default=2e-3)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    STEPS[options.step](options)


if __name__ == "__main__":
    main()
