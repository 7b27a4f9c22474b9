"""One row of the table: which vectors count for a folder, and what became of it."""

import json

from .documented import is_documented
from .judge import RIGHT, cosine


def vectors(record, work):
    """(the vectors that count, what to say of the generations)"""
    found = {}
    for generation in ("new", "old"):
        path = work / f"{record['name']}.{generation}.vectors.json"
        if path.exists():
            found[generation] = json.loads(path.read_text())
    given = {generation: each["vectors"] for generation, each in found.items() if "vectors" in each}
    if record["oracle"] == "reference":
        return given.get("new"), "reference.py"
    if "new" not in given:
        return given.get("old"), "old only" if "old" in given else found.get("new", {}).get("error", "-")
    if "old" not in given:
        return given["new"], "new only"
    pairs = [
        cosine(pair[0], pair[1] or [])
        for prompt, each in given["new"].items()
        for pair in zip(each, given["old"].get(prompt, [[]] * len(each)))
        if pair[0]
    ]
    return given["new"], "both" if min(pairs) >= RIGHT else f"differ: {min(pairs):.4f}"


def judged(record, work, judge):
    """The row of a folder, as a dictionary."""
    row = {key: record[key] for key in ("name", "part", "note", "generation", "refusal", "oracle")}
    if "error" in record:
        return row | {"state": "not made", "detail": record["error"].strip().splitlines()[-1]}
    expected, opened = vectors(record, work)
    row["opened"] = opened
    if expected is None:
        return row | {"state": "not opened", "detail": opened}
    whole = judge.verdict(work / record["name"], expected, "none")
    row |= {"documented": False, "state": whole.state, "least": whole.least, "detail": whole.detail}
    if whole.state == "right":
        small = judge.verdict(work / record["name"], expected, "int8")
        row |= {"int8": small.state, "int8_mean": small.mean, "int8_least": small.least}
        if small.state != "right":
            row |= {"state": small.state, "detail": f"int8: {small.detail}"}
    if row["state"] == "refused" and row["refusal"]:
        row["documented"] = is_documented(row["refusal"])
    return row
