"""Prints the rows and their totals, and counts what is a fault."""

import collections


def cell(row):
    """What became of the folder, in a few words."""
    if row["state"] == "right":
        return f"right {row['least']:.7f}"
    if row["state"] == "WRONG" and row.get("least"):
        return f"WRONG {row['least']:.4f}"
    return row["state"]


def is_fault(row):
    """WRONG, refused without a documented reason, or not made at all."""
    return row["state"] != "right" and not row.get("documented")


def write(rows):
    """Prints a Markdown table; returns the rows that are faults."""
    print("| folder | what | opened by | fp32 | int8, mean | said |")
    print("| --- | --- | --- | --- | --- | --- |")
    for row in rows:
        small = f"{row['int8_mean']:.5f}" if "int8_mean" in row else "-"
        reason = f" [FOLDERS.md: {row['refusal']}]" if row.get("documented") else ""
        cells = (
            row["name"],
            row["note"],
            row.get("opened", "-"),
            cell(row),
            small,
            row.get("detail", "") + reason,
        )
        print("| " + " | ".join(each.replace("|", "\\|").replace("\n", " ") for each in cells) + " |")
    faults = [row for row in rows if is_fault(row)]
    counts = collections.Counter(row["state"] for row in rows)
    apart = sum(row["oracle"] == "reference" for row in rows)
    print()
    print(
        f"{len(rows)} folders ({apart} against reference.py): "
        + ", ".join(f"{n} {state}" for state, n in sorted(counts.items()))
    )
    if faults:
        print(f"{len(faults)} faults: " + ", ".join(row["name"] for row in faults))
    return faults
