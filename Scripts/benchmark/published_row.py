"""A model of Scripts/models as a row of Markdown."""

from table import DISTURBED, MIB

COLUMNS = (
    "model", "architecture", "parameters", "fp32, 1 - cosine: mean (worst)", "the same at full size",
    "int8", "int4", "to int8", "random weights, int8 / int4", "real weights, int8 / int4",
    "32 x 128, int8", "1 x 16, int8", "own memory",
)


def header():
    return f"| {' | '.join(COLUMNS)} |\n|{' --- |' * len(COLUMNS)}"


def row(entry):
    """The cells of one model; what failed says so, "-" is what does not exist."""
    cells = [
        entry["repository"].split("/")[1],
        entry["architecture"],
        f"{entry['parameters'] / 1e6:,.1f} M",
        _cell(entry, "oracle", _distance),
        _cell(entry, "random_weights", lambda found: _distance(found["fp32"])),
        _cell(entry, "int8", _size),
        _cell(entry, "int4", _size),
        _cell(entry, "int8", _conversion),
        _cell(entry, "random_weights", _centred),
        _cell(entry, "real_weights", _centred),
        _cell(entry, "speed", lambda found: _throughput(found["32x128"])),
        _cell(entry, "speed", lambda found: _latency(found["1x16"])),
        _cell(entry, "speed", lambda found: _memory(found["32x128"]["own_bytes"])),
    ]
    text = f"| {' | '.join(cells)} |"
    for error in entry["errors"]:
        text += f"\n| {cells[0]} | **{error['part']} failed:** {error['error'].replace('|', chr(92) + '|')} |"
        text += " |" * (len(COLUMNS) - 2)
    return text


def _cell(entry, part, words):
    found = entry.get(part, {"error": "not reached"})
    if found is None:
        return "-"
    return "error" if "error" in found else words(found)


def _distance(found):
    """How far a cosine is from 1, which digits of the cosine itself would hide."""
    mean, worst = (max(0.0, 1 - found["cosine"][key]) for key in ("mean", "min"))
    return f"{mean:.0e} ({worst:.0e})"


def _size(found):
    return f"{found['file_bytes'] / 1e6:,.1f} MB"


def _conversion(found):
    return f"{found['wall_seconds']:.1f} s, {_memory(found['peak_rss_bytes'])}{_disturbed(found)}"


def _throughput(cell):
    return f"{cell['tokens_per_second']:,.0f} tokens/s{_disturbed(cell)}"


def _latency(cell):
    return f"{cell['latency_ms']['p50']:.1f} ms{_disturbed(cell)}"


def _disturbed(found):
    """A time that others' work spoiled is not the machine's, and the row says so."""
    share = found.get("others_share")
    return f" (others: {share:.0%})" if share is not None and share > DISTURBED else ""


def _centred(found):
    words = [
        f"{found[scheme]['centered_cosine']['mean']:.4f}" if scheme in found else "error"
        for scheme in ("int8", "int4")]
    return " / ".join(words)


def _memory(count):
    return "-" if count is None else f"{count / MIB:.0f} MiB"
