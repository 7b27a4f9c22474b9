"""Places words beside dots so that nothing lies on anything else."""

HEIGHT, LETTER, GAP = 14, 6.7, 8


def placed(dots, words, frame, taken=()):
    """For each dot (x, y) and its words: (x, y, anchor) of the text, y its baseline.

    `frame` is (left, top, right, bottom), `taken` are boxes of the same form that must stay free.
    Places near the dot come first; the least overlap wins where every place has some.
    """
    boxes = [(x - 5, y - 5, x + 5, y + 5) for x, y in dots] + list(taken)
    found = []
    for (x, y), text in zip(dots, words):
        options = list(_around(x, y, len(text) * LETTER))
        costs = [_cost(box, boxes, frame) + 0.01 * rank for rank, (box, _) in enumerate(options)]
        box, anchor = options[costs.index(min(costs))]
        boxes.append(box)
        at = {"start": box[0], "middle": (box[0] + box[2]) / 2, "end": box[2]}[anchor]
        found.append((at, box[3] - 3, anchor))
    return found


def along(path):
    """Boxes that cover a line, for `taken`."""
    boxes = []
    for (x1, y1), (x2, y2) in zip(path, path[1:]):
        count = max(2, int(max(abs(x2 - x1), abs(y2 - y1)) / 4))
        for step in range(count + 1):
            x, y = x1 + (x2 - x1) * step / count, y1 + (y2 - y1) * step / count
            boxes.append((x - 2, y - 2, x + 2, y + 2))
    return boxes


def _around(x, y, width):
    for distance in (0, 7, 14):
        reach, half = GAP + distance / 2, HEIGHT / 2
        for down in (0, -9 - distance, 9 + distance):
            yield (x + reach, y - half + down, x + reach + width, y + half + down), "start"
            yield (x - reach - width, y - half + down, x - reach, y + half + down), "end"
        for down in (-half - GAP - distance, half + GAP + distance):
            yield (x - width / 2, y - half + down, x + width / 2, y + half + down), "middle"


def _cost(box, boxes, frame):
    overlap = sum(
        max(0, min(box[2], other[2]) - max(box[0], other[0])) * max(0, min(box[3], other[3]) - max(box[1], other[1]))
        for other in boxes)
    left, top, right, bottom = frame
    outside = max(0, left - box[0]) + max(0, top - box[1]) + max(0, box[2] - right) + max(0, box[3] - bottom)
    return overlap + 50 * outside
