"""Lines, boxes and words of an SVG file."""

from html import escape

INK, MUTED, PALE = "#111827", "#6b7280", "#e5e7eb"
FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif"


class Drawing:
    """Collects elements; the height is known at the end."""

    def __init__(self, width):
        self.width = width
        self.elements = []

    def text(self, x, y, words, size=12, color=INK, weight=400, anchor="start"):
        self.elements.append(
            f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" font-weight="{weight}" fill="{color}" '
            f'text-anchor="{anchor}">{escape(words)}</text>')

    def line(self, x1, y1, x2, y2, color, width=1.0, dash=None):
        self.path([(x1, y1), (x2, y2)], color, width, dash)

    def path(self, points, color, width, dash=None):
        if len(points) < 2:
            return
        steps = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        dashes = f' stroke-dasharray="{dash}"' if dash else ""
        self.elements.append(
            f'<polyline points="{steps}" fill="none" stroke="{color}" stroke-width="{width}"{dashes}/>')

    def dot(self, x, y, color):
        self.elements.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{color}"/>')

    def box(self, x, y, width, height, color, opacity=1):
        self.elements.append(
            f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(width, 0):.1f}" height="{height}" fill="{color}" '
            f'opacity="{opacity}"/>')

    def text_of(self, height):
        """The whole file."""
        opening = (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.width} {height:.0f}" '
            f'width="{self.width}" height="{height:.0f}" font-family="{FONT}">')
        ground = f'<rect width="{self.width}" height="{height:.0f}" fill="#ffffff"/>'
        return "\n".join([opening, ground, *self.elements, "</svg>"]) + "\n"
