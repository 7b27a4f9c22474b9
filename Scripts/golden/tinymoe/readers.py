"""Reads message catalogues, manual pages, help pages and dictionaries."""

import gzip
import re
import struct

from .cleaning import clean

ROFF_ESCAPE = re.compile(r"\\f\[[^]]*\]|\\f\(..|\\f.|\\s[-+]?\d+|\\[&/,|^:%~]|\\m\[[^]]*\]|\\\*\([^ ]{2}|\\\*\[[^]]*\]")
ROFF_CHARACTERS = (
    ("\\-", "-"),
    ("\\(aq", "'"),
    ("\\(dq", '"'),
    ("\\(lq", '"'),
    ("\\(rq", '"'),
    ("\\(en", "-"),
    ("\\(em", "-"),
    ("\\(bu", ""),
    ("\\e", "/"),
    ("\\ ", " "),
    ("\\(co", ""),
)
ROFF_COMMENTS = ("'\\\"", '.\\"', "'\"")
SECTION = {"SH", "Sh"}
LITERAL_BEGIN, LITERAL_END = {"nf", "EX", "TS", "Bd"}, {"fi", "EE", "TE", "Ed"}
PARAGRAPH = {"PP", "P", "LP", "TP", "IP", "SS", "Pp", "It", "HP", "sp", "br"}
FONT = {"B", "I", "BR", "RB", "BI", "IB", "IR", "RI", "SM", "SB", "Nm", "Nd", "Xr", "Fl", "Ar"}

OFFICE_BLOCK = re.compile(r'<(p|h[1-6]) id="((?:par|hd)_id[^"]+)"[^>]*>(.*?)</\1>', re.S)
DICTIONARY_HEAD = re.compile(r"([A-Za-z][A-Za-z \'-]{1,30}?) (?:/|<)")


def read_catalogue(path):
    """(message, translation) as bytes, from a .mo file."""
    data = path.read_bytes()
    if len(data) < 28:
        return
    order = "<" if data[:4] == b"\xde\x12\x04\x95" else ">"
    count, messages, translations = struct.unpack_from(order + "III", data, 8)
    for index in range(count):
        length, start = struct.unpack_from(order + "II", data, messages + 8 * index)
        other_length, other_start = struct.unpack_from(order + "II", data, translations + 8 * index)
        if length and other_length:
            yield data[start : start + length], data[other_start : other_start + other_length]


def plain_roff(text):
    """A line of roff without escapes."""
    text = ROFF_ESCAPE.sub("", text)
    for escape, character in ROFF_CHARACTERS:
        text = text.replace(escape, character)
    return re.sub(r"\\\[u([0-9A-Fa-f]{4})\]", lambda match: chr(int(match.group(1), 16)), text)


class ManualPage:
    """Collects the sections of a manual page, each a list of paragraphs, line by line."""

    def __init__(self):
        self.sections, self.paragraph, self.literal = [], [], False

    def end_paragraph(self):
        if self.sections and self.paragraph:
            self.sections[-1].append(" ".join(self.paragraph))
        self.paragraph.clear()

    def macro(self, name, rest):
        if name in SECTION:
            self.end_paragraph()
            self.sections.append([])
            self.literal = False
        elif name in LITERAL_BEGIN:
            self.end_paragraph()
            self.literal = True
        elif name in LITERAL_END:
            self.literal = False
        elif name in PARAGRAPH:
            self.end_paragraph()
        elif name in FONT:
            if name == "Nd":
                self.paragraph.append("-")
            if not self.literal:
                alternating = len(name) == 2 and name.isupper()
                self.paragraph.append(plain_roff(rest).replace('"', "").replace(" ", "" if alternating else " "))

    def line(self, line):
        if line.startswith(ROFF_COMMENTS) or line.strip() == ".":
            return
        if line.startswith((".", "'")):
            match = re.match(r"[.']\s*(\S+)\s*(.*)", line)
            if match:
                self.macro(*match.groups())
            return
        if not self.literal and self.sections:
            self.paragraph.append(plain_roff(line))
        if not line.strip():
            self.end_paragraph()


def read_manual_page(path):
    """(one-line description, paragraphs of the later sections), or None where it cannot be read."""
    try:
        with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
            text = file.read()
    except (OSError, EOFError, UnicodeDecodeError):
        return None
    page = ManualPage()
    for line in text.split("\n"):
        page.line(line)
    page.end_paragraph()
    if len(page.sections) < 2 or not page.sections[0]:
        return None
    match = re.search(r"\s[-\u2013\u2014]+\s+(.+)", clean(" ".join(page.sections[0])))
    if not match:
        return None
    return match.group(1).strip(), [clean(part) for section in page.sections[1:] for part in section]


def read_office_page(path):
    """(identifier, text) of every block of a LibreOffice help page."""
    text = path.read_text(encoding="utf-8", errors="replace")
    return [(identifier, clean(block)) for _, identifier, block in OFFICE_BLOCK.findall(text)]


def read_help_page(path):
    """The titles, descriptions and paragraphs of a Mallard page, in order; [] where it cannot be read."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return []
    text = re.sub(
        r"<info>.*?</info>",
        lambda match: "".join(re.findall(r"<desc>.*?</desc>", match.group(0), re.S)),
        text,
        flags=re.S,
    )
    return [clean(part) for _, part in re.findall(r"<(title|p|desc)(?:\s[^>]*)?>(.*?)</\1>", text, re.S)]


def read_dictionary(path):
    """(head word, first translation) of a FreeDict file."""
    head = None
    with gzip.open(path, "rt", encoding="utf-8", errors="replace") as file:
        for line in file:
            match = DICTIONARY_HEAD.match(line)
            if match:
                head = match.group(1).strip()
                continue
            if head and line.strip() and not line[0].isspace():
                line = re.sub(r"^\d+\. ", "", line)
                value = re.sub(r"<[^>]*>|\[[^\]]*\]|\{[^}]*\}|\([^)]*\)", "", line).replace("~", " ")
                value = re.split(r"[,;،、]", value)[0].strip()
                if value and value.lower() != head.lower() and len(value) < 40:
                    yield head, value
            head = None
