"""`goldcrest.llama_index` against llama-index-core."""

import asyncio
import pickle
import unittest

from .fixture import DOCUMENTS, QUERY, AdapterTest, library

llama_index = library("llama_index.core")


@unittest.skipUnless(llama_index, "llama-index-core is not installed")
class LlamaIndexTests(AdapterTest):
    section = "LlamaIndex"

    def setUp(self) -> None:
        from goldcrest.llama_index import GoldcrestEmbedding

        self.embedding = GoldcrestEmbedding(self.path, threads=1)

    def test_texts_get_the_prompt_of_documents_in_batches_and_alone(self) -> None:
        self.assert_rows(self.embedding.get_text_embedding_batch(DOCUMENTS), self.documents)
        self.assert_rows([self.embedding.get_text_embedding(text) for text in DOCUMENTS], self.documents)

    def test_a_query_gets_the_prompt_of_queries(self) -> None:
        self.assert_rows([self.embedding.get_query_embedding(QUERY)], self.query)

    def test_async_forms_give_the_same_bits(self) -> None:
        async def run() -> None:
            self.assert_rows(await self.embedding.aget_text_embedding_batch(DOCUMENTS), self.documents)
            self.assert_rows([await self.embedding.aget_text_embedding(DOCUMENTS[0])], self.documents[:1])
            self.assert_rows([await self.embedding.aget_query_embedding(QUERY)], self.query)

        asyncio.run(run())

    def test_a_small_batch_size_changes_no_bit(self) -> None:
        self.embedding.embed_batch_size = 2
        self.assert_rows(self.embedding.get_text_embedding_batch(DOCUMENTS), self.documents)

    def test_dictionaries_and_pickles_hold_the_fields(self) -> None:
        from goldcrest.llama_index import GoldcrestEmbedding

        embedding = GoldcrestEmbedding(self.path, threads=1, query_prompt="", embed_batch_size=3)
        for copy in (
            GoldcrestEmbedding.from_dict(embedding.to_dict()),
            pickle.loads(pickle.dumps(embedding)),
        ):
            self.assertEqual(copy.embed_batch_size, 3)
            self.assert_rows([copy.get_query_embedding(QUERY)], self.embedder.encode([QUERY], prompt=""))

    def test_an_index_finds_the_nearest_document(self) -> None:
        from llama_index.core import VectorStoreIndex
        from llama_index.core.schema import TextNode

        nodes = [TextNode(text=text, id_=str(i)) for i, text in enumerate(DOCUMENTS)]
        index = VectorStoreIndex(nodes, embed_model=self.embedding)
        best = index.as_retriever(similarity_top_k=1).retrieve(QUERY)[0]
        self.assertEqual(best.node.node_id, str(self.nearest))

    def test_its_section_of_the_guide_runs(self) -> None:
        self.check_section()
