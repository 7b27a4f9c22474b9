"""Ray Data: `Embed` in workers of a local cluster, models in the object store, jobs."""

import hashlib
import os
import tempfile
import unittest
from pathlib import Path
from unittest import mock

import numpy as np
import support

from goldcrest import Embedder, FileError, InvalidArgumentError, ModelError

from . import tables

tables.needed("ray", "ray.data", "pyarrow")

import pyarrow as pa  # noqa: E402
import pyarrow.dataset  # noqa: E402
import pyarrow.parquet as pq  # noqa: E402
import ray  # noqa: E402

import goldcrest.ray  # noqa: E402
from goldcrest import jobs  # noqa: E402


class EmbedTests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.model = support.model("short")
        made = tempfile.TemporaryDirectory()
        cls.addClassCleanup(made.cleanup)
        cls.temporary = Path(made.name)
        # Workers inherit the environment, and their folder for temporary files with it.
        environment = {"RAY_AUTH_MODE": "disabled", "TMPDIR": made.name}
        with mock.patch.dict(os.environ, environment):
            # Workers that hold every CPU would keep Ray from reading their input.
            ray.init(num_cpus=3, include_dashboard=False, log_to_driver=False, logging_level="ERROR")
        cls.addClassCleanup(ray.shutdown)
        ray.data.DataContext.get_current().enable_progress_bars = False
        ray.data.DataContext.get_current().execution_options.preserve_order = True

    def embedded(self, data, workers=1, cpus=1, batch_size=8, model=None, **options):
        return data.map_batches(
            goldcrest.ray.Embed,
            fn_constructor_kwargs={"model": model or self.model, **options},
            batch_format="pyarrow",
            batch_size=batch_size,
            compute=ray.data.ActorPoolStrategy(size=workers),
            num_cpus=cpus,
        )

    def table(self, data):
        return pa.concat_tables(ray.get(data.to_arrow_refs()))

    def test_rows_keep_ids_and_order_and_have_the_bits_of_encode(self):
        texts = tables.texts(60)
        ids = [None if i == 7 else 2**60 + i for i in range(60)]
        table = pa.table({"id": pa.array(ids, pa.int64()), "text": texts})
        data = ray.data.from_arrow([table.slice(first, 20) for first in (0, 20, 40)])
        found = self.table(self.embedded(data, workers=2))
        self.assertEqual(found["id"].to_pylist(), ids)
        self.assertEqual(found.schema.field("id").type, pa.int64())
        with Embedder(self.model) as embedder:
            size = embedder.get_embedding_dimension()
        self.assertEqual(found.schema.field("embedding").type, pa.list_(pa.float32(), size))
        tables.same(self, found["embedding"].to_pylist(), tables.vectors(self.model, texts))

    def test_rows_of_several_files_keep_their_ids(self):
        folder, texts = tables.folder(self), tables.texts(60)
        for part in range(3):
            rows = range(part * 20, part * 20 + 20)
            table = pa.table({"id": [2**60 + i for i in rows], "text": [texts[i] for i in rows]})
            pq.write_table(table, folder / f"{part}.parquet")
        # Ray may read files in another order.
        found = self.table(self.embedded(ray.data.read_parquet(str(folder)), workers=2)).sort_by("id")
        self.assertEqual(found["id"].to_pylist(), [2**60 + i for i in range(60)])
        tables.same(self, found["embedding"].to_pylist(), tables.vectors(self.model, texts))

    def test_vectors_stay_a_fixed_size_list_in_parquet(self):
        folder = tables.folder(self)
        self.embedded(ray.data.from_arrow(pa.table({"text": ["a", "b"]}))).write_parquet(str(folder))
        found = pyarrow.dataset.dataset(folder).to_table()
        self.assertTrue(pa.types.is_fixed_size_list(found.schema.field("embedding").type))
        expected = tables.vectors(self.model, found["text"].to_pylist())
        tables.same(self, found["embedding"].to_pylist(), expected)

    def test_a_refused_row_is_null_with_its_reason(self):
        data = ray.data.from_arrow(pa.table({"id": tables.IDS, "text": tables.ROWS}))
        found = self.table(self.embedded(data, batch_size=3, on_error="null", overflow="error"))
        self.assertEqual(found["id"].to_pylist(), tables.IDS)
        reasons, vectors = found["embedding_error"].to_pylist(), found["embedding"].to_pylist()
        self.assertEqual([i for i, reason in enumerate(reasons) if reason is None], tables.GOOD)
        self.assertEqual([i for i, vector in enumerate(vectors) if vector is not None], tables.GOOD)
        expected = tables.vectors(self.model, [tables.ROWS[i] for i in tables.GOOD])
        tables.same(self, [vectors[i] for i in tables.GOOD], expected)

    def test_a_refused_row_fails_the_job_with_its_reason(self):
        data = ray.data.from_arrow(pa.table({"text": ["a", None]}))
        with self.assertRaisesRegex(Exception, "row 1: expected a text, found null"):
            self.embedded(data).materialize()

    def test_a_worker_embeds_with_as_many_threads_as_its_cpus(self):
        class Threads(goldcrest.ray.Embed):
            def __call__(self, batch):
                return batch.append_column("threads", pa.array([self._embed.embedder.threads] * len(batch)))

        for cpus in (1, 2):
            data = ray.data.from_arrow(pa.table({"text": ["a"]})).map_batches(
                Threads,
                fn_constructor_kwargs={"model": self.model},
                batch_format="pyarrow",
                compute=ray.data.ActorPoolStrategy(size=1),
                num_cpus=cpus,
            )
            self.assertEqual(self.table(data)["threads"].to_pylist(), [cpus])

    def test_bits_are_stored_as_bytes(self):
        data = ray.data.from_arrow(pa.table({"text": ["a", "b"]}))
        found = self.table(self.embedded(data, precision="ubinary"))["embedding"]
        self.assertEqual(found.type.value_type, pa.uint8())
        tables.same(self, found.to_pylist(), tables.vectors(self.model, ["a", "b"], precision="ubinary"))

    def test_numpy_batches_are_refused_as_they_change_ids(self):
        embed = goldcrest.ray.Embed(self.model, threads=1)
        with self.assertRaisesRegex(InvalidArgumentError, 'batch_format="pyarrow"'):
            embed({"text": ["a"]})

    def test_a_model_in_the_object_store_serves_all_workers_from_one_file(self):
        texts = tables.texts(40)
        data = ray.data.from_arrow([pa.table({"text": texts[:20]}), pa.table({"text": texts[20:]})])
        stored = goldcrest.ray.put(self.model)
        for _ in range(2):
            found = self.table(self.embedded(data, workers=2, model=stored))
            tables.same(self, found["embedding"].to_pylist(), tables.vectors(self.model, texts))
            files = list((self.temporary / f"goldcrest-{os.getuid()}").iterdir())
            self.assertEqual(
                sorted(file.name for file in files), [f"{stored.sha256}.crest", f"{stored.sha256}.lock"]
            )

    def test_a_job_by_ray_has_the_bits_of_one_process(self):
        folder, texts = tables.folder(self), tables.texts(50)
        pq.write_table(pa.table({"id": range(50), "text": texts}), folder / "in.parquet")
        arguments = dict(engine="ray", part_rows=7, workers=2)
        report = jobs.embed_parquet(folder / "in.parquet", folder / "out", self.model, **arguments)
        self.assertEqual(report, jobs.JobReport(8, 0, 50, 0))
        found = pyarrow.dataset.dataset(folder / "out").to_table()
        self.assertEqual(found["id"].to_pylist(), list(range(50)))
        tables.same(self, found["embedding"].to_pylist(), tables.vectors(self.model, texts))


class StoredModelTests(unittest.TestCase):
    """What a worker does with a model from the object store, without a cluster."""

    def setUp(self):
        self.folder = tables.folder(self)
        path = support.model("short")
        data = np.fromfile(path, np.uint8)
        with Embedder(path, threads=1) as embedder:
            sha256 = hashlib.sha256(data.data).hexdigest()
            self.stored = goldcrest.ray.StoredModel(None, data.size, sha256, embedder.fingerprint)
        self.get = mock.Mock(return_value=data)
        for patch in (
            mock.patch("tempfile.tempdir", str(self.folder)),
            mock.patch.object(ray, "get", self.get),
        ):
            patch.start()
            self.addCleanup(patch.stop)

    def test_a_machine_writes_the_file_once(self):
        path = goldcrest.ray._written(self.stored)
        self.assertEqual(goldcrest.ray._written(self.stored), path)
        self.assertEqual(self.get.call_count, 1)
        with Embedder(path) as embedder:
            self.assertEqual(embedder.fingerprint, self.stored.fingerprint)

    def test_a_file_that_is_not_whole_is_written_again(self):
        path = Path(goldcrest.ray._written(self.stored))
        os.truncate(path, 100)
        goldcrest.ray._written(self.stored)
        self.assertEqual(path.stat().st_size, self.stored.byte_count)

    def test_an_object_with_other_bytes_is_refused(self):
        self.get.return_value = np.zeros(self.stored.byte_count, np.uint8)
        with self.assertRaisesRegex(FileError, "sha256"):
            goldcrest.ray._written(self.stored)
        self.assertEqual(list(self.folder.glob("*/*.crest")), [])

    def test_a_folder_that_others_can_write_to_is_refused(self):
        folder = self.folder / f"goldcrest-{os.getuid()}"
        folder.mkdir()
        folder.chmod(0o777)
        with self.assertRaisesRegex(FileError, "nobody else"):
            goldcrest.ray._written(self.stored)
        folder.rmdir()
        (self.folder / "elsewhere").mkdir(mode=0o700)
        folder.symlink_to(self.folder / "elsewhere")
        with self.assertRaisesRegex(FileError, "nobody else"):
            goldcrest.ray._written(self.stored)

    def test_a_model_of_another_fingerprint_is_refused(self):
        with self.assertRaisesRegex(ModelError, "expected fingerprint other"):
            goldcrest.ray.Embed(self.stored._replace(fingerprint="other"), threads=1)
