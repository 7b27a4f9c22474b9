"""Files bench-SET.json as one SVG picture: for each throughput under its roofline, latency, memory."""

import math

import results as find
from drawing import INK, MUTED, PALE, Drawing

WIDTH, MARGIN, GAP = 960, 32, 28
COLORS = {"int8": "#2563eb", "int4": "#d97706"}
RIVAL = "#9ca3af"
TOKEN_COUNTS = [2**power for power in range(4, 15)]  # batches from 16 to 16,384 tokens
LATENCY_TOKENS = (16, 128, 512)


def svg(kept):
    """The results of every kernel set, one below the other."""
    drawing = Drawing(WIDTH)
    y = 0
    for index, results in enumerate(kept):
        if index:
            drawing.line(MARGIN, y, WIDTH - MARGIN, y, MUTED)
        y = _header(drawing, results, y)
        y = _rooflines(drawing, results, y + 16)
        y = _batches(drawing, results, y + 44)
        y = _latencies(drawing, results, y + 44)
        y = _memory(drawing, results, y + 44) + 24
    return drawing.text_of(y)


def _header(drawing, results, top):
    about, count = results["machine"], find.threads(results)
    title = f"Goldcrest on {results['model']['name']}, {find.kernel_set(results)}"
    drawing.text(MARGIN, top + 40, title, size=20, weight=600)
    version = (results["commit"] or "")[:10] + (" with changes" if results["modified"] else "")
    line = f"{about['cpu']}, {count} {'thread' if count == 1 else 'threads'} · {results['date'][:10]} · {version}"
    drawing.text(MARGIN, top + 62, line, color=MUTED)
    x = WIDTH - MARGIN - 250
    for name, color in COLORS.items():
        drawing.dot(x, top + 36, color)
        drawing.text(x + 10, top + 40, name)
        x += 60
    drawing.line(x, top + 36, x + 22, top + 36, MUTED, 1.5, dash="4 3")
    drawing.text(x + 28, top + 40, "the machine's limit")
    return top + 74


# ---- Throughput ---------------------------------------------------------------------------------


def _rooflines(drawing, results, top):
    """Tokens per second over the tokens of a batch, both logarithmic, a frame for every kernel."""
    drawing.text(MARGIN, top + 14, "Tokens per second, by tokens in the batch", size=14, weight=600)
    kernels = [name for name in results["kernels"] if _points(results, name, "int8")]
    rates = [rate for name in kernels for scheme in COLORS for _, rate in _points(results, name, scheme)]
    rates += [find.bound_rate(results, scheme, count, name)
              for name in kernels for scheme in COLORS for count in (16, TOKEN_COUNTS[-1])]
    low, high = 10 ** math.floor(math.log10(min(rates))), 10 ** math.ceil(math.log10(max(rates)))
    left, top, height = MARGIN + 44, top + 52, 210
    width = (WIDTH - MARGIN - left - GAP * (len(kernels) - 1)) / max(1, len(kernels))
    for index, kernel in enumerate(kernels):
        frame = _Frame(left + index * (width + GAP), top, width, height, low, high)
        frame.draw(drawing, kernel, labels=index == 0)
        for scheme, color in COLORS.items():
            limit = [(count, find.bound_rate(results, scheme, count, kernel)) for count in TOKEN_COUNTS]
            drawing.path([frame.at(*point) for point in limit], color, 1.5, dash="4 3")
            points = [frame.at(*point) for point in _points(results, kernel, scheme)]
            drawing.path(points, color, 2)
            for x, y in points:
                drawing.dot(x, y, color)
    return top + height + 24


def _points(results, kernel, scheme):
    """The best rate for every number of tokens in a batch."""
    best = {}
    for cell in results["grid"]:
        if (cell["kernel"], cell["scheme"], cell["threads"]) == (kernel, scheme, find.threads(results)):
            if "tokens_per_second" in cell:
                count = cell["batch"] * cell["tokens"]
                best[count] = max(best.get(count, 0), cell["tokens_per_second"])
    return sorted(best.items())


class _Frame:
    def __init__(self, x, y, width, height, low, high):
        self.x, self.y, self.width, self.height = x, y, width, height
        self.low, self.high = math.log10(low), math.log10(high)

    def at(self, count, rate):
        first, last = math.log2(TOKEN_COUNTS[0]), math.log2(TOKEN_COUNTS[-1])
        across = (math.log2(count) - first) / (last - first)
        up = (math.log10(rate) - self.low) / (self.high - self.low)
        return self.x + across * self.width, self.y + (1 - up) * self.height

    def draw(self, drawing, title, labels):
        drawing.text(self.x, self.y - 12, title, weight=600)
        for power in range(round(self.low), round(self.high) + 1):
            _, y = self.at(TOKEN_COUNTS[0], 10**power)
            drawing.line(self.x, y, self.x + self.width, y, PALE)
            if labels:
                drawing.text(self.x - 8, y + 4, f"{10**power:,}", color=MUTED, anchor="end")
        for count in (16, 128, 1024, 8192):
            x, _ = self.at(count, 10**self.low)
            drawing.text(x, self.y + self.height + 16, f"{count:,}", color=MUTED, anchor="middle")


# ---- A batch ----------------------------------------------------------------------------------------


def _batches(drawing, results, top):
    """Bars for 32 texts of 128 tokens, rivals beside; nothing if that batch was not run."""
    rows = []
    for scheme, color in COLORS.items():
        cell = find.cell(results, 32, 128, scheme)
        if cell and "tokens_per_second" in cell:
            rows.append((scheme, cell["tokens_per_second"], color, find.bound_rate(results, scheme, 32 * 128)))
    if not rows:
        return top - 44
    rows += [(name, cell["tokens_per_second"], RIVAL, None) for name, cell in find.rival_cells(results, 32, 128)]
    drawing.text(MARGIN, top, "Tokens per second, 32 texts of 128 tokens", size=14, weight=600)
    label = max(len(name) for name, *_ in rows) * 6.6 + 8
    scale = (WIDTH - 2 * MARGIN - label - 70) / max(limit or value for _, value, _, limit in rows)
    for row, (name, value, color, limit) in enumerate(rows):
        y = top + 14 + row * 24
        _bar(drawing, MARGIN + label, y, value * scale, color, name, f"{value:,.0f}")
        if limit:
            at = MARGIN + label + limit * scale
            drawing.line(at, y - 2, at, y + 18, INK, 1.5, dash="4 3")
    return top + 14 + len(rows) * 24


# ---- Latency ------------------------------------------------------------------------------------


def _latencies(drawing, results, top):
    """Bars for one text of 16, 128 and 512 tokens, one group below the other, each on a scale of its own."""
    drawing.text(MARGIN, top, "Latency of one text, p50 in milliseconds", size=14, weight=600)
    groups = [(tokens, _latency_rows(results, tokens)) for tokens in LATENCY_TOKENS]
    groups = [(tokens, rows) for tokens, rows in groups if any(limit for *_, limit in rows)]
    label = max((len(name) for _, rows in groups for name, *_ in rows), default=0) * 6.6 + 8
    y = top
    for tokens, rows in groups:
        drawing.text(MARGIN, y + 28, f"{tokens} tokens", weight=600)
        y += 38
        scale = (WIDTH - 2 * MARGIN - label - 56) / max(value for _, value, *_ in rows)
        for name, value, color, limit in rows:
            _bar(drawing, MARGIN + label, y, value * scale, color, name, f"{value:,.1f}")
            if limit:
                at = MARGIN + label + limit * scale
                drawing.line(at, y - 2, at, y + 18, INK, 1.5, dash="4 3")
            y += 22
    return y


def _latency_rows(results, tokens):
    rows = []
    for scheme, color in COLORS.items():
        cell = find.cell(results, 1, tokens, scheme)
        if cell:
            limit = tokens / find.bound_rate(results, scheme, tokens) * 1000
            rows.append((scheme, cell["latency_ms"]["p50"], color, limit))
    return rows + [(name, cell["p50_ms"], RIVAL, None) for name, cell in find.rival_cells(results, 1, tokens)]


# ---- Memory -------------------------------------------------------------------------------------


def _memory(drawing, results, top):
    """The file, and what a process has resident: pages of the file, and memory of its own."""
    drawing.text(MARGIN, top, "Memory in MB", size=14, weight=600)
    drawing.text(
        MARGIN + 118, top, "resident at its peak: pages of files, then memory of its own (darker)", color=MUTED)
    rows = []
    for scheme, color in COLORS.items():
        rows.append((f"{scheme}, file", results["schemes"][scheme]["conversion"]["file_bytes"], 0, color))
        for batch, tokens in [(1, 16), (32, 128)]:
            cell = find.cell(results, batch, tokens, scheme)
            if cell:
                own = cell["own_bytes"] or 0
                rows.append((f"{scheme}, {batch} x {tokens}", cell["peak_rss_bytes"] - own, own, color))
    label, y = 110, top + 16
    scale = (WIDTH - 2 * MARGIN - label - 70) / max(shared + own for _, shared, own, _ in rows)
    for name, shared, own, color in rows:
        figure = f"{(shared + own) / 1e6:,.0f}" + (f" ({own / 1e6:,.0f})" if own else "")
        _bar(drawing, MARGIN + label, y, (shared + own) * scale, color, name, figure, paler=shared * scale)
        y += 24
    return y


def _bar(drawing, x, y, length, color, name, figure, paler=None):
    drawing.text(x - 8, y + 13, name, anchor="end")
    if paler is None:
        drawing.box(x, y, length, 16, color)
    else:
        drawing.box(x, y, paler, 16, color, opacity=0.45)
        drawing.box(x + paler, y, length - paler, 16, color)
    drawing.text(x + length + 6, y + 13, figure, color=MUTED)
