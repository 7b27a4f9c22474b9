"""`goldcrest.haystack` against haystack-ai."""

import asyncio
import unittest

from .fixture import DOCUMENTS, QUERY, AdapterTest, library

haystack = library("haystack")


@unittest.skipUnless(haystack, "haystack-ai is not installed")
class HaystackTests(AdapterTest):
    section = "Haystack"

    def setUp(self) -> None:
        from haystack import Document

        from goldcrest.haystack import GoldcrestDocumentEmbedder, GoldcrestTextEmbedder

        self.texts = GoldcrestTextEmbedder(self.path, threads=1)
        self.embedder_of_documents = GoldcrestDocumentEmbedder(self.path, threads=1)
        self.given = [Document(content=text) for text in DOCUMENTS]

    def test_documents_get_the_prompt_of_documents(self) -> None:
        found = self.embedder_of_documents.run(documents=self.given)["documents"]
        self.assertEqual([document.content for document in found], DOCUMENTS)
        self.assert_rows([document.embedding for document in found], self.documents)
        self.assertEqual([document.embedding for document in self.given], [None] * len(self.given))

    def test_a_query_gets_the_prompt_of_queries(self) -> None:
        self.assert_rows([self.texts.run(text=QUERY)["embedding"]], self.query)

    def test_async_forms_give_the_same_bits(self) -> None:
        self.assert_rows([asyncio.run(self.texts.run_async(text=QUERY))["embedding"]], self.query)
        found = asyncio.run(self.embedder_of_documents.run_async(documents=self.given))["documents"]
        self.assert_rows([document.embedding for document in found], self.documents)

    def test_meta_fields_come_before_the_content(self) -> None:
        from haystack import Document

        from goldcrest.haystack import GoldcrestDocumentEmbedder

        embedder = GoldcrestDocumentEmbedder(self.path, meta_fields_to_embed=["title", "page", "author"])
        document = Document(content="Tea is served.", meta={"title": "Five", "page": 0, "author": None})
        (found,) = embedder.run(documents=[document])["documents"]
        expected = self.embedder.encode(["Five\n0\nTea is served."], prompt_name="passage")
        self.assert_rows([found.embedding], expected)

    def test_a_document_without_content_is_an_empty_text(self) -> None:
        from haystack import Document

        (found,) = self.embedder_of_documents.run(documents=[Document()])["documents"]
        self.assert_rows([found.embedding], self.embedder.encode([""], prompt_name="passage"))

    def test_what_is_neither_text_nor_documents_is_refused(self) -> None:
        with self.assertRaisesRegex(TypeError, "expected a string, found list"):
            self.texts.run(text=self.given)
        with self.assertRaisesRegex(TypeError, "expected a list of documents"):
            self.embedder_of_documents.run(documents=QUERY)

    def test_dictionaries_hold_the_parameters(self) -> None:
        from goldcrest.haystack import GoldcrestTextEmbedder

        texts = GoldcrestTextEmbedder(self.path, prompt="", truncate_dim=None)
        copy = GoldcrestTextEmbedder.from_dict(texts.to_dict())
        self.assertEqual(copy.to_dict(), texts.to_dict())
        self.assert_rows([copy.run(text=QUERY)["embedding"]], self.embedder.encode([QUERY], prompt=""))

    def test_a_pipeline_is_stored_loaded_and_finds_the_nearest_document(self) -> None:
        from haystack import Pipeline
        from haystack.components.retrievers.in_memory import InMemoryEmbeddingRetriever
        from haystack.document_stores.in_memory import InMemoryDocumentStore

        store = InMemoryDocumentStore(embedding_similarity_function="cosine")
        store.write_documents(self.embedder_of_documents.run(documents=self.given)["documents"])
        pipeline = Pipeline()
        pipeline.add_component("texts", self.texts)
        loaded = Pipeline.loads(pipeline.dumps(), allowed_modules=["goldcrest.haystack"])
        loaded.add_component("retriever", InMemoryEmbeddingRetriever(store, top_k=1))
        loaded.connect("texts.embedding", "retriever.query_embedding")
        (found,) = loaded.run({"texts": {"text": QUERY}})["retriever"]["documents"]
        self.assertEqual(found.content, DOCUMENTS[self.nearest])

    def test_its_section_of_the_guide_runs(self) -> None:
        self.check_section()
