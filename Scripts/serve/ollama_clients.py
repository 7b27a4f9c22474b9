"""Clients of Ollama's dialect."""

import asyncio
from collections.abc import Iterator

from expected import Check, Expected, refused


def ollama(url: str, expected: Expected) -> Iterator[Check]:
    from ollama import AsyncClient, Client, ResponseError

    client = Client(host=url)
    model, texts = expected.model, expected.texts

    def embed() -> None:
        answer = client.embed(model=model, input=texts, keep_alive="5m", options={"num_ctx": 512})
        expected.same(answer.embeddings)
        assert answer.prompt_eval_count == expected.content["tokens"]
        assert answer.total_duration >= answer.load_duration >= 0
        expected.same(client.embed(model=f"{model}:latest", input=texts[0]).embeddings[0], first=0)

    def sizes() -> None:
        expected.same(client.embed(model=model, input=texts, dimensions=64).embeddings, "64")

    def asynchronous() -> None:
        expected.same(asyncio.run(AsyncClient(host=url).embed(model=model, input=texts)).embeddings)

    def older() -> None:
        expected.same(client.embeddings(model=model, prompt=texts[0]).embedding, first=0)

    def models() -> None:
        assert [item.model for item in client.list().models] == [f"{model}:latest"]
        shown = client.show(model)
        assert shown.capabilities == ["embedding"]
        assert shown.modelinfo[f"{shown.details.family}.embedding_length"] == 128

    def errors() -> None:
        refused(ResponseError, "not found", "404")(lambda: client.embed(model="other", input="a"))
        refused(ResponseError, "128", "64")(lambda: client.embed(model=model, input="a", dimensions=100))
        refused(ResponseError, "context length")(
            lambda: client.embed(model=model, input="a " * 4000, truncate=False)
        )

    yield "embed", embed
    yield "embed, dimensions", sizes
    yield "embed, async", asynchronous
    yield "embeddings", older
    yield "list, show", models
    yield "errors", errors


def langchain_ollama(url: str, expected: Expected) -> Iterator[Check]:
    from langchain_ollama import OllamaEmbeddings

    def documents() -> None:
        embeddings = OllamaEmbeddings(
            model=expected.model, base_url=url, validate_model_on_init=True, keep_alive=60
        )
        expected.same(embeddings.embed_documents(expected.texts))
        expected.same(embeddings.embed_query(expected.texts[1]), first=1)

    yield "OllamaEmbeddings", documents


def llama_index_ollama(url: str, expected: Expected) -> Iterator[Check]:
    from llama_index.embeddings.ollama import OllamaEmbedding

    def documents() -> None:
        embedding = OllamaEmbedding(model_name=expected.model, base_url=url)
        expected.same(embedding.get_text_embedding_batch(expected.texts))
        expected.same(embedding.get_query_embedding(expected.texts[1]), first=1)

    yield "OllamaEmbedding", documents
