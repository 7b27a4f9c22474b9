"""The snippets of CLUSTERS.md print what is written beside them, each section in a folder of its own."""

import os
import shutil
import sys
import unittest
from unittest import mock

import guide
import support

from . import tables

tables.needed("pyarrow", "pandas")


class PageTests(unittest.TestCase):
    def run_section(self, title, *packages, **environment):
        tables.needed(*packages)
        with mock.patch.dict(os.environ, environment):
            guide.run("CLUSTERS.md", title, support.model("tiny-moe"))

    def test_ray(self):
        tables.needed("ray.data")
        import ray

        with mock.patch.dict(os.environ, {"RAY_AUTH_MODE": "disabled"}):
            ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False, logging_level="ERROR")
        self.addCleanup(ray.shutdown)
        self.run_section("Ray")

    @unittest.skipUnless(shutil.which("java"), "Java is not installed")
    def test_spark(self):
        options = "--master local[2] --conf spark.ui.enabled=false pyspark-shell"
        environment = {
            "PYSPARK_SUBMIT_ARGS": options,
            "PYSPARK_PYTHON": sys.executable,
            "SPARK_LOCAL_IP": "127.0.0.1",
        }
        self.run_section("Spark", "pyspark", **environment)
        from pyspark.sql import SparkSession

        SparkSession.getActiveSession().stop()

    def test_dask(self):
        self.run_section("Dask", "dask.dataframe")

    def test_jobs(self):
        self.run_section("Jobs")
