"""Dask: `embed_partitions` on threads and processes."""

import unittest

import support

from goldcrest import FileError, InvalidArgumentError

from . import tables

tables.needed("dask", "dask.dataframe", "pandas", "pyarrow")

import dask.dataframe  # noqa: E402
import pandas as pd  # noqa: E402
import pyarrow as pa  # noqa: E402
import pyarrow.parquet as pq  # noqa: E402

from goldcrest.dask import embed_partitions  # noqa: E402


class DaskTests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.model = support.model("short")

    def frame(self, texts, ids=None, partitions=3):
        index = [100 - i for i in range(len(texts))]
        frame = pd.DataFrame({"id": pd.array(ids or range(len(texts)), "Int64"), "text": texts}, index=index)
        return dask.dataframe.from_pandas(frame, npartitions=partitions, sort=False)

    def test_rows_keep_index_and_order_and_have_the_bits_of_encode(self):
        texts = tables.texts(40)
        frame = self.frame(texts)
        for scheduler in ("threads", "processes"):
            with self.subTest(scheduler):
                found = embed_partitions(frame, self.model).compute(scheduler=scheduler)
                self.assertEqual(found.index.tolist(), [100 - i for i in range(40)])
                self.assertEqual(found["text"].tolist(), texts)
                tables.same(self, found["embedding"].tolist(), tables.vectors(self.model, texts))

    def test_the_meta_is_that_of_the_result(self):
        for options in ({}, {"on_error": "null"}, {"precision": "ubinary"}):
            with self.subTest(options):
                made = embed_partitions(self.frame(["a", "b", "c"]), self.model, **options)
                found = made.compute(scheduler="sync")
                self.assertEqual(made.columns.tolist(), found.columns.tolist())
                self.assertEqual(made.dtypes.to_dict(), found.dtypes.to_dict())

    def test_vectors_are_a_fixed_size_list_in_parquet(self):
        folder = tables.folder(self)
        made = embed_partitions(self.frame(["a", "b", "c"]), self.model)
        made.to_parquet(str(folder))
        found = pq.read_table(folder)
        self.assertTrue(pa.types.is_fixed_size_list(found.schema.field("embedding").type))
        tables.same(self, found["embedding"].to_pylist(), tables.vectors(self.model, ["a", "b", "c"]))

    def test_a_refused_row_is_null_with_its_reason_and_ids_stay(self):
        made = embed_partitions(
            self.frame(tables.ROWS, tables.IDS), self.model, on_error="null", overflow="error"
        ).compute(scheduler="sync")
        self.assertEqual([None if id is pd.NA else id for id in made["id"]], tables.IDS)
        reasons = made["embedding_error"].tolist()
        good = [i for i, reason in enumerate(reasons) if not isinstance(reason, str)]
        self.assertEqual(good, tables.GOOD)
        self.assertEqual(reasons[1], "expected a text, found null")
        expected = tables.vectors(self.model, [tables.ROWS[i] for i in good])
        tables.same(self, [made["embedding"].iloc[i] for i in good], expected)

    def test_something_that_is_no_text_is_a_refused_row(self):
        frame = pd.DataFrame({"text": pd.Series(["a", 7, b"b"], dtype=object)})
        with dask.config.set({"dataframe.convert-string": False}):
            made = embed_partitions(
                dask.dataframe.from_pandas(frame, npartitions=1), self.model, on_error="null"
            ).compute(scheduler="sync")
        self.assertEqual(
            made["embedding_error"].tolist()[1:], ["expected str, found int", "expected str, found bytes"]
        )

    def test_a_refused_row_fails_the_job(self):
        with self.assertRaisesRegex(Exception, "row 1: expected a text, found null"):
            embed_partitions(self.frame(["a", None], partitions=1), self.model).compute(scheduler="sync")

    def test_what_is_wrong_is_refused_before_the_job(self):
        frame = self.frame(["a", "b"])
        with self.assertRaisesRegex(InvalidArgumentError, "column 'body'"):
            embed_partitions(frame, self.model, column="body")
        with self.assertRaisesRegex(InvalidArgumentError, "column 'id'"):
            embed_partitions(frame, self.model, output_column="id")
        with self.assertRaises(FileError):
            embed_partitions(frame, "/missing/model.crest")
