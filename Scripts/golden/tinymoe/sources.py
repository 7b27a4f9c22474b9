"""Which Debian packages, languages and prompts the tiny model was trained on."""

import re
import subprocess

# Debian 12 packages. Only catalogues (.mo), manual pages, help pages and dictionaries are unpacked.
PACKAGES = """
iso-codes gnome-user-docs gcompris-qt-data tuxpaint-data wesnoth-1.16-data wesnoth-1.16-httt wesnoth-1.16-trow
wesnoth-1.16-ei wesnoth-1.16-utbs wesnoth-1.16-nr wesnoth-1.16-dm wesnoth-1.16-sof wesnoth-1.16-l freeciv-data
gnucash-common gramps libgtk-3-common libglib2.0-data nautilus-data gnome-control-center-data evolution-common
gnome-shell-common gnupg-l10n util-linux-locales libc-l10n git bash tar grep sed findutils diffutils gawk wget make
gettext dpkg apt aptitude-common kgeography-data kalzium-data gimp-data libgimp2.0 digikam-data krita-l10n
plasma-workspace-data plasma-desktop-data epiphany-browser-data gedit-common totem-common rhythmbox-data aisleriot
gbrainy vlc-l10n audacity-data shotwell-common simple-scan homebank-data kmymoney-common parley-data
gnome-software-common cheese-common inkscape manpages manpages-dev manpages-de manpages-fr manpages-es manpages-it
manpages-ja manpages-pl manpages-pt-br manpages-ru manpages-tr manpages-uk manpages-zh manpages-nl manpages-cs
manpages-sv manpages-vi manpages-de-dev manpages-fr-dev manpages-es-dev manpages-ja-dev manpages-pl-dev
manpages-ru-dev manpages-uk-dev manpages-it-dev manpages-pt-br-dev libreoffice-help-en-us libreoffice-help-de
libreoffice-help-es libreoffice-help-fr libreoffice-help-it libreoffice-help-ja libreoffice-help-ko
libreoffice-help-nl libreoffice-help-pl libreoffice-help-pt-br libreoffice-help-ru libreoffice-help-sv
libreoffice-help-tr libreoffice-help-zh-cn libreoffice-help-cs libreoffice-help-hi libreoffice-help-vi
dict-freedict-eng-spa dict-freedict-eng-fra dict-freedict-eng-deu dict-freedict-eng-ita dict-freedict-eng-por
dict-freedict-eng-nld dict-freedict-eng-rus dict-freedict-eng-pol dict-freedict-eng-jpn dict-freedict-eng-tur
dict-freedict-eng-swe dict-freedict-eng-ces dict-freedict-eng-ara dict-freedict-eng-hin
""".split()

UNPACKED = (
    "*.mo",
    "usr/share/help*",
    "usr/share/man*",
    "usr/share/dictd*",
    "usr/share/doc/*/copyright",
    "*libreoffice/help*",
)

# language -> weight when the texts of a group are drawn
LANGUAGES = {
    "en": 1.6,
    "de": 1.2,
    "fr": 1.2,
    "es": 1.2,
    "ja": 1.2,
    "zh": 1.3,
    "ru": 1.2,
    "it": 1.1,
    "pt": 1.1,
    "pl": 1.1,
    "uk": 1.1,
    "tr": 1.1,
    "nl": 0.7,
    "cs": 0.6,
    "sv": 0.7,
    "ko": 0.8,
    "ar": 0.7,
    "hi": 0.6,
    "vi": 0.6,
}
LOCALE_LANGUAGES = {"pt_BR": "pt", "zh_CN": "zh", "pt-BR": "pt", "zh-CN": "zh", "C": "en", "en-US": "en"}
FREEDICT_LANGUAGES = {
    "spa": "es",
    "fra": "fr",
    "deu": "de",
    "ita": "it",
    "por": "pt",
    "nld": "nl",
    "rus": "ru",
    "pol": "pl",
    "jpn": "ja",
    "tur": "tr",
    "swe": "sv",
    "ces": "cs",
    "ara": "ar",
    "hin": "hi",
}
# a text of these languages must contain their script
SCRIPTS = {
    language: re.compile(f"[{characters}]")
    for language, characters in {
        "ru": "\u0400-\u04ff",
        "uk": "\u0400-\u04ff",
        "ja": "\u3040-\u30ff\u4e00-\u9fff",
        "zh": "\u4e00-\u9fff",
        "ko": "\uac00-\ud7a3",
        "ar": "\u0600-\u06ff",
        "hi": "\u0900-\u097f",
    }.items()
}

# config_sentence_transformers.json of nomic-embed-text-v2-moe
PROMPTS = {
    "query": "search_query: ",
    "passage": "search_document: ",
    "Classification": "classification: ",
    "MultilabelClassification": "classification: ",
    "Clustering": "clustering: ",
    "PairClassification": "classification: ",
    "STS": "classification: ",
    "Summarization": "classification: ",
    "Speed": "search_document: ",
}


def language_of(locale):
    """The language of a locale or folder name; None where it is not trained on."""
    language = LOCALE_LANGUAGES.get(locale, locale)
    return language if language in LANGUAGES else None


def fetch(options):
    """Downloads the packages that are missing and unpacks the text in them to WORK/x."""
    packages, tree = options.work / "debs", options.work / "x"
    packages.mkdir(parents=True, exist_ok=True)
    tree.mkdir(exist_ok=True)
    present = {path.name.split("_")[0] for path in packages.iterdir()}
    for package in PACKAGES:
        if package not in present:
            command = ["apt-get", "download", package]
            result = subprocess.run(command, cwd=packages, stderr=subprocess.PIPE, text=True)
            if result.returncode:
                print("skipped", package, result.stderr.strip()[:100])
    for path in sorted(packages.iterdir()):
        archive = subprocess.Popen(["dpkg-deb", "--fsys-tarfile", path], stdout=subprocess.PIPE)
        unpack = ["tar", "x", "-C", tree, "--wildcards", "--no-anchored", *UNPACKED]
        subprocess.run(unpack, stdin=archive.stdout, stderr=subprocess.DEVNULL)
