"""Makes the folders of one generation: `PYTHON -m crossing.make GENERATION FOLDER [--compact] [NAME...]`.

Beside each folder NAME lies NAME.json, which says what it is; one that a library cannot make has the
reason there. --compact makes the smaller models of Golden/folders, for fewer texts.
"""

import json
import os
import shutil
import sys
import traceback
import warnings
from pathlib import Path

os.environ |= {"HF_HUB_OFFLINE": "1", "TRANSFORMERS_VERBOSITY": "error", "TQDM_DISABLE": "1"}
warnings.filterwarnings("ignore")

import torch  # noqa: E402

from . import cases, vocabularies  # noqa: E402, F401
from .case import CASES  # noqa: E402
from .maker import Maker  # noqa: E402


def main():
    generation, root, *names = [argument for argument in sys.argv[1:] if argument != "--compact"]
    compact = "--compact" in sys.argv
    torch.set_num_threads(1)
    root = Path(root)
    vocabularies.choose(compact)
    shared = root / ".shared" / generation
    for case in CASES.values():
        if generation not in case.generations or (names and case.name not in names):
            continue
        name = f"{case.name}.{generation}"
        target = root / name
        shutil.rmtree(target, ignore_errors=True)
        target.mkdir(parents=True)
        maker = Maker(generation, case.name, target, shared, compact)
        record = {"name": name, "part": case.part, "note": case.note, "generation": generation}
        record |= {"refusal": case.refusal, "oracle": case.oracle}
        try:
            case.make(maker)
        except Exception:
            record["error"] = traceback.format_exc()
            print(f"{name}: cannot be made: {record['error'].strip().splitlines()[-1]}", file=sys.stderr)
        (root / f"{name}.json").write_text(json.dumps(record, ensure_ascii=False, indent=1) + "\n")
        shutil.rmtree(maker.scratch, ignore_errors=True)


if __name__ == "__main__":
    main()
