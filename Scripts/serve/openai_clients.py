"""Clients of the OpenAI dialect."""

import asyncio
import base64
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from expected import Check, Expected, refused


def openai(url: str, expected: Expected) -> Iterator[Check]:
    from openai import AsyncOpenAI, BadRequestError, NotFoundError, OpenAI

    client = OpenAI(base_url=f"{url}/v1", api_key="none", max_retries=0)
    model, texts = expected.model, expected.texts
    too_long = {"input": "a " * 4000, "extra_body": {"truncate": False}}

    def create(**options: Any) -> Any:
        return client.embeddings.create(**{"model": model, "input": texts, **options})

    def plain() -> None:
        answer = create()
        expected.same([item.embedding for item in answer.data])
        assert answer.model == model
        assert answer.usage.prompt_tokens == answer.usage.total_tokens == expected.content["tokens"]

    def as_base64() -> None:
        decoded = [
            np.frombuffer(base64.b64decode(item.embedding), dtype="<f4")
            for item in create(encoding_format="base64").data
        ]
        expected.same(decoded)

    def floats() -> None:
        expected.same([item.embedding for item in create(encoding_format="float").data])

    def sizes() -> None:
        expected.same([item.embedding for item in create(dimensions=64).data], "64")

    def prompts() -> None:
        for extra in [
            {"input_type": "query"},
            {"prompt_name": "query"},
            {"task": "retrieval.query"},
            {"prefix": "search_query: "},
        ]:
            expected.same([item.embedding for item in create(extra_body=extra).data], "query")

    def one() -> None:
        expected.same(create(input=texts[0], user="somebody").data[0].embedding, first=0)

    def headers() -> None:
        raw = client.embeddings.with_raw_response.create(model=model, input=texts)
        assert raw.headers["x-embedding-truncated"] == "0"
        assert raw.headers["x-model-fingerprint"] == expected.content["fingerprint"]

    def asynchronous() -> None:
        async def run() -> Any:
            async with AsyncOpenAI(base_url=f"{url}/v1", api_key="none") as other:
                calls = [other.embeddings.create(model=model, input=text) for text in texts]
                return await asyncio.gather(*calls)

        expected.same([answer.data[0].embedding for answer in asyncio.run(run())])

    def models() -> None:
        assert [item.id for item in client.models.list()] == [model]
        assert client.models.retrieve(model).id == model

    def errors() -> None:
        refused(NotFoundError, "'other'")(lambda: create(model="other"))
        refused(BadRequestError, "128", "64")(lambda: create(dimensions=100))
        refused(BadRequestError, "at least one text")(lambda: create(input=[]))
        refused(BadRequestError, "check_embedding_ctx_length=False")(lambda: create(input=[1, 2]))

    yield "no options (base64 is sent)", plain
    yield "encoding_format base64", as_base64
    yield "encoding_format float", floats
    yield "dimensions", sizes
    yield "input_type, prompt_name, task, prefix", prompts
    yield "one text, user", one
    yield "headers", headers
    yield "async, all at once", asynchronous
    yield "models", models

    def codes() -> None:
        for kind, code, param, options in [
            (NotFoundError, "model_not_found", "model", {"model": "other"}),
            (BadRequestError, None, "dimensions", {"dimensions": 100}),
            (BadRequestError, "context_length_exceeded", "input", too_long),
        ]:
            try:
                create(**options)
            except kind as error:
                assert (error.code, error.param, error.type) == (code, param, "invalid_request_error")
            else:
                raise AssertionError(f"expected {kind.__name__}")

    yield "errors", errors
    yield "code, param and type of errors", codes


def langchain_openai(url: str, expected: Expected) -> Iterator[Check]:
    import tiktoken
    from langchain_openai import OpenAIEmbeddings
    from openai import BadRequestError

    def embeddings(**options: Any) -> Any:
        return OpenAIEmbeddings(model=expected.model, base_url=f"{url}/v1", api_key="none", **options)

    def documents() -> None:
        lenient = embeddings(check_embedding_ctx_length=False)
        expected.same(lenient.embed_documents(expected.texts))
        expected.same(lenient.embed_query(expected.texts[1]), first=1)
        expected.same(asyncio.run(lenient.aembed_documents(expected.texts)))

    def sizes() -> None:
        lenient = embeddings(check_embedding_ctx_length=False, dimensions=64)
        expected.same(lenient.embed_documents(expected.texts), "64")

    def defaults() -> None:
        # The true tables are downloaded; bytes for tokens do for a request that is refused.
        ranks = {bytes([byte]): byte for byte in range(256)}
        encoding = tiktoken.Encoding("bytes", pat_str=r".", mergeable_ranks=ranks, special_tokens={})
        tiktoken.get_encoding = lambda name: encoding
        tiktoken.encoding_for_model = lambda name: encoding
        refused(BadRequestError, "check_embedding_ctx_length=False")(
            lambda: embeddings().embed_documents(expected.texts)
        )

    yield "check_embedding_ctx_length=False", documents
    yield "dimensions", sizes
    yield "defaults: refused with advice", defaults


def llama_index_openai(url: str, expected: Expected) -> Iterator[Check]:
    from llama_index.embeddings.openai import OpenAIEmbedding
    from llama_index.embeddings.openai_like import OpenAILikeEmbedding

    def check(kind: Any, **options: Any) -> Callable[[], None]:
        def run() -> None:
            embedding = kind(model_name=expected.model, api_base=f"{url}/v1", api_key="none", **options)
            expected.same(embedding.get_text_embedding_batch(expected.texts))
            expected.same(embedding.get_query_embedding(expected.texts[1]), first=1)

        return run

    def sizes() -> None:
        embedding = OpenAIEmbedding(
            model_name=expected.model, api_base=f"{url}/v1", api_key="none", dimensions=64
        )
        expected.same(embedding.get_text_embedding_batch(expected.texts), "64")

    yield "OpenAIEmbedding", check(OpenAIEmbedding)
    yield "OpenAIEmbedding, dimensions", sizes
    yield "OpenAILikeEmbedding", check(OpenAILikeEmbedding)


def litellm(url: str, expected: Expected) -> Iterator[Check]:
    import litellm

    def through(provider: str, base: str) -> Callable[[], None]:
        def run() -> None:
            answer = litellm.embedding(
                model=f"{provider}/{expected.model}", api_base=base, api_key="none", input=expected.texts
            )
            expected.same([item["embedding"] for item in answer.data])

        return run

    yield "embedding, openai", through("openai", f"{url}/v1")
    yield "embedding, ollama", through("ollama", url)
