"""Converts a folder, embeds the texts, and says how near the vectors are to the library's."""

import json
import math
import subprocess
from dataclasses import dataclass

RIGHT = 0.99999  # fp32, every text
SANE = 0.99  # int8, the mean over all texts; measured 0.99804 at worst, in fp16 weights of three layers


@dataclass
class Verdict:
    """What became of a folder under one scheme."""

    state: str  # right, refused or WRONG
    least: float = 0.0  # cosine of the worst text
    mean: float = 0.0
    detail: str = ""  # the message, or the worst text


def cosine(one, other):
    """Of two vectors as they are; -1 where they cannot be compared."""
    if len(one) != len(other):
        return -1.0
    product = math.sqrt(math.fsum(x * x for x in one) * math.fsum(x * x for x in other))
    value = math.fsum(x * y for x, y in zip(one, other)) / product if product else -1.0
    return value if math.isfinite(value) else -1.0


class Judge:
    """One build of goldcrest, and where it may write."""

    def __init__(self, goldcrest, scratch, texts, threads=1):
        self.goldcrest, self.scratch, self.texts, self.threads = goldcrest, scratch, texts, threads
        self.input = scratch / "texts.jsonl"
        self.input.write_text("".join(json.dumps({"text": text}) + "\n" for text in texts))

    def run(self, *arguments):
        """(exit code, standard output, the last line of what it said)"""
        command = [self.goldcrest, *map(str, arguments), "--threads", str(self.threads), "--quiet"]
        done = subprocess.run(command, capture_output=True, text=True)
        lines = done.stderr.strip().splitlines() or [""]
        return done.returncode, done.stdout, lines[-1]

    def embed(self, model, prompt):
        options = ("--prompt", prompt) if prompt else ()
        code, output, said = self.run("embed", model, "-i", self.input, *options)
        if code:
            return None, said
        return [json.loads(line)["embedding"] for line in output.splitlines()], ""

    def verdict(self, folder, expected, scheme):
        """`expected` has the vectors for each prompt's name."""
        model = self.scratch / f"{folder.name}-{scheme}.crest"
        code, _, said = self.run("convert", folder, "--quantize", scheme, "-f", "-o", model)
        try:
            if code == 1:
                return Verdict("refused", detail=said.removeprefix("error: ").replace(f"{folder}/", ""))
            if code:
                return Verdict("WRONG", detail=f"exit code {code}: {said}")
            return self.compare(model, expected, scheme)
        finally:
            model.unlink(missing_ok=True)

    def compare(self, model, expected, scheme):
        cosines = []
        for prompt, vectors in expected.items():
            found, said = self.embed(model, prompt)
            if found is None:
                return Verdict("WRONG", detail=f"embed, prompt {prompt!r}: {said}")
            width = len(next(filter(None, vectors)))
            if len(found[0]) != width:
                return Verdict("WRONG", detail=f"{len(found[0])} numbers, {width} expected")
            triples = zip(found, vectors, self.texts)
            cosines += [(cosine(one, other), prompt, text) for one, other, text in triples if other]
        least, prompt, text = min(cosines, key=lambda each: each[0])
        mean = math.fsum(each[0] for each in cosines) / len(cosines)
        good = least >= RIGHT if scheme == "none" else mean >= SANE
        below = sum(each[0] < RIGHT for each in cosines)
        with_prompt = f"with prompt {prompt!r} " if prompt else ""
        where = f"{below} of {len(cosines)} texts; worst {with_prompt}{text[:50]!r}"
        return Verdict("right" if good else "WRONG", least, mean, "" if good else where)
