"""Spark: the UDF, the column and jobs in Python workers of a local session."""

import os
import shutil
import sys
import unittest
from unittest import mock

import numpy as np
import support

from goldcrest import InvalidArgumentError

from . import tables

tables.needed("pyspark", "pandas", "pyarrow")
if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
    raise unittest.SkipTest("Java is not installed")

import pandas as pd  # noqa: E402
import pyarrow as pa  # noqa: E402
import pyarrow.dataset  # noqa: E402
import pyarrow.parquet as pq  # noqa: E402
from pyspark.sql import SparkSession  # noqa: E402
from pyspark.sql.functions import col, udf  # noqa: E402

import goldcrest.spark  # noqa: E402
from goldcrest import jobs  # noqa: E402
from goldcrest.spark import embed_column, embed_udf  # noqa: E402


class SparkTests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.model = support.model("short")
        patch = mock.patch.dict(os.environ, {"PYSPARK_PYTHON": sys.executable})
        patch.start()
        cls.addClassCleanup(patch.stop)
        cls.spark = (
            SparkSession.builder.master("local[2]")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.sql.execution.arrow.maxRecordsPerBatch", "3")
            .getOrCreate()
        )
        cls.spark.sparkContext.setLogLevel("OFF")
        cls.addClassCleanup(cls.spark.stop)

    def frame(self, texts, ids=None):
        """A data frame in two partitions."""
        folder = tables.folder(self)
        ids = pa.array(ids or range(len(texts)), pa.int64())
        table = pa.table({"id": ids, "text": pa.array(texts, pa.string())})
        half = len(texts) // 2
        pq.write_table(table.slice(0, half), folder / "a.parquet")
        pq.write_table(table.slice(half), folder / "b.parquet")
        return self.spark.read.parquet(str(folder))

    def good(self):
        return tables.vectors(self.model, [tables.ROWS[i] for i in tables.GOOD])

    def test_the_udf_has_the_bits_of_encode(self):
        texts = tables.texts(30)
        found = self.frame(texts).withColumn("embedding", embed_udf(self.model)("text"))
        self.assertEqual(found.schema["embedding"].dataType.simpleString(), "array<float>")
        rows = found.orderBy("id").collect()
        tables.same(self, [row.embedding for row in rows], tables.vectors(self.model, texts))

    def test_the_udf_gives_a_refused_row_its_reason(self):
        embed = embed_udf(self.model, on_error="null", overflow="error")
        found = self.frame(tables.ROWS, tables.IDS).withColumn("made", embed("text"))
        self.assertEqual(
            found.schema["made"].dataType.simpleString(), "struct<embedding:array<float>,error:string>"
        )
        rows = {row.id: row.made for row in found.collect()}
        made = [rows[id] for id in tables.IDS]
        self.assertEqual([i for i, row in enumerate(made) if row.error is None], tables.GOOD)
        self.assertEqual([i for i, row in enumerate(made) if row.embedding is not None], tables.GOOD)
        self.assertEqual(made[1].error, "expected a text, found null")
        tables.same(self, [made[i].embedding for i in tables.GOOD], self.good())

    def test_the_udf_fails_the_job_at_a_refused_row(self):
        with self.assertRaisesRegex(Exception, "row 1: expected a text, found null"):
            self.frame(["a", "b", "c", None]).select(embed_udf(self.model)("text")).collect()
        with self.assertRaisesRegex(Exception, "row 0: expected str, found int"):
            self.frame(["a"]).select(embed_udf(self.model)("id")).collect()

    def test_the_column_has_the_bits_of_encode_and_the_others_stay(self):
        texts = tables.texts(30)
        found = embed_column(self.frame(texts), self.model)
        self.assertEqual(found.columns, ["id", "text", "embedding"])
        rows = found.orderBy("id").collect()
        self.assertEqual([row.text for row in rows], texts)
        tables.same(self, [row.embedding for row in rows], tables.vectors(self.model, texts))

    def test_the_column_gives_a_refused_row_its_reason_and_keeps_ids(self):
        found = embed_column(
            self.frame(tables.ROWS, tables.IDS), self.model, on_error="null", overflow="error"
        ).collect()
        rows = {row.id: row for row in found}
        made = [rows[id] for id in tables.IDS]
        self.assertEqual([i for i, row in enumerate(made) if row.embedding_error is None], tables.GOOD)
        self.assertEqual([i for i, row in enumerate(made) if row.embedding is not None], tables.GOOD)
        tables.same(self, [made[i].embedding for i in tables.GOOD], self.good())

    def test_the_column_fails_the_job_at_a_refused_row(self):
        with self.assertRaisesRegex(Exception, "row 1: expected a text, found null"):
            embed_column(self.frame(["a", "b", "c", None]), self.model).collect()

    def test_a_text_that_is_not_utf8_is_a_refused_row_of_the_column(self):
        frame = self.frame(["a", "b"]).withColumn("text", col("text").cast("binary"))
        broken = udf(lambda value: bytes(value) + b"\xff" if value == b"a" else bytes(value), "binary")
        frame = frame.withColumn("text", broken("text").cast("string"))
        rows = embed_column(frame, self.model, on_error="null").orderBy("id").collect()
        self.assertIsNone(rows[0].embedding)
        self.assertIn("UTF-8", rows[0].embedding_error)
        tables.same(self, [rows[1].embedding], tables.vectors(self.model, ["b"]))

    def test_integers_and_bits_are_as_encode_makes_them(self):
        frame = self.frame(["a", "b"])
        for precision, kind in [
            ("int8", "array<tinyint>"),
            ("binary", "array<tinyint>"),
            ("ubinary", "binary"),
        ]:
            expected = tables.vectors(self.model, ["a", "b"], precision=precision)
            made = frame.withColumn("embedding", embed_udf(self.model, precision=precision)("text"))
            for found in (made, embed_column(frame, self.model, precision=precision)):
                with self.subTest(precision):
                    self.assertEqual(found.schema["embedding"].dataType.simpleString(), kind)
                    rows = [row.embedding for row in found.orderBy("id").collect()]
                    if kind == "binary":
                        rows = [np.frombuffer(row, np.uint8) for row in rows]
                    tables.same(self, rows, expected)

    def test_a_type_that_spark_lacks_is_refused(self):
        with self.assertRaisesRegex(InvalidArgumentError, "precision"):
            embed_udf(self.model, precision="float16")

    def test_a_missing_column_is_refused_before_the_job(self):
        with self.assertRaisesRegex(InvalidArgumentError, "column 'body'"):
            embed_column(self.frame(["a", "b"]), self.model, column="body")

    def test_a_file_that_spark_sends_is_found_by_name(self):
        # Spark sends the file to each task anew, so that it must stay.
        path = support.folder() / "sent.crest"
        shutil.copy(self.model, path)
        self.spark.sparkContext.addFile(str(path))
        embed = embed_udf("sent.crest", is_added_file=True)
        rows = self.frame(["a", "b"]).withColumn("embedding", embed("text")).orderBy("id").collect()
        tables.same(self, [row.embedding for row in rows], tables.vectors(self.model, ["a", "b"]))

    def test_another_fingerprint_fails_the_job(self):
        with self.assertRaisesRegex(Exception, "expected fingerprint other"):
            self.frame(["a", "b"]).select(embed_udf(self.model, fingerprint="other")("text")).collect()

    def test_a_task_embeds_with_as_many_threads_as_its_cpus(self):
        model = self.model

        def threads(batches):
            from goldcrest.spark import _task_model

            for batch in batches:
                yield pd.DataFrame({"threads": [_task_model(model, False, None, None).threads]})

        rows = self.spark.range(1).mapInPandas(threads, "threads long").collect()
        self.assertEqual([row.threads for row in rows], [1])
        context = mock.Mock(cpus=lambda: 3)
        with mock.patch("pyspark.TaskContext.get", return_value=context):
            self.assertEqual(goldcrest.spark._task_model(model, False, None, None).threads, 3)

    def test_a_job_by_spark_has_the_bits_of_one_process(self):
        folder, texts = tables.folder(self), tables.texts(50)
        pq.write_table(pa.table({"id": range(50), "text": texts}), folder / "in.parquet")
        arguments = dict(engine="spark", part_rows=7)
        report = jobs.embed_parquet(folder / "in.parquet", folder / "out", self.model, **arguments)
        self.assertEqual(report, jobs.JobReport(8, 0, 50, 0))
        found = pyarrow.dataset.dataset(folder / "out").to_table()
        self.assertEqual(found["id"].to_pylist(), list(range(50)))
        tables.same(self, found["embedding"].to_pylist(), tables.vectors(self.model, texts))
        # Spark reads what the job wrote, and nothing beside it.
        rows = self.spark.read.parquet(str(folder / "out")).orderBy("id").collect()
        tables.same(self, [row.embedding for row in rows], tables.vectors(self.model, texts))
