"""Prints the rows and their totals, and says what is a fault."""

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


def line(row):
    """A row of the Markdown table."""
    small = f"{row['int8_mean']:.5f}" if "int8_mean" in row else "-"
    reason = f" [FOLDERS.md: {row['refusal']}]" if row.get("documented") else ""
    said = row.get("detail", "") + reason
    cells = (row["name"], row["note"], row.get("opened", "-"), cell(row), small, said)
    return "| " + " | ".join(each.replace("|", "\\|").replace("\n", " ") for each in cells) + " |"


def written(rows):
    """Prints the table as its rows come; all rows."""
    print("| folder | what | opened by | fp32 | int8, mean | said |")
    print("| --- | --- | --- | --- | --- | --- |")
    kept = []
    for row in rows:
        print(line(row), flush=True)
        kept.append(row)
    return kept


def totals(rows):
    """Prints how many rows there are of each kind; the rows that are faults."""
    faults = [row for row in rows if is_fault(row)]
    counts = collections.Counter(row["state"] for row in rows)
    apart = sum(row["oracle"] == "reference" for row in rows)
    kinds = ", ".join(f"{count} {state}" for state, count in sorted(counts.items()))
    print(f"\n{len(rows)} folders ({apart} against reference.py): {kinds}")
    if faults:
        print(f"{len(faults)} faults: " + ", ".join(row["name"] for row in faults))
    return faults
