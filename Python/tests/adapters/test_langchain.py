"""`goldcrest.langchain` against langchain-core."""

import asyncio
import unittest

from .fixture import DOCUMENTS, QUERY, AdapterTest, library

langchain_core = library("langchain_core")


@unittest.skipUnless(langchain_core, "langchain-core is not installed")
class LangChainTests(AdapterTest):
    section = "LangChain"

    def setUp(self) -> None:
        from goldcrest.langchain import GoldcrestEmbeddings

        self.embeddings = GoldcrestEmbeddings(self.path, threads=1)

    def test_documents_get_the_prompt_of_documents(self) -> None:
        self.assert_rows(self.embeddings.embed_documents(DOCUMENTS), self.documents)

    def test_a_query_gets_the_prompt_of_queries(self) -> None:
        self.assert_rows([self.embeddings.embed_query(QUERY)], self.query)

    def test_async_forms_give_the_same_bits(self) -> None:
        async def both() -> tuple[list[list[float]], list[float]]:
            return await asyncio.gather(
                self.embeddings.aembed_documents(DOCUMENTS), self.embeddings.aembed_query(QUERY)
            )

        documents, query = asyncio.run(both())
        self.assert_rows(documents, self.documents)
        self.assert_rows([query], self.query)

    def test_no_documents_give_no_vectors(self) -> None:
        self.assertEqual(self.embeddings.embed_documents([]), [])

    def test_literal_prompts_take_the_place_of_the_models(self) -> None:
        from goldcrest.langchain import GoldcrestEmbeddings

        embeddings = GoldcrestEmbeddings(self.path, query_prompt="", document_prompt="classification: ")
        self.assert_rows([embeddings.embed_query(QUERY)], self.embedder.encode([QUERY], prompt=""))
        self.assert_rows(
            embeddings.embed_documents(DOCUMENTS), self.embedder.encode(DOCUMENTS, prompt="classification: ")
        )

    def test_an_in_memory_store_finds_the_document_itself(self) -> None:
        from langchain_core.vectorstores import InMemoryVectorStore

        store = InMemoryVectorStore.from_texts(DOCUMENTS, self.embeddings)
        best = store.similarity_search(QUERY, k=1)[0].page_content
        self.assertEqual(best, DOCUMENTS[self.nearest])

    def test_its_section_of_the_guide_runs(self) -> None:
        self.check_section()
