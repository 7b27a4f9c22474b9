"""Converting, verifying, evaluating and inspecting: what the command does, as plain dictionaries."""

import os
import signal
import subprocess
import sys
import textwrap
import time
import unittest
from pathlib import Path

import numpy as np
import support

import goldcrest
from goldcrest.command import command

SOURCE = support.GOLDEN / "tiny-moe"


class ConvertTests(unittest.TestCase):
    def output(self, name):
        path = support.folder() / f"{self._testMethodName}-{name}.crest"
        self.addCleanup(path.unlink, missing_ok=True)
        return path

    def command(self, *options):
        path = self.output("command")
        subprocess.run([command(), "convert", "--quiet", SOURCE, "-o", path, *options], check=True)
        return path.read_bytes()

    def test_a_file_has_the_bytes_that_the_command_writes(self):
        path = self.output("int8")
        report = goldcrest.convert(SOURCE, path)
        self.assertEqual(path.read_bytes(), self.command())
        self.assertEqual(report["path"], str(path))
        self.assertEqual(report["bytes"], path.stat().st_size)
        self.assertEqual(report["fingerprint"], goldcrest.Embedder(path).fingerprint)
        self.assertEqual(report["notes"], [])

    def test_int4_is_calibrated_as_by_the_command(self):
        path, steps = self.output("int4"), []
        goldcrest.convert(SOURCE, path, quantize="int4", progress=lambda *step: steps.append(step))
        self.assertEqual(path.read_bytes(), self.command("--quantize", "int4"))
        self.assertTrue(steps)
        self.assertTrue(all(0 <= done <= total for done, total in steps), steps)

    def test_options_are_those_of_the_command(self):
        path = self.output("options")
        goldcrest.convert(
            SOURCE,
            path,
            quantize="int4",
            calibration="none",
            dimensions=[128, 64],
            languages=["de", "en"],
            threads=1,
        )
        expected = self.command(
            "--quantize", "int4", "--calibration", "none", "--matryoshka", "128,64", "--languages", "de,en"
        )
        self.assertEqual(path.read_bytes(), expected)

    def test_ones_own_texts_calibrate_and_keep_vocabulary(self):
        path = self.output("texts")
        texts = [f"The train number {number} leaves at noon." for number in range(40)]
        goldcrest.convert(SOURCE, path, quantize="int4", calibration=texts, keep_texts=iter(texts))
        file = support.folder() / "own.txt"
        file.write_text("\n".join(texts) + "\n")
        expected = self.command("--quantize", "int4", "--calibration", file, "--keep-tokens-from", file)
        self.assertEqual(path.read_bytes(), expected)

    def test_a_file_that_is_there_stays_unless_it_is_to_be_replaced(self):
        path = self.output("there")
        path.write_text("mine")
        with self.assertRaisesRegex(goldcrest.FileError, path.name):
            goldcrest.convert(SOURCE, path)
        self.assertEqual(path.read_text(), "mine")
        goldcrest.convert(SOURCE, path, overwrite=True)
        self.assertEqual(goldcrest.Embedder(path).encode("text").shape, (128,))

    def test_a_folder_that_is_no_model_is_refused(self):
        path = self.output("refused")
        for source in (support.GOLDEN / "texts", "missing"):
            with self.assertRaises((goldcrest.ModelError, goldcrest.FileError)):
                goldcrest.convert(source, path)
            self.assertFalse(path.exists())

    def test_an_unknown_language_is_refused(self):
        with self.assertRaisesRegex(goldcrest.LanguageError, "xx"):
            goldcrest.convert(SOURCE, self.output("language"), languages=["xx"])

    def test_arguments_that_cannot_be_are_refused(self):
        path = self.output("arguments")
        for options in [
            {"quantize": "int5"},
            {"quantize": 8},
            {"pooling": "median"},
            {"calibration": "texts.txt"},
            {"calibration": ["a", None]},
            {"languages": "de"},
            {"dimensions": [0]},
            {"dimensions": 64},
            {"threads": 0},
            {"quantize": "auto", "min_cosine": 1.5},
            {"quantize": "auto", "min_cosine": float("nan")},
            {"keep_texts": ["a\0b"]},
        ]:
            with self.subTest(options), self.assertRaises(goldcrest.InvalidArgumentError):
                goldcrest.convert(SOURCE, path, **options)
        for options, message in [
            ({"quantize": "int5"}, "quantize: expected none, f16, int8, int4, auto, found int5"),
            ({"threads": 5000}, "threads: expected 0 to 1024, found 5000"),
            (
                {"min_cosine": 0.9},
                "quantize: expected auto, as min_cosine or target_size is given, found int8",
            ),
        ]:
            with self.assertRaises(goldcrest.InvalidArgumentError) as caught:
                goldcrest.convert(SOURCE, path, **options)
            self.assertEqual(str(caught.exception), message)
        with self.assertRaises(goldcrest.InvalidArgumentError):
            goldcrest.convert(None, path)
        with self.assertRaises(goldcrest.InvalidArgumentError):
            goldcrest.convert(SOURCE, None)
        self.assertFalse(path.exists())

    def test_an_exception_of_progress_ends_the_conversion_and_leaves_nothing(self):
        path = self.output("progress")

        def progress(done, total):
            raise RuntimeError("enough")

        with self.assertRaisesRegex(RuntimeError, "enough"):
            goldcrest.convert(SOURCE, path, quantize="int4", progress=progress)
        self.assertFalse(path.exists())
        Path(f"{path}.calibration").unlink(missing_ok=True)

    def test_ctrl_c_ends_a_conversion_with_keyboard_interrupt(self):
        path = self.output("interrupt")
        script = support.INTERRUPTIBLE + textwrap.dedent(f"""
            import goldcrest
            print("begins", flush=True)
            try:
                goldcrest.convert({str(SOURCE)!r}, {str(path)!r}, quantize="auto")
            except KeyboardInterrupt:
                print("interrupted")
        """)
        with subprocess.Popen(
            [sys.executable, "-c", script], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        ) as process:
            self.assertEqual(process.stdout.readline(), "begins\n")
            time.sleep(0.5)
            process.send_signal(signal.SIGINT)
            output, errors = process.communicate(timeout=120)
        self.assertEqual((process.returncode, output, errors), (0, "interrupted\n", ""))
        self.assertFalse(path.exists())


class VerifyTests(unittest.TestCase):
    def test_a_file_is_held_against_its_original(self):
        report = goldcrest.verify(support.model("tiny-moe"), original=SOURCE)
        self.assertTrue(report["passes"])
        self.assertGreater(report["mean_cosine"], 0.999)
        self.assertGreater(report["router_agreement"], 0.9)
        self.assertEqual(report["token_mismatch_count"], 0)
        self.assertEqual(
            list(report),
            "passes text_count mean_cosine minimum_cosine mean_centered_cosine neighbour_overlap router_agreement "
            "token_mismatch_count".split(),
        )

    def test_a_file_is_held_against_pytorch(self):
        report = goldcrest.verify(
            support.model("tiny-moe"), golden=support.GOLDEN / "tiny-moe.golden.safetensors"
        )
        self.assertTrue(report["passes"])
        self.assertEqual(report["text_count"], 63)

    def test_a_missed_threshold_is_told_and_no_exception(self):
        report = goldcrest.verify(support.model("tiny-moe"), original=SOURCE, min_cosine=1)
        self.assertFalse(report["passes"])

    def test_vectors_of_another_program_are_compared(self):
        path = support.model("short")
        texts = ["one", "two words", "three words here"]
        file = support.folder() / "vectors.npy"
        np.save(file, goldcrest.Embedder(path).encode(texts))
        report = goldcrest.verify(path, vectors=file, texts=texts)
        self.assertGreater(report["minimum_cosine"], 0.999999)
        self.assertIsNone(report["router_agreement"])

    def test_bad_references_are_refused(self):
        path = support.model("short")
        with self.assertRaisesRegex(
            goldcrest.InvalidArgumentError, "one of original, golden, vectors, found none"
        ):
            goldcrest.verify(path)
        with self.assertRaisesRegex(goldcrest.InvalidArgumentError, "found original, golden"):
            goldcrest.verify(path, original=SOURCE, golden="x")
        with self.assertRaises(goldcrest.FileError):
            goldcrest.verify(path, golden="missing.safetensors")
        with self.assertRaises(goldcrest.PromptError):
            goldcrest.verify(path, original=support.GOLDEN / "models/bert-mean", prompt_name="missing")


class CommandTests(unittest.TestCase):
    def test_inspect_gives_the_commands_report(self):
        report = goldcrest.inspect(support.model("tiny-moe"), check=True, tensors=True)
        self.assertEqual(report["command"], "inspect")
        self.assertEqual(report["fingerprint"], goldcrest.Embedder(support.model("tiny-moe")).fingerprint)
        self.assertGreater(len(report["tensors"]), 10)
        self.assertNotIn("tensors", goldcrest.inspect(support.model("tiny-moe")))

    def test_evaluate_gives_the_commands_report(self):
        folder = support.GOLDEN / "retrieval"
        report = goldcrest.evaluate(support.model("tiny-moe"), folder / "en", top=10, query_prompt="query")
        self.assertEqual([entry["name"] for entry in report["sets"]], ["en"])
        self.assertEqual(report["top"], 10)
        both = goldcrest.evaluate(support.model("tiny-moe"), [folder / "en", folder / "de"])
        self.assertEqual([entry["name"] for entry in both["sets"]], ["en", "de"])

    def test_evaluate_shows_the_commands_progress_if_asked_to(self):
        for is_shown in (True, False):
            screen, terminal = os.openpty()
            call = f"goldcrest.evaluate({support.model('short')!r}, {str(support.GOLDEN / 'retrieval/en')!r}, top=10"
            script = f"import goldcrest; {call}, show_progress_bar={is_shown})"
            done = subprocess.run([sys.executable, "-c", script], stderr=terminal)
            os.write(terminal, b"end")
            self.assertEqual((done.returncode, b"%" in os.read(screen, 1000)), (0, is_shown))
            os.close(terminal)
            os.close(screen)

    def test_a_failure_of_the_command_is_an_exception_with_its_exit_code(self):
        with self.assertRaisesRegex(goldcrest.CommandError, "missing.crest.*No such file") as caught:
            goldcrest.inspect("missing.crest")
        self.assertEqual(caught.exception.exit_code, 1)
        with self.assertRaisesRegex(goldcrest.CommandError, "colour") as caught:
            goldcrest.evaluate(support.model("tiny-moe"), support.GOLDEN / "retrieval/en", colour="red")
        self.assertEqual(caught.exception.exit_code, 64)

    def test_a_dataset_that_is_no_path_is_refused(self):
        for beir in (None, 3, [None]):
            with self.subTest(beir), self.assertRaisesRegex(goldcrest.InvalidArgumentError, "beir: expected"):
                goldcrest.evaluate(support.model("tiny-moe"), beir)

    def test_the_module_is_the_command(self):
        def run(*arguments):
            return subprocess.run(
                [sys.executable, "-m", "goldcrest", *arguments], capture_output=True, text=True
            )

        self.assertRegex(run("--version").stdout, r"^goldcrest 0\.\d+\.\d+")
        done = run("embed", support.model("short"), "--output-format", "json", "text")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertEqual(run("inspect", "missing.crest").returncode, 1)
        self.assertEqual(run("frobnicate").returncode, 64)

    def test_nothing_of_openblas_is_needed_from_the_system(self):
        # Where it is not in the folder of the libraries, the system's is what there is.
        if not os.path.exists(os.path.join(os.path.dirname(command()), "libopenblas.so.0")):
            self.skipTest("the libraries are not those of a wheel")
        script = f"""
import goldcrest
goldcrest.verify({support.model("tiny-moe")!r}, original={str(SOURCE)!r})
with open("/proc/self/maps") as maps:
    print({{line.split()[-1] for line in maps if line.endswith("/libopenblas.so.0\\n")}})
"""
        done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
        self.assertEqual(
            done.stdout.strip(), repr({os.path.join(os.path.dirname(command()), "libopenblas.so.0")})
        )


if __name__ == "__main__":
    unittest.main()
