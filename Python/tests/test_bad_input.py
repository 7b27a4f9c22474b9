"""Bad input: an exception of a documented class that says where it was; the process goes on."""

import os
import unittest
from collections import UserDict

import numpy as np
import support

import goldcrest
from goldcrest import Embedder


class BadTextTests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.embedder = Embedder(support.model("tiny-moe"))

    def refused(self, kind, message, call, *arguments, index=None, **options):
        with self.assertRaises(kind) as caught:
            call(*arguments, **options)
        self.assertEqual(str(caught.exception), message)
        self.assertIs(type(caught.exception), kind)
        self.assertIsInstance(caught.exception, goldcrest.GoldcrestError)
        self.assertEqual(getattr(caught.exception, "index", None), index)
        self.assertEqual(self.embedder.encode("still there").shape, (128,))

    def test_what_holds_no_texts_is_refused(self):
        for value, found in [
            (None, "NoneType"),
            (b"text", "bytes"),
            (3, "int"),
            (float("nan"), "NaN"),
            ({"text": 1}, "dict"),
            (bytearray(b"text"), "bytearray"),
        ]:
            message = f"sentences: expected a str or a list of str, found {found}"
            self.refused(goldcrest.TextTypeError, message, self.embedder.encode, value)

    def test_a_table_is_not_taken_for_the_names_of_its_columns(self):
        class Frame:
            """What counts of a data frame."""

            ndim = 2

            def __iter__(self):
                return iter(["first", "second"])

        for value in (Frame(), UserDict(first=[], second=[])):
            message = f"sentences: expected a str or a list of str, found {type(value).__name__}"
            self.refused(goldcrest.TextTypeError, message, self.embedder.encode, value)

    def test_an_item_that_is_no_text_is_named(self):
        for value, found in [
            (None, "NoneType"),
            (b"a", "bytes"),
            (["a"], "list"),
            (3, "int"),
            (1.5, "float"),
        ]:
            message = f"sentences[1]: expected str, found {found}"
            self.refused(goldcrest.TextTypeError, message, self.embedder.encode, ["a", value], index=1)

    def test_a_missing_value_of_pandas_is_named(self):
        message = "sentences[1]: expected str, found NaN"
        self.refused(goldcrest.TextTypeError, message, self.embedder.encode, ["a", float("nan")], index=1)

    def test_a_type_error_is_one_of_python_too(self):
        with self.assertRaises(TypeError):
            self.embedder.encode([None])
        with self.assertRaises(ValueError):
            self.embedder.encode(["\ud800"])

    def test_arrays_of_no_texts_are_refused(self):
        for array, found in [
            (np.zeros(3), "a numpy array of float64 with shape [3]"),
            (np.array([b"a"]), "a numpy array of |S1 with shape [1]"),
            (np.array("text"), "a numpy array of <U4 with shape []"),
        ]:
            message = f"sentences: expected texts, found {found}"
            self.refused(goldcrest.TextTypeError, message, self.embedder.encode, array)
        message = "sentences[0]: expected str, found list"
        self.refused(goldcrest.TextTypeError, message, self.embedder.encode, np.array([["a"]]), index=0)

    def test_lone_surrogates_are_refused_with_their_place(self):
        reason = "expected text that is UTF-8, found the lone surrogate U+D800 at character 2"
        encode = self.embedder.encode
        self.refused(goldcrest.TextError, f"sentences: {reason}", encode, "ab\ud800", index=0)
        self.refused(goldcrest.TextError, f"sentences[1]: {reason}", encode, ["é", "ab\ud800"], index=1)

    def test_rows_report_what_encode_refuses(self):
        vectors, reasons = self.embedder.encode_rows(["a", None, "\ud800", "b", ["c"]], precision="float16")
        self.assertEqual((vectors.shape, vectors.dtype), ((5, 128), np.float16))
        self.assertEqual([reason is None for reason in reasons], [True, False, False, True, False])
        self.assertEqual(reasons[1], "expected str, found NoneType")
        self.assertEqual(
            reasons[2], "expected text that is UTF-8, found the lone surrogate U+D800 at character 0"
        )
        self.assertFalse(vectors[[1, 2, 4]].any())
        for row, text in [(0, "a"), (3, "b")]:
            self.assertEqual(
                vectors[row].tobytes(), self.embedder.encode(text, precision="float16").tobytes()
            )

    def test_rows_without_a_text_are_all_reported(self):
        vectors, reasons = self.embedder.encode_rows([None, 3])
        self.assertEqual(vectors.shape, (2, 128))
        self.assertFalse(vectors.any())
        self.assertEqual(reasons, ["expected str, found NoneType", "expected str, found int"])

    def test_rows_that_are_too_long_are_reported_with_the_reason_that_encode_gives(self):
        with Embedder(support.model("short")) as embedder:
            texts = ["one", "word " * 100] * 40
            vectors, reasons = embedder.encode_rows(texts, overflow="error", batch_size=7)
            with self.assertRaises(goldcrest.TextError) as caught:
                embedder.encode(texts, overflow="error")
            self.assertEqual(f"sentences[1]: {reasons[1]}", str(caught.exception))
            self.assertEqual(reasons, [None, reasons[1]] * 40)
            self.assertFalse(vectors[1::2].any())
            self.assertEqual(vectors[0::2].tobytes(), embedder.encode(["one"] * 40).tobytes())

    def test_weights_that_make_nan_are_refused_with_the_text(self):
        with Embedder(support.not_finite_model()) as embedder:
            with self.assertRaisesRegex(goldcrest.TextError, r"^sentences\[0\]: .*NaN") as caught:
                embedder.encode(["a", "b"])
            self.assertEqual(caught.exception.index, 0)
            vectors, reasons = embedder.encode_rows(["a", "b"])
            self.assertFalse(vectors.any())
            self.assertTrue(all("NaN" in reason for reason in reasons), reasons)

    def test_token_ids_that_are_none_are_refused(self):
        encode = self.embedder.encode_tokens
        for ids, found in [
            (["a"], "<U1 [1]"),
            ([1.5], "float64 [1]"),
            ([[1]], "int64 [1, 1]"),
            (3, "int64 []"),
        ]:
            message = f"token_ids[1]: expected a list of token ids, found {found}"
            self.refused(goldcrest.TextTypeError, message, encode, [[1], ids], index=1)
        for ids in ([-1], [10**6], [2**40], []):
            with self.assertRaisesRegex(goldcrest.TextError, r"^token_ids\[1\]: expected ") as caught:
                encode([[1], ids])
            self.assertEqual(caught.exception.index, 1)
        message = "token_ids: expected lists of token ids, found int"
        self.refused(goldcrest.TextTypeError, message, encode, 3)

    def test_tokenize_refuses_as_encode_does(self):
        message = "texts[1]: expected str, found NoneType"
        self.refused(goldcrest.TextTypeError, message, self.embedder.tokenize, ["a", None], index=1)
        with self.assertRaises(goldcrest.PromptError):
            self.embedder.tokenize("a", prompt_name="missing")

    def test_options_that_the_model_does_not_have_are_refused_before_any_text(self):
        for sentences in ([], ["a"], "a"):
            with self.assertRaisesRegex(goldcrest.PromptError, "missing.*query"):
                self.embedder.encode(sentences, prompt_name="missing")
            with self.assertRaisesRegex(goldcrest.DimensionsError, "128.*100"):
                self.embedder.encode(sentences, truncate_dim=100)
            # No memory is taken for vectors of a size that there is not.
            with self.assertRaisesRegex(goldcrest.DimensionsError, "128.*2147483647"):
                self.embedder.encode(sentences, truncate_dim=2**31 - 1)

    def test_arguments_that_no_model_takes_are_refused(self):
        for options, message in [
            (
                {"precision": "uint8"},
                "precision: expected float32, float16, int8, binary, ubinary, found 'uint8'",
            ),
            ({"precision": None}, "precision: expected float32, float16, int8, binary, ubinary, found None"),
            ({"overflow": "ignore"}, "overflow: expected truncate, warn, error, found 'ignore'"),
            ({"bit_order": "middle"}, "bit_order: expected big, little, found 'middle'"),
            ({"batch_size": 0}, "batch_size: expected a whole number above 0, found 0"),
            ({"batch_size": 1.5}, "batch_size: expected a whole number above 0, found 1.5"),
            ({"truncate_dim": 0}, "truncate_dim: expected a whole number above 0, found 0"),
            ({"truncate_dim": True}, "truncate_dim: expected a whole number above 0, found True"),
        ]:
            self.refused(goldcrest.InvalidArgumentError, message, self.embedder.encode, "a", **options)

    def test_int8_of_a_model_that_does_not_normalize_is_refused_unless_asked_to(self):
        with Embedder(support.model_of_other_lengths()) as embedder:
            message = (
                "precision: expected vectors of length 1, or normalize_embeddings=True, for int8, found a model "
                "whose vectors have other lengths"
            )
            self.refused(goldcrest.InvalidArgumentError, message, embedder.encode, "a", precision="int8")
            found = embedder.encode("a", precision="int8", normalize_embeddings=True)
            self.assertAlmostEqual(float(np.linalg.norm(found.astype(float))), 127.5, delta=4)

    def test_prompts_that_would_be_cut_are_refused(self):
        zero = "expected text without a zero character, found one"
        surrogate = "expected text that is UTF-8, found a lone surrogate"
        for value, reason in [("a\0b", zero), ("\ud800", surrogate), (3, "expected str, found int")]:
            for name in ("prompt", "prompt_name"):
                message = f"{name}: {reason}"
                self.refused(goldcrest.PromptError, message, self.embedder.encode, "a", **{name: value})


class BadFileTests(unittest.TestCase):
    def refused(self, path, kind, pattern, **options):
        with self.assertRaisesRegex(kind, pattern):
            Embedder(path, **options)

    def test_a_missing_file_is_named(self):
        self.refused("missing.crest", goldcrest.FileError, "missing.crest.*No such file")

    def test_a_folder_is_refused(self):
        self.refused(support.GOLDEN / "tiny-moe", goldcrest.FileError, "tiny-moe")

    def test_an_empty_file_is_refused(self):
        path = support.folder() / "empty.crest"
        path.touch()
        self.refused(path, goldcrest.FileError, "empty.crest")

    def test_a_file_of_another_kind_is_refused(self):
        self.refused(__file__, goldcrest.FileError, "test_bad_input.py")

    def test_a_file_that_is_cut_is_refused(self):
        path = support.folder() / "cut.crest"
        with open(support.model("tiny-moe"), "rb") as file:
            path.write_bytes(file.read()[:-5000])
        self.refused(path, goldcrest.FileError, "cut.crest")

    def test_every_damaged_file_of_the_goldens_is_refused(self):
        files = sorted((support.GOLDEN / "Bad/crest").glob("*.crest"))
        self.assertGreater(len(files), 50)
        for path in files:
            with self.subTest(path.name), self.assertRaises((goldcrest.FileError, goldcrest.ModelError)):
                Embedder(path).encode("text")

    def test_what_is_no_path_is_refused(self):
        for path in (None, 3, b"model.crest", ["model.crest"], "", "a\0b"):
            self.refused(path, goldcrest.InvalidArgumentError, "^path: expected ")

    def test_what_is_no_count_of_threads_is_refused(self):
        for threads in (0, -1, 1.5, True, "2", 2**40):
            self.refused(
                support.model("tiny-moe"), goldcrest.InvalidArgumentError, "^threads: ", threads=threads
            )

    def test_a_path_of_other_letters_is_opened(self):
        path = support.folder() / "modèle 駅.crest"
        os.symlink(support.model("tiny-moe"), path)
        with Embedder(path) as embedder:
            self.assertEqual(embedder.encode("text").shape, (128,))


class ClosedTests(unittest.TestCase):
    def test_a_closed_embedder_refuses_everything(self):
        with Embedder(support.model("tiny-moe")) as embedder:
            pass
        embedder.close()
        for call in (
            lambda: embedder.encode("a"),
            lambda: embedder.encode([]),
            lambda: embedder.encode_rows(["a"]),
            lambda: embedder.tokenize("a"),
            lambda: embedder.encode_tokens([[1]]),
            lambda: embedder.prompts,
            lambda: embedder.__reduce__(),
        ):
            with self.assertRaisesRegex(goldcrest.ClosedError, "closed"):
                call()
        self.assertEqual(repr(embedder), "Embedder(closed)")

    def test_closing_one_leaves_others_open(self):
        first, second = Embedder(support.model("tiny-moe")), Embedder(support.model("tiny-moe"))
        expected = second.encode("text")
        first.close()
        self.assertEqual(second.encode("text").tobytes(), expected.tobytes())

    def test_an_embedder_that_is_forgotten_is_closed(self):
        for _ in range(200):
            Embedder(support.model("tiny-moe"), threads=2)
        self.assertLess(len(os.listdir("/proc/self/task")), 50)


class SimilarityTests(unittest.TestCase):
    def test_bad_vectors_are_refused(self):
        embedder = Embedder(support.model("tiny-moe"))
        vectors = embedder.encode(["a", "b"])
        for bad, reason in [
            (
                embedder.encode(["a"], precision="ubinary"),
                "embeddings2: expected vectors of floats, found uint8",
            ),
            (embedder.encode(["a"], precision="int8"), "embeddings2: expected vectors of floats, found int8"),
            (vectors[:, :64], "embeddings2: expected vectors of size 128, found 64"),
            (vectors[None], "embeddings2: expected [D] or [N, D], found [1, 2, 128]"),
            ([[1.0], [1.0, 2.0]], "embeddings2: expected vectors of one size"),
            (["text"], "embeddings2: expected vectors of floats, found <U4"),
            (None, "embeddings2: expected vectors of floats, found object"),
        ]:
            with self.assertRaises(goldcrest.InvalidArgumentError) as caught:
                embedder.similarity(vectors, bad)
            self.assertEqual(str(caught.exception), reason)
        with self.assertRaisesRegex(goldcrest.InvalidArgumentError, "expected 2 vectors, found 1"):
            embedder.similarity_pairwise(vectors, vectors[:1])


if __name__ == "__main__":
    unittest.main()
