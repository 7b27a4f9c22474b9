"""Clients of the dialects of text-embeddings-inference and Cohere."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from expected import Check, Expected, refused


def huggingface_hub(url: str, expected: Expected) -> Iterator[Check]:
    from huggingface_hub import InferenceClient

    client = InferenceClient(model=url)

    def features() -> None:
        for index, text in enumerate(expected.texts):
            expected.same(client.feature_extraction(text)[0], first=index)
        expected.same(client.feature_extraction(expected.texts))

    def prompts() -> None:
        found = client.feature_extraction(expected.texts, prompt_name="query", truncate=True)
        expected.same(found, "query")

    yield "feature_extraction", features
    yield "feature_extraction, prompt_name", prompts


def haystack(url: str, expected: Expected) -> Iterator[Check]:
    from haystack import Document
    from haystack.components.embedders import OpenAIDocumentEmbedder, OpenAITextEmbedder
    from haystack.utils import Secret

    key = Secret.from_token("none")

    def texts() -> None:
        embedder = OpenAITextEmbedder(api_key=key, model=expected.model, api_base_url=f"{url}/v1")
        expected.same(embedder.run(expected.texts[1])["embedding"], first=1)

    def documents() -> None:
        embedder = OpenAIDocumentEmbedder(
            api_key=key, model=expected.model, api_base_url=f"{url}/v1", progress_bar=False
        )
        found = embedder.run([Document(content=text) for text in expected.texts])["documents"]
        expected.same([document.embedding for document in found])

    def tei() -> None:
        from haystack_integrations.components.embedders import huggingface_api

        options: dict[str, Any] = {"api_type": "text_embeddings_inference", "api_params": {"url": url}}
        embedder = huggingface_api.HuggingFaceAPITextEmbedder(**options)
        expected.same(embedder.run(expected.texts[1])["embedding"], first=1)
        other = huggingface_api.HuggingFaceAPIDocumentEmbedder(**options, progress_bar=False)
        found = other.run([Document(content=text) for text in expected.texts])["documents"]
        expected.same([document.embedding for document in found])

    def ranker() -> None:
        from haystack_integrations.components.rankers.huggingface_api import HuggingFaceTEIRanker

        ranking = expected.content["ranking"]
        given = [Document(content=text) for text in expected.texts]
        found = HuggingFaceTEIRanker(url=url, top_k=3).run(query=expected.texts[0], documents=given)
        order = [expected.texts.index(document.content) for document in found["documents"]]
        assert order == ranking["order"][:3], order
        scores = [document.score for document in found["documents"]]
        assert np.abs(np.asarray(scores) - [ranking["scores"][index] for index in order]).max() < 1e-6

    yield "OpenAITextEmbedder", texts
    yield "OpenAIDocumentEmbedder", documents
    yield "HuggingFaceAPI embedders (TEI)", tei
    yield "HuggingFaceTEIRanker", ranker


def cohere(url: str, expected: Expected) -> Iterator[Check]:
    from cohere import BadRequestError, Client, ClientV2, NotFoundError

    client = ClientV2(base_url=url, api_key="none")
    older = Client(base_url=url, api_key="none")
    model, texts = expected.model, expected.texts

    def embed(**options: Any) -> Any:
        given = {"model": model, "texts": texts, "input_type": "search_query", "embedding_types": ["float"]}
        return client.embed(**{**given, **options})

    def second() -> None:
        answer = embed()
        expected.same(answer.embeddings.float_, "query")
        assert answer.texts == texts
        assert answer.meta.billed_units.input_tokens > 0
        expected.same(embed(input_type="search_document").embeddings.float_, "passage")

    def types() -> None:
        found = embed(embedding_types=["float", "int8", "uint8", "binary", "ubinary"]).embeddings
        vectors = np.asarray(found.float_, dtype=np.float32)
        expected.same(vectors, "query")
        bits = np.packbits(vectors > 0, axis=1)
        assert np.array_equal(np.asarray(found.ubinary), bits)
        assert np.array_equal(np.asarray(found.binary), bits.astype(int) - 128)
        assert np.array_equal(np.asarray(found.int8) + 128, np.asarray(found.uint8))
        assert np.abs((np.asarray(found.int8) + 128) * 2 / 255 - 1 - vectors).max() <= 2 / 255

    def sizes() -> None:
        size = embed(input_type="search_query", output_dimension=64).embeddings.float_
        expected.same(size, "query 64")

    def first() -> None:
        answer = older.embed(model=model, texts=texts, input_type="search_query")
        expected.same(answer.embeddings, "query")

    def rerank() -> None:
        ranking = expected.content["ranking"]
        for kind in (client, older):
            answer = kind.rerank(model=model, query=texts[0], documents=texts, top_n=3)
            found = [(item.index, item.relevance_score) for item in answer.results]
            assert [index for index, _ in found] == ranking["order"][:3], found
            wanted = [ranking["scores"][index] for index, _ in found]
            assert np.abs(np.asarray([score for _, score in found]) - wanted).max() < 1e-6

    def errors() -> None:
        refused(NotFoundError, "other")(lambda: embed(model="other"))
        refused(BadRequestError, "START")(lambda: embed(truncate="START"))

    yield "v2 embed", second
    yield "v2 embed, all types", types
    yield "v2 embed, output_dimension", sizes
    yield "v1 embed", first
    yield "v1 and v2 rerank", rerank
    yield "errors", errors
