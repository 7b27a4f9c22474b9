"""size-fidelity.json as one SVG picture: bytes of the file across, centred cosine up."""

import math

import labels
from drawing import INK, MUTED, PALE, Drawing

WIDTH, MARGIN, HEIGHT = 760, 24, 330
COLORS = {"Goldcrest": "#c2410c", "llama.cpp": "#2563eb", "ONNX Runtime": "#047857", "OpenVINO": "#7c3aed"}
SAME = 2  # as far across as makes no difference
STEPS = (1, 2, 5)  # of a grid line's distance from 1, times powers of ten
SIZES = "Sizes: .crest and .gguf files contain the tokenizer, those of ONNX Runtime and OpenVINO do not."


def svg(results):
    """All panels, one below the other."""
    drawing = Drawing(WIDTH)
    drawing.text(MARGIN, 34, "Size and fidelity to fp32", size=20, weight=600)
    _legend(drawing, results, 34)
    about = "Higher and further left is better. Log scale of 1 - centred cosine, mean of all texts."
    drawing.text(MARGIN, 56, about, color=MUTED)
    y = 56
    for panel in results["panels"]:
        y = _panel(drawing, panel, y + 34)
    drawing.text(MARGIN, y + 26, SIZES, color=MUTED)
    return drawing.text_of(y + 44)


def _legend(drawing, results, y):
    present = {point["tool"] for panel in results["panels"] for point in panel["points"]}
    x = WIDTH - MARGIN
    for tool, color in reversed(COLORS.items()):
        if tool in present:
            x -= len(tool) * 7 + 24
            drawing.dot(x, y - 4, color)
            drawing.text(x + 9, y, tool)


def drawn(panel):
    """The points of a picture: fp32 proves the harness and would only stretch the axis."""
    return [point for point in panel["points"] if point["scheme"] != "F32"]


def _panel(drawing, panel, top):
    drawing.text(MARGIN, top, panel["name"], size=15, weight=600)
    about = f"{panel['texts']} texts" + (f"; {panel['about']}" if panel["about"] else "")
    drawing.text(MARGIN, top + 19, about, color=MUTED)
    found = drawn(panel)
    frame = _Frame(found, MARGIN + 48, top + 36, WIDTH - MARGIN, top + 36 + HEIGHT)
    frame.draw(drawing)
    dots = [frame.at(point) for point in found]
    front = _front([dot for dot, point in zip(dots, found) if point["tool"] == "Goldcrest"])
    drawing.path(front, COLORS["Goldcrest"], 1.2, dash="3 3")
    words = [point["scheme"] for point in found]
    places = labels.placed(dots, words, frame.box, labels.along(front))
    for point, dot, text, (x, y, anchor) in zip(found, dots, words, places):
        color = COLORS[point["tool"]]
        drawing.dot(*dot, color)
        weight = 600 if point["tool"] == "Goldcrest" else 400
        drawing.text(x, y, text, color=color, weight=weight, anchor=anchor)
    return top + 36 + HEIGHT + 36


def _front(dots):
    """Those dots that no other is higher than without being further right, from left to right."""
    front = []
    for x, y in sorted(dots):
        if not front or y < front[-1][1]:
            # A few bytes are no step to the right.
            front = [dot for dot in front if x - dot[0] > SAME] + [(x, y)]
    return front


class _Frame:
    def __init__(self, points, left, top, right, bottom):
        self.box = (left, top, right, bottom)
        sizes = [point["bytes"] for point in points]
        room = max(0.1 * (max(sizes) - min(sizes)), 0.02 * max(sizes))
        self.sizes = (min(sizes) - room, max(sizes) + room)
        losses = [_loss(point) for point in points]
        self.losses = (math.log10(min(losses)) - 0.15, math.log10(max(losses)) + 0.15)

    def at(self, point):
        return self.across(point["bytes"]), self.up(_loss(point))

    def across(self, size):
        left, _, right, _ = self.box
        return left + (size - self.sizes[0]) / (self.sizes[1] - self.sizes[0]) * (right - left)

    def up(self, loss):
        _, top, _, bottom = self.box
        low, high = self.losses
        return top + (math.log10(loss) - low) / (high - low) * (bottom - top)

    def draw(self, drawing):
        left, top, right, bottom = self.box
        for power in range(math.floor(self.losses[0]), math.ceil(self.losses[1])):
            for step in STEPS:
                loss = step * 10.0**power
                if self.losses[0] <= math.log10(loss) <= self.losses[1]:
                    y = self.up(loss)
                    drawing.line(left, y, right, y, PALE)
                    drawing.text(left - 7, y + 4, f"{1 - loss:.{max(1, -power)}f}", color=MUTED, anchor="end")
        step = _step(self.sizes[1] - self.sizes[0])
        size = math.ceil(self.sizes[0] / step) * step
        while size <= self.sizes[1]:
            x = self.across(size)
            drawing.line(x, top, x, bottom, PALE)
            drawing.text(x, bottom + 17, f"{size / 1e6:g} MB", color=MUTED, anchor="middle")
            size += step
        drawing.line(left, bottom, right, bottom, INK)


def _loss(point):
    """How far from 1; no less than what 32-bit vectors can show."""
    return max(1 - point["centered_cosine"]["mean"], 1e-7)


def _step(span):
    """A round number of bytes that divides a span into about six."""
    power = 10 ** math.floor(math.log10(span / 6))
    return next(factor * power for factor in (1, 2, 5, 10) if factor * power >= span / 6)
