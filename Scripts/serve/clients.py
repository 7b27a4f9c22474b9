"""What real client libraries get from a server, held against the vectors of `goldcrest embed`.

    clients.py URL EXPECTED CLIENT

Prints a JSON object a line: what was done, and what is wrong with it, or null.
"""

import asyncio
import base64
import json
import sys
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

Check = tuple[str, Callable[[], Any]]


class Expected:
    """The vectors that the command gave, as binary32."""

    def __init__(self, path: str) -> None:
        with open(path) as file:
            self.content = json.load(file)
        self.model: str = self.content["model"]
        self.texts: list[str] = self.content["texts"]

    def same(self, found: Any, kind: str = "plain", first: int | None = None) -> None:
        """Fails unless `found` has the bits of the vectors of all texts, or of one."""
        wanted = np.asarray(self.content["vectors"][kind], dtype=np.float32)
        if first is not None:
            wanted = wanted[first : first + 1]
            found = [found]
        vectors = np.asarray(found, dtype=np.float64)
        assert vectors.shape == wanted.shape, f"shape {vectors.shape}, expected {wanted.shape}"
        assert np.array_equal(
            vectors.astype(np.float32).view(np.uint32), wanted.view(np.uint32)
        ), f"largest difference {np.abs(vectors - wanted).max()}"


def refused(kind: type[Exception], *words: str) -> Callable[[Callable[[], Any]], None]:
    """What runs a call that must fail with an exception of a kind that says words."""

    def run(call: Callable[[], Any]) -> None:
        try:
            call()
        except kind as error:
            text = str(error)
            missing = [word for word in words if word not in text]
            assert not missing, f"expected {missing} in: {text}"
        else:
            raise AssertionError(f"expected {kind.__name__}")

    return run


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


CLIENTS = {
    client.__name__: client
    for client in [
        openai,
        langchain_openai,
        llama_index_openai,
        ollama,
        langchain_ollama,
        llama_index_ollama,
        huggingface_hub,
        haystack,
        cohere,
        litellm,
    ]
}


def main() -> None:
    url, path, name = sys.argv[1:]
    for text, check in CLIENTS[name](url, Expected(path)):
        problem = None
        try:
            check()
        except Exception as error:  # noqa: BLE001: whatever a library throws is what is wrong
            problem = f"{type(error).__name__}: {error}"
        print(json.dumps({"check": text, "problem": problem}), flush=True)


if __name__ == "__main__":
    main()
