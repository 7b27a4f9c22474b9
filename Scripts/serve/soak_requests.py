"""What a soak test sends: requests of every dialect with the vectors they must get, and bad requests."""

import array
import base64
import json
import random
from collections.abc import Callable
from dataclasses import dataclass

JSON = "Content-Type: application/json"
Vectors = list[bytes]


@dataclass(frozen=True)
class Dialect:
    """How texts are sent, and where the vectors are in the answer."""

    name: str
    path: str
    body: Callable[[str, list[str]], dict]
    vectors: Callable[[object], Vectors]
    # The most texts of a request.
    texts: int = 16
    # Whether a model can be named; the first is taken otherwise.
    names_models: bool = True


def floats(values: list[float]) -> bytes:
    """As binary32, in which both sides must have the same bits."""
    return array.array("f", values).tobytes()


def _openai(encoding: str):
    return lambda model, texts: {"model": model, "input": texts, "encoding_format": encoding}


DIALECTS = [
    Dialect(
        "OpenAI, float",
        "/v1/embeddings",
        _openai("float"),
        lambda answer: [floats(row["embedding"]) for row in answer["data"]],
    ),
    Dialect(
        "OpenAI, base64",
        "/v1/embeddings",
        _openai("base64"),
        lambda answer: [base64.b64decode(row["embedding"], validate=True) for row in answer["data"]],
    ),
    Dialect(
        "Ollama",
        "/api/embed",
        lambda model, texts: {"model": model, "input": texts},
        lambda answer: [floats(row) for row in answer["embeddings"]],
    ),
    Dialect(
        "Ollama, legacy",
        "/api/embeddings",
        lambda model, texts: {"model": model, "prompt": texts[0]},
        lambda answer: [floats(answer["embedding"])],
        texts=1,
    ),
    Dialect(
        "TEI",
        "/embed",
        lambda model, texts: {"inputs": texts, "truncate": True},
        lambda answer: [floats(row) for row in answer],
        names_models=False,
    ),
    Dialect(
        "Cohere",
        "/v2/embed",
        lambda model, texts: {
            "model": model,
            "texts": texts,
            "input_type": "search_document",
            "embedding_types": ["float"],
        },
        lambda answer: [floats(row) for row in answer["embeddings"]["float"]],
    ),
]


def http(method: str, path: str, body: bytes = b"", *headers: str) -> bytes:
    head = [f"{method} {path} HTTP/1.1", "Host: localhost", f"Content-Length: {len(body)}", *headers]
    return "\r\n".join([*head, "", ""]).encode() + body


def post(path: str, value: object) -> bytes:
    return http("POST", path, json.dumps(value).encode(), JSON)


def bad_requests(model: str) -> list[tuple[str, bytes]]:
    """Requests that must be answered with a status of 400 to 499, or cut off."""
    deep = b'{"input":' + b"[" * 10_000 + b"]" * 10_000 + b"}"
    return [
        ("broken JSON", http("POST", "/v1/embeddings", b'{"input": "a', JSON)),
        ("bytes that are not UTF-8", http("POST", "/v1/embeddings", b'{"input":"\xff\xfe"}', JSON)),
        ("deep JSON", http("POST", "/v1/embeddings", deep, JSON)),
        ("no input", post("/v1/embeddings", {"model": model})),
        ("an input of another type", post("/v1/embeddings", {"model": model, "input": {"a": 1}})),
        ("an empty list", post("/v1/embeddings", {"model": model, "input": []})),
        ("too many texts", post("/v1/embeddings", {"model": model, "input": ["a"] * 20_000})),
        (
            "dimensions that there are not",
            post("/v1/embeddings", {"model": model, "input": "a", "dimensions": 7}),
        ),
        ("an unknown model", post("/v1/embeddings", {"model": "../../etc/passwd", "input": "a"})),
        ("another type for Ollama", post("/api/embed", {"model": model, "input": 7})),
        ("another type for TEI", post("/embed", {"inputs": 7})),
        ("an unknown path", http("GET", "/etc/passwd")),
        ("another method", http("DELETE", "/v1/embeddings")),
        ("a body over the limit", http("POST", "/v1/embeddings", b" " * (5 << 20), JSON)),
        ("no HTTP", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 hello\r\n\r\n"),
    ]


def cut(request: bytes, chance: random.Random) -> bytes:
    """The beginning of a request."""
    return request[: chance.randrange(1, len(request))]
