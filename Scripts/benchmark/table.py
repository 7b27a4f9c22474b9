"""bench-SET.json as a Markdown table: what was asked for beside what was measured."""

import results as find

MIB = 1 << 20
DISTURBED = 0.1  # when others used more than this share of the machine


def markdown(results):
    """A line on the machine, the bars, and the grid of the best kernel."""
    rows = _conversion(results) + _start(results) + _throughput(results) + _latency(results) + _conduct(results)
    full = results["model"]["full_size"]
    lines = [_machine(results), "", "| what | bar | measured |", "| --- | --- | --- |"]
    lines += [f"| {what} | {bar if full else '-'} | {value} |" for what, bar, value in rows if value is not None]
    lines += ["", *_grid(results)]
    return "\n".join(lines) + "\n"


def _machine(results):
    about = results["machine"]
    count = find.threads(results)
    origin = (results["commit"] or "no commit")[:10] + (" with changes" if results["modified"] else "")
    others = [cell["others_share"] for cell in results["grid"] if cell.get("others_share") is not None]
    share = sum(others) / len(others) if others else 0
    busy = f"; others used {share:.0%} of the machine meanwhile" if others else ""
    if share > DISTURBED:
        busy += ": neither figures nor ceilings are the machine's"
    return (
        f"{results['model']['name']} on {about['cpu']}, kernel set {find.kernel_set(results)}{_overridden(results)}, "
        f"{count} {'thread' if count == 1 else 'threads'}, "
        f"{results['date'][:10]}, {origin}{busy}.")


def _overridden(results):
    best = results["machine_kernel_sets"][-1]
    return "" if best == find.kernel_set(results) else f" (the machine has {best}, too)"


def _conversion(results):
    int8, int4 = (results["schemes"][scheme] for scheme in ("int8", "int4"))
    first, second = int8["conversion"], int4["conversion"]
    rows = [
        ("int8 file / int4 file", "<= 486 MB / <= 290 MB",
         f"{first['file_bytes'] / 1e6:.1f} / {second['file_bytes'] / 1e6:.1f} MB"),
        ("convert to int8, source hashed, warm", "<= 2.5 s", f"{first['wall_seconds']:.2f} s"),
        ("convert to int4", "", f"{second['wall_seconds']:.2f} s"),
        ("peak memory of converting", "<= 256 MiB",
         f"{max(first['peak_rss_bytes'], second['peak_rss_bytes']) / MIB:.0f} MiB"),
    ]
    for name, scheme, bar in (("int8", int8, ">= 0.995"), ("int4", int4, "")):
        if "fidelity" in scheme:
            rows.append((
                f"{name} cosine / centred cosine", f"centred {bar}" if bar else "",
                f"{scheme['fidelity']['cosine']['mean']:.5f} / {scheme['fidelity']['centered_cosine']['mean']:.5f}"))
    return rows


def _start(results):
    start = results["schemes"]["int8"]["start"]
    return [
        ("load to first embedding", "<= 40 ms", f"{start['first_embedding_ms']:.1f} ms"),
        ("a process from start to its first vector", "", f"{start['process_ms']['p50']:.1f} ms"),
    ]


def _throughput(results):
    batch, tokens = (32, 128) if find.cell(results, 32, 128, "int8") else (32, 16)
    int8, int4 = (find.cell(results, batch, tokens, scheme) for scheme in ("int8", "int4"))
    single = find.cell(results, batch, tokens, "int8", thread_count=1)
    if not int8:
        return []
    rate = int8["tokens_per_second"]
    rows = [(f"{batch} x {tokens} tokens, int8", "", f"{rate:,.0f} tokens/s")]
    peak = find.peak(results, "int8")
    if peak:
        share = rate * results["schemes"]["int8"]["operations_per_token"] / peak
        rows.append(("of the int8 roofline", ">= 30 %", f"{share:.0%}"))
        # What the cores worked, not the time by the clock: whatever else runs hardly counts.
        working = batch * tokens * find.threads(results) / int8["cpu_seconds_per_batch"]
        rows.append(("the same by processor time", "", f"{share * working / rate:.0%}"))
    rows += _ratios(results, batch, tokens)
    if single and find.threads(results) > 1:
        rows.append((
            f"1 -> {find.threads(results)} threads", ">= 1.8 x for 2",
            f"{rate / single['tokens_per_second']:.2f} x"))
    if int4:
        rows.append(("int4 against int8, throughput", ">= 0.8 x", f"{int4['tokens_per_second'] / rate:.2f} x"))
    if int8["own_bytes"] is not None:
        rows.append(("memory of its own beside the file's pages", "<= 64 MiB", f"{int8['own_bytes'] / MIB:.0f} MiB"))
    return rows


def _latency(results):
    rows = []
    int8, int4 = (find.cell(results, 1, 16, scheme) for scheme in ("int8", "int4"))
    if int8:
        p50 = int8["latency_ms"]["p50"]
        bound = find.bytes_read(results, "int8", 16) / find.memory_rate(results) * 1000
        rows.append(("one query of 16 tokens, int8, p50", "<= 6 ms", f"{p50:.2f} ms"))
        rows.append((
            f"against reading its {find.bytes_read(results, 'int8', 16) / 1e6:.0f} MB once ({bound:.2f} ms)",
            "<= 2.5 x", f"{p50 / bound:.1f} x"))
        if int4:
            rows.append(("int4 against int8, latency", "<= 0.75 x", f"{int4['latency_ms']['p50'] / p50:.2f} x"))
        rows += _ratios(results, 1, 16)
    long = find.cell(results, 1, 512, "int8")
    if long:
        rows.append(("one text of 512 tokens, int8, p50", "<= 45 ms", f"{long['latency_ms']['p50']:.1f} ms"))
        rows += _ratios(results, 1, 512)
    return rows


def _ratios(results, batch, tokens):
    """What int8 and int4 are to each rival, in turns of the same run."""
    int8, int4 = (dict(find.ratios(results, scheme, batch, tokens)) for scheme in ("int8", "int4"))
    rows = []
    for name, cell in find.rival_cells(results, batch, tokens):
        times = " / ".join(f"{ratios[name]:.2f}" if name in ratios else "-" for ratios in (int8, int4))
        rows.append((
            f"{batch} x {tokens}, int8 / int4 against {name}", "",
            f"{times} x its {cell['tokens_per_second']:,.0f} tokens/s, {cell['p50_ms']:.2f} ms"))
    return rows


def _conduct(results):
    contract, neighbour = results["bit_contract"], results["busy_neighbour"]
    different = len(contract["different"])
    same = f"{different} of {contract['shapes']} shapes differ" if different else f"all, {contract['compared']} runs"
    return [
        ("query beside a busy process, p50", "<= 2.5 x", f"{neighbour['ratio_p50']:.2f} x"),
        ("same vectors from every kernel and thread count", "all", same),
    ]


def _grid(results):
    """Tokens per second and p50 of every kernel at the most threads."""
    shapes = sorted({(cell["batch"], cell["tokens"]) for cell in results["grid"]})
    lines = [
        "| tokens/s (p50) | " + " | ".join(f"{batch} x {tokens}" for batch, tokens in shapes) + " |",
        "| --- |" + " --- |" * len(shapes),
    ]
    for kernel in reversed(results["kernels"]):
        for scheme in ("int8", "int4"):
            cells = [find.cell(results, batch, tokens, scheme, kernel) for batch, tokens in shapes]
            if any(cells):
                words = [
                    f"{cell['tokens_per_second']:,.0f} ({cell['latency_ms']['p50']:,.1f} ms)" if cell else "-"
                    for cell in cells]
                lines.append(f"| {kernel}, {scheme} | " + " | ".join(words) + " |")
    return lines
