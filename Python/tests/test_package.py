"""The package itself: what it exports, says of itself, imports and needs."""

import inspect
import os
import pydoc
import re
import subprocess
import sys
import unittest
from pathlib import Path

import numpy as np
import support

import goldcrest
from goldcrest import Embedder, errors


class ExportTests(unittest.TestCase):
    def test_everything_public_has_a_docstring_of_whole_sentences(self):
        things = {name: getattr(goldcrest, name) for name in goldcrest.__all__} | {"goldcrest": goldcrest}
        for kind in (Embedder,):
            for name, member in inspect.getmembers(kind):
                if not name.startswith("_"):
                    things[f"{kind.__name__}.{name}"] = member
        for name, thing in things.items():
            with self.subTest(name):
                text = inspect.getdoc(thing) or ""
                self.assertRegex(text.partition("\n\n")[0], r"(?s)^[\"`A-Z].*[.:]$")

    def test_help_shows_names_and_not_internals(self):
        text = pydoc.plain(pydoc.render_doc(goldcrest))
        for name in goldcrest.__all__:
            self.assertIn(name, text)
        text = pydoc.plain(pydoc.render_doc(Embedder))
        self.assertRegex(text, r"encode\([\s|]*self,[\s|]*sentences")
        self.assertNotRegex(text, r"\n \|  _[a-z]")

    def test_every_exception_is_exported_and_a_goldcrest_error(self):
        for name, kind in vars(errors).items():
            if isinstance(kind, type) and kind.__module__ == "goldcrest.errors":
                self.assertIs(getattr(goldcrest, name), kind)
                self.assertTrue(issubclass(kind, (goldcrest.GoldcrestError, UserWarning)), name)

    def test_the_version_is_that_of_the_library_and_the_metadata(self):
        from goldcrest import _library

        self.assertEqual(_library.library().goldcrest_version().decode(), goldcrest.__version__)
        project = Path(__file__).resolve().parents[1]
        for file in ("pyproject.toml", "convert/pyproject.toml"):
            text = (project / file).read_text()
            self.assertEqual(
                set(re.findall(r'(?:^version = "|==)([0-9.]+)"', text, re.M)), {goldcrest.__version__}
            )

    def test_the_package_is_typed(self):
        self.assertTrue((Path(goldcrest.__file__).parent / "py.typed").exists())


class ImportTests(unittest.TestCase):
    def python(self, script, **environment):
        return subprocess.run(
            [sys.executable, "-c", script], capture_output=True, text=True, env=os.environ | environment
        )

    def test_importing_loads_no_library_and_little_else(self):
        done = self.python(
            "import sys, goldcrest\n"
            "print([name for name in ('asyncio', 'json', 'tqdm', 'torch', 'subprocess') if name in sys.modules])\n"
            "print('libgoldcrest' in open('/proc/self/maps').read())",
        )
        loaded = {"asyncio", "json", "tqdm", "torch", "subprocess"} & set(eval(done.stdout.splitlines()[0]))
        numpy = self.python("import sys, numpy\nprint([name for name in sys.modules])")
        self.assertEqual(loaded - set(eval(numpy.stdout)), set())
        self.assertEqual(done.stdout.splitlines()[1], "False")

    def test_a_missing_library_is_an_import_error_that_says_where(self):
        done = self.python("import goldcrest\ngoldcrest.Embedder('x')", GOLDCREST_LIBRARY="/nowhere/lib.so")
        self.assertRegex(done.stderr, r"goldcrest.errors.LibraryError: /nowhere/libgoldcrest.so: ")

    def test_a_missing_second_package_is_an_import_error_that_says_how_to_install_it(self):
        hidden = "import sys; sys.modules['goldcrest_convert'] = None\n"
        for call in ("convert('a', 'b')", "verify('a', golden='b')", "inspect('a')", "evaluate('a', 'b')"):
            done = self.python(f"{hidden}import goldcrest\ngoldcrest.{call}", GOLDCREST_LIBRARY="")
            self.assertRegex(done.stderr, r"LibraryError: .*pip install goldcrest\[convert\]\n$")
        done = self.python(f"{hidden}import runpy\nrunpy.run_module('goldcrest')", GOLDCREST_LIBRARY="")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        done = self.python(f"{hidden}from goldcrest.__main__ import main\nmain()", GOLDCREST_LIBRARY="")
        self.assertRegex(done.stderr, r"^goldcrest: .*pip install goldcrest\[convert\]\n$")
        self.assertEqual(done.returncode, 1)

    def test_a_missing_command_is_said(self):
        folder = support.folder() / "no-command"
        folder.mkdir(exist_ok=True)
        done = self.python("import goldcrest\ngoldcrest.inspect('a')", GOLDCREST_LIBRARY=str(folder))
        self.assertRegex(done.stderr, r"LibraryError: .*no-command/goldcrest: expected the command")

    def test_nothing_is_printed_that_was_not_asked_for(self):
        path = support.model("tiny-moe")
        done = self.python(
            f"import goldcrest\ne = goldcrest.Embedder({path!r})\ne.encode(['a'] * 100)\ne.close()"
        )
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "", ""))


class ProgressTests(unittest.TestCase):
    def test_progress_is_shown_if_asked_for_and_changes_no_bit(self):
        script = f"""
import sys, types
told = []
class Bar:
    def __init__(self, **options): told.append(options)
    def __enter__(self): return self
    def __exit__(self, *failure): told.append("end")
    def update(self, count): told.append(count)
module = types.ModuleType("tqdm.auto")
module.tqdm = Bar
sys.modules["tqdm"], sys.modules["tqdm.auto"] = types.ModuleType("tqdm"), module
import goldcrest
embedder = goldcrest.Embedder({support.model("tiny-moe")!r})
vectors = embedder.encode(["a"] * 5, batch_size=2, show_progress_bar=True)
print(told, (vectors == embedder.encode(["a"] * 5)).all())
"""
        done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
        self.assertEqual(done.stdout, "[{'total': 5, 'unit': 'text'}, 2, 2, 1, 'end'] True\n")

    def test_without_tqdm_nothing_is_shown(self):
        script = (
            "import sys; sys.modules['tqdm'] = None\nimport goldcrest\n"
            f"print(goldcrest.Embedder({support.model('tiny-moe')!r}).encode(['a'], show_progress_bar=True).shape)"
        )
        done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
        self.assertEqual((done.stdout, done.stderr), ("(1, 128)\n", ""))


class SimilarityTests(unittest.TestCase):
    """Oracles are the definitions, in float64, one pair at a time."""

    DEFINITIONS = {
        "cosine": lambda a, b: a @ b / np.linalg.norm(a) / np.linalg.norm(b),
        "dot": lambda a, b: a @ b,
        "euclidean": lambda a, b: -np.linalg.norm(a - b),
        "manhattan": lambda a, b: -np.abs(a - b).sum(),
    }

    def test_each_function_is_its_definition(self):
        from goldcrest import _similarity

        generator = np.random.default_rng(7)
        first = generator.standard_normal((70, 20)).astype(np.float32)
        second = np.concatenate([generator.standard_normal((5, 20)).astype(np.float32), first[:1]])
        for name, definition in self.DEFINITIONS.items():
            with self.subTest(name):
                a, b = first.astype(np.float64), second.astype(np.float64)
                expected = np.array([[definition(x, y) for y in b] for x in a])
                found = _similarity.similarity(name, first, second)
                self.assertEqual((found.shape, found.dtype), ((70, 6), np.float32))
                # float32 keeps 7 digits of sums of 20 products of size 10.
                self.assertTrue((np.abs(found - expected) < 1e-4).all())
                pairs = _similarity.similarity_pairwise(name, first[:6], second)
                self.assertEqual((pairs.shape, pairs.dtype), ((6,), np.float32))
                self.assertTrue((np.abs(pairs - np.diag(expected[:6])) < 1e-4).all())

    def test_the_models_function_is_used(self):
        embedder = Embedder(support.model("tiny-moe"))
        vectors = embedder.encode(["a", "b", "c"])
        found = embedder.similarity(vectors, vectors[0])
        self.assertEqual(found.shape, (3, 1))
        self.assertAlmostEqual(float(found[0, 0]), 1, places=6)
        self.assertEqual(embedder.similarity_pairwise(vectors, vectors).shape, (3,))

    def test_a_vector_of_zeros_is_like_none(self):
        embedder = Embedder(support.model("tiny-moe"))
        zeros = np.zeros(128, np.float32)
        self.assertEqual(embedder.similarity(zeros, embedder.encode("a")).tolist(), [[0.0]])


if __name__ == "__main__":
    unittest.main()
