"""The snippets of README.md run in its order and print what is written beside them."""

import contextlib
import io
import os
import re
import shutil
import subprocess
import unittest
from pathlib import Path
from unittest import mock

import support

from goldcrest.command import command

README = Path(__file__).resolve().parents[1] / "README.md"


def blocks(language):
    """The code of a language, with the line where each block begins."""
    text = README.read_text()
    for found in re.finditer(rf"^```{language}\n(.*?)^```$", text, re.M | re.S):
        yield text.count("\n", 0, found.start(1)) + 1, found.group(1)


def expected(code, call, comment):
    """What the calls that print are said to print."""
    pattern = rf"^ *{re.escape(call)}\(.*\);? +{comment} (.*)$"
    return re.findall(pattern, code, re.M)


class ReadmeTests(unittest.TestCase):
    def setUp(self):
        folder = support.folder() / "readme"
        folder.mkdir(exist_ok=True)
        for name, path in {
            "my-model": support.GOLDEN / "tiny-moe",
            "my-corpus": support.GOLDEN / "retrieval/en",
            "bge-m3.crest": support.model("bge-m3"),
        }.items():
            if not os.path.lexists(folder / name):
                os.symlink(path, folder / name)
        self.addCleanup(os.chdir, os.getcwd())
        os.chdir(folder)
        path = f"{os.path.dirname(command())}:{os.environ.get('PATH', os.defpath)}"
        environment = mock.patch.dict(os.environ, {"PATH": path})
        environment.start()
        self.addCleanup(environment.stop)

    def test_snippets_in_python_print_what_is_written(self):
        for file in Path().glob("*.crest"):
            if not file.is_symlink():
                file.unlink()
        names, count = {"__name__": "readme"}, 0
        for line, code in blocks("python"):
            with self.subTest(line=line):
                printed = io.StringIO()
                with contextlib.redirect_stdout(printed):
                    exec(compile("\n" * (line - 1) + code, str(README), "exec"), names)
                lines = expected(code, "print", "#")
                self.assertEqual([text.rstrip() for text in printed.getvalue().splitlines()], lines)
                count += len(lines)
        self.assertGreater(count, 12)

    @unittest.skipUnless(shutil.which("node"), "there is no Node")
    def test_snippets_in_javascript_print_what_is_written(self):
        shutil.copy(support.model("tiny-moe"), "model.crest")
        (found,) = blocks("js")
        done = subprocess.run(["node", "-e", found[1]], capture_output=True, text=True, timeout=60)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertEqual(done.stdout.splitlines(), expected(found[1], "console.log", "//"))

    def test_what_it_says_of_exceptions_is_so(self):
        import goldcrest

        text = README.read_text()
        rows = re.findall(r"^\| ((?:`\w+Error`(?:, )?)+) \| (.*?) \|", text, re.M)
        named = set()
        for kinds, parents in rows:
            for kind in re.findall(r"\w+Error", kinds):
                named.add(kind)
                for parent in re.findall(r"\w+Error", parents):
                    expected_kind = getattr(goldcrest, parent, None) or getattr(
                        __import__("builtins"), parent
                    )
                    self.assertTrue(issubclass(getattr(goldcrest, kind), expected_kind), (kind, parent))
        all_kinds = {name for name in goldcrest.__all__ if name.endswith("Error")}
        self.assertEqual(named, all_kinds - {"GoldcrestError", "CancelledError"})


if __name__ == "__main__":
    unittest.main()
