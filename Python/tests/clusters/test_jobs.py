"""Jobs: parts, starting again, what is refused by name."""

import fcntl
import json
import os
import shutil
import unittest
from unittest import mock

import support

from goldcrest import Embedder, FileError, InvalidArgumentError, TextError

from . import tables

tables.needed("pyarrow")

import pyarrow as pa  # noqa: E402
import pyarrow.dataset  # noqa: E402
import pyarrow.parquet as pq  # noqa: E402

from goldcrest import jobs  # noqa: E402
from goldcrest._parts import PartWriter  # noqa: E402


class JobTests(unittest.TestCase):
    def setUp(self):
        self.folder = tables.folder(self)
        self.model = support.model("short")
        self.texts = tables.texts(95)
        self.write("in/b.parquet", self.texts[40:], 40)
        self.write("in/a.parquet", self.texts[:40], 0)
        self.output = self.folder / "out"

    def write(self, name, texts, first):
        path = self.folder / name
        path.parent.mkdir(exist_ok=True)
        ids = pa.array(range(first, first + len(texts)), pa.int64())
        pq.write_table(pa.table({"id": ids, "text": texts}), path, row_group_size=17)

    def run_job(self, **options):
        arguments = {"input": self.folder / "in", "output": self.output, "model": self.model, "part_rows": 20}
        return jobs.embed_parquet(**{**arguments, **options})

    def found(self):
        return pyarrow.dataset.dataset(self.output).to_table()

    def refused(self, pattern, error=jobs.JobError, **options):
        with self.assertRaisesRegex(error, pattern):
            self.run_job(**options)

    def stopped_after(self, count):
        """Runs the job until `count` parts are done, and lets it fail there."""
        whole, done = PartWriter.__call__, []

        def write(self, index):
            if len(done) == count:
                raise KeyboardInterrupt
            done.append(index)
            return whole(self, index)

        with mock.patch.object(PartWriter, "__call__", write), self.assertRaises(KeyboardInterrupt):
            self.run_job()

    def test_rows_keep_ids_and_order_and_have_the_bits_of_encode(self):
        self.assertEqual(self.run_job(), jobs.JobReport(5, 0, 95, 0))
        names = [f"part-0000{index}.parquet" for index in range(5)]
        self.assertEqual(sorted(file.name for file in self.output.glob("*.parquet")), names)
        found = self.found()
        self.assertEqual(found["id"].to_pylist(), list(range(95)))
        self.assertEqual(found["text"].to_pylist(), self.texts)
        tables.same(self, found["embedding"].to_pylist(), tables.vectors(self.model, self.texts))

    def test_every_part_is_of_one_file_and_not_too_large(self):
        self.run_job()
        counts = [pq.read_metadata(file).num_rows for file in sorted(self.output.glob("*.parquet"))]
        self.assertEqual(counts, [20, 20, 20, 20, 15])

    def test_a_part_says_what_its_vectors_are(self):
        self.run_job(precision="int8", prompt="query: ")
        schema = pq.read_schema(self.output / "part-00001.parquet")
        found = {key.decode(): value.decode() for key, value in schema.metadata.items()}
        with Embedder(self.model) as embedder:
            self.assertEqual(found["goldcrest.fingerprint"], embedder.fingerprint)
            size = embedder.get_embedding_dimension()
        self.assertEqual(found["goldcrest.prompt"], "query: ")
        self.assertEqual(found["goldcrest.dimensions"], str(size))
        self.assertEqual(found["goldcrest.precision"], "int8")
        self.assertEqual(found["goldcrest.first_row"], "20")
        self.assertEqual(schema.field("embedding").type, pa.list_(pa.int8(), size))

    def test_a_prompt_by_name_is_recorded_as_its_text(self):
        model = support.model("tiny-moe")
        with Embedder(model) as embedder:
            name, text = next(iter(embedder.prompts.items()))
        self.run_job(model=model, prompt_name=name)
        metadata = pq.read_schema(self.output / "part-00000.parquet").metadata
        self.assertEqual(metadata[b"goldcrest.prompt"].decode(), text)

    def test_a_job_that_died_goes_on_and_leaves_finished_parts_alone(self):
        self.stopped_after(2)
        before = {file: file.stat().st_mtime_ns for file in self.output.glob("*.parquet")}
        self.assertEqual(len(before), 2)
        self.assertEqual(self.run_job(), jobs.JobReport(5, 2, 95, 0))
        for file, time in before.items():
            self.assertEqual(file.stat().st_mtime_ns, time)
        tables.same(self, self.found()["embedding"].to_pylist(), tables.vectors(self.model, self.texts))

    def test_a_job_that_is_done_writes_nothing(self):
        self.run_job()
        with mock.patch.object(PartWriter, "__call__", side_effect=AssertionError):
            self.assertEqual(self.run_job(), jobs.JobReport(5, 5, 95, 0))

    def test_what_a_dead_writer_left_is_removed(self):
        self.stopped_after(1)
        leftover = self.output / ".goldcrest-part-00001.parquet-dead"
        leftover.write_bytes(b"half a part")
        self.run_job()
        self.assertFalse(leftover.exists())
        self.assertEqual([file.name for file in self.output.glob(".*")], [])

    def test_a_part_that_cannot_be_written_leaves_nothing(self):
        with mock.patch.object(pq, "write_table", side_effect=OSError("disk full")):
            with self.assertRaisesRegex(OSError, "disk full"):
                self.run_job()
        self.assertEqual(
            sorted(file.name for file in self.output.iterdir()), ["_goldcrest.json", "_goldcrest.lock"]
        )

    def test_options_that_change_no_bit_may_change(self):
        self.stopped_after(1)
        self.assertEqual(self.run_job(batch_size=3, threads=1).skipped_part_count, 1)

    def test_another_option_is_refused_by_name(self):
        self.stopped_after(1)
        self.refused("expected options.precision None as when the job began, found 'int8'", precision="int8")
        self.refused("expected on_error 'raise' .* found 'null'", on_error="null")
        self.refused("expected part_rows 20 .* found 10", part_rows=10)

    def test_another_model_is_refused(self):
        self.stopped_after(1)
        self.refused("expected fingerprint", model=support.model("tiny-moe"))

    def test_another_input_is_refused_by_its_place(self):
        self.stopped_after(1)
        self.write("in/b.parquet", self.texts[41:], 41)
        self.refused(r"expected inputs\[1\]\.")

    def test_another_file_more_is_refused(self):
        self.stopped_after(1)
        self.write("in/c.parquet", ["more"], 95)
        self.refused(r"expected inputs\[2\]\.")

    def test_input_that_changes_while_the_job_runs_is_refused(self):
        described = jobs._described
        with mock.patch.object(jobs, "_described", lambda path: {**described(path), "row_count": 60}):
            self.refused("expected 60 rows, found 40")
        read = PartWriter.__call__

        def changing(writer, index):
            if index == 1:
                self.write("in/a.parquet", self.texts[40:80], 0)
            return read(writer, index)

        shutil.rmtree(self.output)
        with mock.patch.object(PartWriter, "__call__", changing):
            self.refused("a.parquet: expected the file as it was when the job began")
        self.assertEqual([file.name for file in self.output.glob("*.parquet")], ["part-00000.parquet"])

    def test_the_output_of_a_job_may_be_the_input_of_another(self):
        self.run_job()
        other = {"input": self.output, "output": self.folder / "second", "output_column": "second"}
        self.run_job(**other, model=support.model("tiny-moe"))
        self.assertEqual(self.run_job(**other, model=support.model("tiny-moe")).skipped_part_count, 5)
        found = pq.read_schema(self.folder / "second/part-00000.parquet").metadata
        expected = Embedder(support.model("tiny-moe")).fingerprint
        self.assertEqual(found[b"goldcrest.fingerprint"].decode(), expected)

    def test_a_model_that_changes_while_the_job_runs_is_refused(self):
        model = self.folder / "model.crest"
        shutil.copy(self.model, model)
        commit = jobs.commit

        def replacing(path, write):
            commit(path, write)
            shutil.copy(support.model("tiny-moe"), self.folder / "other.crest")
            os.replace(self.folder / "other.crest", model)

        with mock.patch.object(jobs, "commit", replacing), self.assertRaisesRegex(Exception, "fingerprint"):
            self.run_job(model=model)

    def test_a_folder_with_something_else_is_refused(self):
        self.output.mkdir()
        (self.output / "notes.txt").write_text("mine")
        self.refused("expected an empty folder or one of a job, found notes.txt")
        self.assertEqual((self.output / "notes.txt").read_text(), "mine")

    def test_a_folder_that_another_process_works_in_is_refused(self):
        self.output.mkdir()
        with open(self.output / "_goldcrest.lock", "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            self.refused("another process")
        self.run_job()

    def test_a_part_that_is_damaged_or_foreign_is_refused_by_name(self):
        self.stopped_after(2)
        part = self.output / "part-00001.parquet"
        data = part.read_bytes()
        part.write_bytes(data[:-9])
        self.refused("part-00001.parquet: expected a part of this job, found a damaged file")
        pq.write_table(pa.table({"text": ["a"] * 20}), part)
        self.refused("part-00001.parquet: expected a part of this job, found another file")
        part.write_bytes(data)
        self.run_job()

    def test_a_damaged_manifest_is_refused(self):
        self.stopped_after(1)
        (self.output / "_goldcrest.json").write_text("{")
        self.refused("expected the manifest of a job")

    def test_refused_rows_are_counted_also_after_a_restart(self):
        pq.write_table(pa.table({"id": tables.IDS, "text": tables.ROWS}), self.folder / "bad.parquet")
        options = dict(input=self.folder / "bad.parquet", on_error="null", overflow="error", part_rows=3)
        self.assertEqual(self.run_job(**options), jobs.JobReport(3, 0, 7, 3))
        self.assertEqual(self.run_job(**options), jobs.JobReport(3, 3, 7, 3))
        found = self.found()
        self.assertEqual(found["id"].to_pylist(), tables.IDS)
        good = [i for i, reason in enumerate(found["embedding_error"].to_pylist()) if reason is None]
        self.assertEqual(good, tables.GOOD)
        expected = tables.vectors(self.model, [tables.ROWS[i] for i in good])
        tables.same(self, [found["embedding"][i].as_py() for i in good], expected)

    def test_a_refused_row_fails_the_job_with_file_and_row_and_keeps_finished_parts(self):
        path = self.folder / "bad.parquet"
        pq.write_table(pa.table({"text": ["a", "b", "c", None]}), path)
        with self.assertRaisesRegex(TextError, f"{path}, row 3: expected a text, found null"):
            self.run_job(input=path, part_rows=2)
        self.assertEqual([file.name for file in self.output.glob("*.parquet")], ["part-00000.parquet"])

    def test_only_the_columns_asked_for_are_kept(self):
        self.run_job(columns=["id"])
        self.assertEqual(self.found().schema.names, ["id", "embedding"])

    def test_columns_may_be_none_at_all(self):
        self.run_job(columns=[])
        self.assertEqual(self.found().schema.names, ["embedding"])
        tables.same(self, self.found()["embedding"].to_pylist(), tables.vectors(self.model, self.texts))

    def test_a_column_that_a_file_lacks_is_refused_with_the_file(self):
        self.refused("a.parquet: column 'body'", InvalidArgumentError, column="body")
        self.refused("a.parquet: column 'missing'", InvalidArgumentError, columns=["missing"])
        self.refused("a.parquet: column 'id'", InvalidArgumentError, output_column="id")

    def test_a_list_of_files_counts_in_its_order(self):
        self.run_job(input=[self.folder / "in/b.parquet", self.folder / "in/a.parquet"])
        self.assertEqual(self.found()["id"].to_pylist(), [*range(40, 95), *range(40)])

    def test_bad_input_is_refused(self):
        (self.folder / "empty").mkdir()
        (self.folder / "text.parquet").write_text("no Parquet")
        self.refused("expected .parquet files, found none", FileError, input=self.folder / "empty")
        self.refused("text.parquet", FileError, input=self.folder / "text.parquet")
        self.refused("missing.parquet", FileError, input=self.folder / "missing.parquet")
        self.refused("model.crest", FileError, model=self.folder / "model.crest")
        self.refused("found an empty list", FileError, input=[])
        self.refused("text.parquet: File exists", FileError, output=self.folder / "text.parquet")
        twice = pa.Table.from_arrays([pa.array(["a"]), pa.array(["b"])], names=["text", "text"])
        pq.write_table(twice, self.folder / "twice.parquet")
        self.refused(
            "'text': expected one of that name", InvalidArgumentError, input=self.folder / "twice.parquet"
        )

    def test_bad_arguments_are_refused_by_name(self):
        self.refused("engine", InvalidArgumentError, engine="flink")
        self.refused("part_rows", InvalidArgumentError, part_rows=0)
        self.refused("workers", InvalidArgumentError, workers=2)
        self.refused("on_error", InvalidArgumentError, on_error="skip")
        self.refused("input: expected str", InvalidArgumentError, input=None)
        self.refused("output: expected str", InvalidArgumentError, output=None)
        self.refused("model: expected str", InvalidArgumentError, model=None)
        same = {"on_error": "null", "output_column": "made", "error_column": "made"}
        self.refused("'made': expected a name for one column", InvalidArgumentError, **same)
        self.assertFalse(self.output.exists())

    def test_the_manifest_is_json_with_the_inputs(self):
        self.run_job()
        manifest = json.loads((self.output / "_goldcrest.json").read_text())
        self.assertEqual(
            [os.path.basename(file["path"]) for file in manifest["inputs"]], ["a.parquet", "b.parquet"]
        )
