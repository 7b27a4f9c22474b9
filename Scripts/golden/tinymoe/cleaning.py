"""Removes markup from texts and rejects what is not a text."""

import html
import re

from .sources import SCRIPTS

LONGEST = 420  # characters
TAG, WHITE_SPACE = re.compile(r"<[^<>]{1,300}>"), re.compile(r"\s+")


def clean(text, interface=False):
    """Plain text in one line; of interface messages the keyboard accelerators are removed too."""
    text = TAG.sub("", text)
    if "&" in text:
        text = html.unescape(text)
    if interface:
        text = re.sub(r"\([_&][A-Za-z0-9]\)", "", text)
        if text.count("_") == 1:
            text = re.sub(r"_(?=\w)", "", text)
        text = re.sub(r"&(?=\w)", "", text)
    return WHITE_SPACE.sub(" ", text).strip()


def usable(text, language, shortest=2):
    """True for text mostly of letters, of reasonable length, in the script of its language."""
    if not shortest <= len(text) <= LONGEST:
        return False
    if sum(character.isalpha() for character in text) < 0.55 * len(text) - 2:
        return False
    if any(text.count(character) > 2 for character in "%{=") or "\\" in text or "://" in text:
        return False
    script = SCRIPTS.get(language)
    if script and not script.search(text):
        return False
    return any(character.isalpha() for character in text)


def normalized(text):
    """Lower-case letters and digits only: the form in which texts are compared with the held-out ones."""
    return re.sub(r"[\W_]+", "", text.lower())
