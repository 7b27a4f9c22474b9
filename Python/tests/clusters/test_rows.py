"""Tables of Arrow: types, nulls, reasons, what is refused."""

import os
import shutil
import unittest

import numpy as np
import support

from goldcrest import (
    Embedder,
    FileError,
    GoldcrestError,
    InvalidArgumentError,
    ModelError,
    PromptError,
    TextError,
    TextTypeError,
)

from . import tables

tables.needed("pyarrow")

import pyarrow as pa  # noqa: E402

from goldcrest._rows import TableEmbedder, opened  # noqa: E402


class TableTests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.path = support.model("short")
        cls.embedder = Embedder(cls.path, threads=1)

    @classmethod
    def tearDownClass(cls):
        cls.embedder.close()

    def embed(self, on_error="null", **options):
        return TableEmbedder(self.embedder, "text", "embedding", "reason", on_error, **options)

    def table(self, rows=tables.ROWS):
        return pa.table({"id": tables.IDS[: len(rows)], "text": pa.array(rows, pa.string())})

    def test_vectors_are_those_of_encode_bit_for_bit(self):
        texts = tables.texts(50)
        found = self.embed("raise")(pa.table({"text": texts}))
        tables.same(self, found["embedding"].to_pylist(), self.embedder.encode(texts))

    def test_a_refused_row_is_null_with_its_reason_and_the_others_have_their_vectors(self):
        found = self.embed(overflow="error")(self.table())
        reasons = found["reason"].to_pylist()
        self.assertEqual([i for i, reason in enumerate(reasons) if reason is None], tables.GOOD)
        self.assertEqual(reasons[1], "expected a text, found null")
        self.assertIn("tokens", reasons[3])
        vectors = found["embedding"].to_pylist()
        self.assertEqual([i for i, vector in enumerate(vectors) if vector is not None], tables.GOOD)
        expected = self.embedder.encode([tables.ROWS[i] for i in tables.GOOD])
        tables.same(self, [vectors[i] for i in tables.GOOD], expected)
        self.assertEqual(found["id"].to_pylist(), tables.IDS)

    def test_a_refused_row_fails_the_batch_with_its_place(self):
        with self.assertRaisesRegex(TextError, "batch of 7, row 1: expected a text, found null"):
            self.embed("raise")(self.table())

    def test_a_vector_that_is_not_finite_is_a_refused_row(self):
        embedder = Embedder(support.not_finite_model())
        self.addCleanup(embedder.close)
        embed = TableEmbedder(embedder, "text", "embedding", "reason", "null")
        found = embed(pa.table({"text": ["a", "b"]}))
        self.assertEqual(found["embedding"].null_count, 2)
        self.assertEqual(found["reason"].null_count, 0)
        with self.assertRaises(TextError):
            TableEmbedder(embedder, "text", "embedding", "reason", "raise")(pa.table({"text": ["a"]}))

    def test_bytes_that_are_not_utf8_are_a_refused_row(self):
        offsets = pa.py_buffer(np.array([0, 1, 3, 4], np.int32))
        column = pa.Array.from_buffers(pa.string(), 3, [None, offsets, pa.py_buffer(b"a\xff\xfeb")])
        found = self.embed()(pa.table({"text": column}))
        reasons = found["reason"].to_pylist()
        self.assertEqual([reasons[0], reasons[2]], [None, None])
        self.assertIn("UTF-8", reasons[1])
        tables.same(self, [found["embedding"][i].as_py() for i in (0, 2)], self.embedder.encode(["a", "b"]))

    def test_each_precision_has_its_fixed_size_list(self):
        size = self.embedder.get_embedding_dimension()
        for precision, kind, width in [
            ("float32", pa.float32(), size),
            ("float16", pa.float16(), size),
            ("int8", pa.int8(), size),
            ("binary", pa.int8(), size // 8),
            ("ubinary", pa.uint8(), size // 8),
        ]:
            with self.subTest(precision):
                found = self.embed(precision=precision)(self.table(["a", None]))["embedding"]
                self.assertEqual(found.type, pa.list_(kind, width))
                expected = self.embedder.encode(["a"], precision=precision)
                tables.same(self, [found[0].as_py()], expected)

    def test_lists_for_spark_have_the_same_values_and_nulls(self):
        rows = self.embed(overflow="error").rows(self.table())
        self.assertEqual(rows.arrow_list().type, pa.list_(pa.float32()))
        self.assertEqual(rows.arrow_list().to_pylist(), rows.arrow().to_pylist())
        rows = self.embed("raise").rows(self.table(["a", "b"]))
        self.assertEqual(rows.arrow_list().to_pylist(), rows.arrow().to_pylist())

    def test_an_empty_table_has_the_new_columns(self):
        found = self.embed()(self.table([]))
        self.assertEqual(found.schema.names, ["id", "text", "embedding", "reason"])
        self.assertEqual(
            found["embedding"].type, pa.list_(pa.float32(), self.embedder.get_embedding_dimension())
        )

    def test_every_kind_of_string_column_is_taken(self):
        expected = self.embedder.encode(["a", "b", "a"])
        for kind in (
            pa.string(),
            pa.large_string(),
            pa.string_view(),
            pa.dictionary(pa.int32(), pa.string()),
        ):
            with self.subTest(str(kind)):
                table = pa.table({"text": pa.array(["a", "b", "a"]).cast(kind)})
                tables.same(self, self.embed()(table)["embedding"].to_pylist(), expected)
        found = self.embed()(pa.table({"text": pa.nulls(2)}))
        self.assertEqual(found["embedding"].null_count, 2)

    def test_a_column_of_numbers_is_refused_by_name(self):
        with self.assertRaisesRegex(TextTypeError, "column 'text': expected strings, found int64"):
            self.embed()(pa.table({"text": [1, 2]}))

    def test_a_missing_column_is_refused_by_name(self):
        with self.assertRaisesRegex(InvalidArgumentError, "column 'text': expected one of \\['body'\\]"):
            self.embed()(pa.table({"body": ["a"]}))

    def test_a_column_that_is_there_already_is_refused_by_name(self):
        for name in ("embedding", "reason"):
            with self.assertRaisesRegex(InvalidArgumentError, f"column '{name}'"):
                self.embed()(pa.table({"text": ["a"], name: [1]}))

    def test_on_error_is_one_of_two(self):
        with self.assertRaisesRegex(InvalidArgumentError, "on_error"):
            self.embed("skip")

    def test_an_option_that_the_model_does_not_take_is_refused_before_any_row(self):
        with self.assertRaises(PromptError):
            self.embed(prompt_name="missing")
        with self.assertRaises(GoldcrestError):
            self.embed(truncate_dim=7)


class OpenedTests(unittest.TestCase):
    def test_a_process_opens_a_file_once(self):
        path = support.model("short")
        self.assertIs(opened(path, 1), opened(path, 1))
        self.assertIsNot(opened(path, 1), opened(path, 2))

    def test_a_file_that_was_replaced_is_opened_again(self):
        folder = tables.folder(self)
        path = folder / "model.crest"
        shutil.copy(support.model("short"), path)
        before = opened(str(path), 1).fingerprint
        shutil.copy(support.model("tiny-moe"), folder / "other")
        os.replace(folder / "other", path)
        self.assertNotEqual(opened(str(path), 1).fingerprint, before)

    def test_another_fingerprint_is_refused(self):
        with self.assertRaisesRegex(ModelError, "expected fingerprint other"):
            opened(support.model("short"), 1, "other")

    def test_a_missing_file_is_a_file_error(self):
        with self.assertRaises(FileError):
            opened("/missing/model.crest", 1)
