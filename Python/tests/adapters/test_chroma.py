"""`goldcrest.chroma` against chromadb."""

import shutil
import tempfile
import unittest
from pathlib import Path

import numpy as np
import support

import goldcrest

from .fixture import DOCUMENTS, QUERY, AdapterTest, library

chromadb = library("chromadb")

# Chroma's sums of 128 squares in binary32 against NumPy's; the largest relative difference measured is 1.9e-7.
DISTANCE_ROUNDING = 1e-6


@unittest.skipUnless(chromadb, "chromadb is not installed")
class ChromaTests(AdapterTest):
    section = "Chroma"

    def setUp(self) -> None:
        from goldcrest.chroma import GoldcrestEmbeddingFunction

        self.function = GoldcrestEmbeddingFunction(self.path, threads=1)
        self.ids = [str(i) for i in range(len(DOCUMENTS))]

    def test_documents_and_queries_get_their_prompts(self) -> None:
        self.assert_rows(self.function(DOCUMENTS), self.documents)
        self.assert_rows(self.function.embed_query([QUERY]), self.query)

    def test_a_collection_embeds_documents_and_queries_with_their_prompts(self) -> None:
        settings = {"hnsw": {"space": "l2"}}
        collection = chromadb.EphemeralClient().create_collection(
            "documents", embedding_function=self.function, configuration=settings
        )
        collection.add(ids=self.ids, documents=DOCUMENTS)
        self.assert_rows(collection.get(self.ids, include=["embeddings"])["embeddings"], self.documents)
        found = collection.query(query_texts=[QUERY], n_results=len(DOCUMENTS))
        expected = ((self.documents - self.query) ** 2).sum(axis=1)
        self.assertEqual(found["ids"][0], [self.ids[i] for i in np.argsort(expected)])
        np.testing.assert_allclose(found["distances"][0], np.sort(expected), rtol=DISTANCE_ROUNDING)

    def test_a_collection_measures_cosines_unless_it_is_told_otherwise(self) -> None:
        collection = chromadb.EphemeralClient().create_collection("cosines", embedding_function=self.function)
        self.assertEqual(collection.configuration["hnsw"]["space"], "cosine")

    def test_a_stored_collection_opens_again_with_its_function(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            client = chromadb.PersistentClient(folder)
            client.create_collection("documents", embedding_function=self.function).add(
                ids=self.ids, documents=DOCUMENTS
            )
            chromadb.api.client.SharedSystemClient.clear_system_cache()
            collection = chromadb.PersistentClient(folder).get_collection("documents")
            found = collection.query(query_texts=[QUERY], n_results=1)
        self.assertEqual(found["ids"], [[str(self.nearest)]])

    def test_another_model_under_the_stored_path_is_refused(self) -> None:
        from goldcrest.chroma import GoldcrestEmbeddingFunction

        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "model.crest"
            shutil.copy(self.path, path)
            function = GoldcrestEmbeddingFunction(path)
            config = function.get_config()
            client = chromadb.PersistentClient(folder)
            client.create_collection("documents", embedding_function=function)
            path.unlink()
            shutil.copy(support.model("bge-m3"), path)
            with self.assertRaisesRegex(goldcrest.ModelError, "found another"):
                GoldcrestEmbeddingFunction.build_from_config(config)
            chromadb.api.client.SharedSystemClient.clear_system_cache()
            with self.assertRaisesRegex(ValueError, "found another"):
                chromadb.PersistentClient(folder).get_collection("documents").query(query_texts=[QUERY])

    def test_its_section_of_the_guide_runs(self) -> None:
        self.check_section()
