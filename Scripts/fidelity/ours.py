"""Goldcrest's own points: conversions of a model folder, each verified against the golden."""

import json

from folder import sha256
from points import reason
from tool import ToolError

TOOL = "Goldcrest"


def schemes(given):
    """Scheme -> options of convert."""
    known = {
        "int8": ["--quantize", "int8"],
        "int4": ["--quantize", "int4"],
        "int4 uncalibrated": ["--quantize", "int4", "--calibration", "none"],
    }
    if json.loads((given.model / "config.json").read_text()).get("num_experts"):
        known["int4, experts int3"] = ["--quantize", "int4", "--tensor-type", "layers.*.experts.*=int3"]
    known |= {f"auto {bar}": ["--quantize", "auto", "--min-cosine", bar] for bar in given.bars}
    return known | {f"auto {size}": ["--quantize", "auto", "--target-size", size] for size in given.sizes}


def points(goldcrest, given, ready):
    """(points, skipped); `ready` are files of earlier conversions, by scheme."""
    found, skipped = [], []
    common = ("--quiet", "--threads", given.threads)
    for scheme, options in schemes(given).items():
        file = ready.get(scheme, given.work / f"goldcrest-{scheme.replace(',', '').replace(' ', '-')}.crest")
        try:
            if scheme not in ready:
                goldcrest.run("convert", *options, *common, "--force", "-o", file, given.model)
            report, _ = goldcrest.json("verify", file, "--golden", given.golden, "--min-cosine", 0, *common)
        except ToolError as error:
            skipped.append({"tool": TOOL, "scheme": scheme, "reason": reason(error)})
            continue
        point = {"tool": TOOL, "scheme": scheme, "bytes": file.stat().st_size}
        for key in ("cosine", "centered_cosine"):
            point[key] = {part: report[key][part] for part in ("mean", "min")}
        found.append(point)
    return found, skipped


def version(goldcrest):
    """What made the points: release and checksum of the program."""
    return f"goldcrest {goldcrest.run('--version').output.strip()}, sha256 {sha256(goldcrest.path)[:16]}"
