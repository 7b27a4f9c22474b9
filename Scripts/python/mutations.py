"""Broken HTTP requests, each made from a valid one and a number."""

import json
import random
import zlib
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Valid:
    """A request that a server takes, or at least knows."""

    method: str
    path: str
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)


VALID = [
    Valid("POST", "/v1/embeddings", {"model": None, "input": "a text", "encoding_format": "base64"}),
    Valid("POST", "/v1/embeddings", {"input": ["a", "b c"], "encoding_format": "float", "user": "u"}),
    Valid("POST", "/v1/embeddings", {"input": [[101, 102], [101, 7592, 102]], "dimensions": 64}),
    Valid("GET", "/v1/models"),
    Valid("POST", "/v1/rerank", {"query": "q", "documents": ["a", {"text": "b"}], "top_n": 1}),
    Valid("POST", "/rerank", {"query": "q", "texts": ["a", "b"], "raw_scores": True, "return_text": True}),
    Valid("POST", "/embed", {"inputs": ["a", "b"], "truncate": True, "normalize": False}),
    Valid("POST", "/embed", {"inputs": "a", "prompt_name": None, "truncation_direction": "Right"}),
    Valid("POST", "/", {"inputs": "a"}),
    Valid("POST", "/embed_all", {"inputs": ["a b c"]}),
    Valid("POST", "/embed_sparse", {"inputs": ["a b c"]}),
    Valid(
        "POST",
        "/similarity",
        {"inputs": {"source_sentence": "a", "sentences": ["b", "c"]}, "parameters": {"truncate": True}},
    ),
    Valid("POST", "/tokenize", {"inputs": ["a text"], "add_special_tokens": False}),
    Valid("POST", "/decode", {"ids": [[5, 6, 7]], "skip_special_tokens": True}),
    Valid("GET", "/info"),
    Valid("GET", "/info?model=a%20b"),
    Valid("GET", "/health"),
    Valid("GET", "/metrics"),
    Valid("GET", "/openapi.json"),
    Valid("POST", "/api/embed", {"model": "m", "input": ["a", "b"], "truncate": True, "keep_alive": "5m"}),
    Valid("POST", "/api/embeddings", {"model": "m", "prompt": "a", "options": {"num_ctx": 512}}),
    Valid("GET", "/api/tags"),
    Valid("POST", "/api/show", {"model": "m"}),
    Valid("GET", "/api/version"),
    Valid(
        "POST", "/v2/embed", {"model": "m", "texts": ["a"], "input_type": "search_query", "truncate": "END"}
    ),
    Valid("GET", "/"),
    Valid("GET", "/health/live"),
]


# MARK: JSON


class Raw:
    """Bytes that stand in a body as they are."""

    def __init__(self, data: bytes):
        self.data = data


class Pairs(list):
    """The members of an object, in which names may stand twice."""


def encoded(value: Any) -> bytes:
    """JSON, of which some may be wrong."""
    if isinstance(value, Raw):
        return value.data
    if isinstance(value, Pairs):
        return b"{" + b",".join(encoded(name) + b":" + encoded(member) for name, member in value) + b"}"
    if isinstance(value, dict):
        return encoded(Pairs(value.items()))
    if isinstance(value, list):
        return b"[" + b",".join(map(encoded, value)) + b"]"
    return json.dumps(value).encode("utf-8", "surrogatepass")


def odd_value(rng: random.Random) -> Any:
    """A value that few expect."""
    return rng.choice(
        [
            lambda: None,
            lambda: True,
            lambda: 0,
            lambda: -1,
            lambda: 2**31,
            lambda: 2**63,
            lambda: -(2**70),
            lambda: 1.5,
            lambda: Raw(b"1e400"),
            lambda: Raw(b"-1e400"),
            lambda: Raw(b"1e-400"),
            lambda: Raw(b"9" * rng.choice([40, 400, 40000])),
            lambda: Raw(b"NaN"),
            lambda: Raw(b"-Infinity"),
            lambda: Raw(b"-0"),
            lambda: Raw(b"01"),
            lambda: Raw(b"0x10"),
            lambda: "",
            lambda: " ",
            lambda: "\0",
            lambda: "\u202e\u200b\ufeff\ufffe",
            lambda: "e" + "\u0301" * rng.choice([10, 5000]),
            lambda: "word " * rng.choice([10, 2000, 60000]),
            lambda: "x" * rng.choice([10, 5000, 300000]),
            lambda: "".join(
                chr(rng.choice([rng.randrange(0x20, 0xD800), rng.randrange(0xE000, 0x110000)]))
                for _ in range(50)
            ),
            lambda: Raw(b'"\\ud800"'),
            lambda: Raw(b'"\\udc00\\ud800"'),
            lambda: Raw(b'"\\u12"'),
            lambda: Raw(b'"\\x41"'),
            lambda: Raw(b'"\xff\xfe"'),
            lambda: Raw(b'"\xc0\xaf"'),
            lambda: Raw(b'"\xed\xa0\x80"'),
            lambda: Raw(b'"\xf4\x90\x80\x80"'),
            lambda: Raw(b'"a\nb"'),
            lambda: [],
            lambda: {},
            lambda: [[]],
            lambda: [None] * rng.choice([1, 100, 100000]),
            lambda: ["a"] * rng.choice([2047, 2048, 2049, 100000]),
            lambda: [""] * 10,
            lambda: [1, "a", [2], {"text": "b"}],
            lambda: [rng.randrange(-10, 300000) for _ in range(rng.choice([3, 600, 20000]))],
            lambda: Raw(b"[" * 100 + b"]" * 100),
            lambda: Raw(b"[" * rng.choice([129, 5000, 500000])),
            lambda: Raw(b'{"a":' * rng.choice([129, 5000, 100000])),
            lambda: {"text": "a"},
            lambda: {str(number): number for number in range(rng.choice([20, 20000]))},
            lambda: "../../../etc/passwd",
            lambda: "m\r\nX-Injected: 1",
        ]
    )()


def mutated_value(value: Any, rng: random.Random) -> Any:
    """The value with one place in it changed."""
    if isinstance(value, dict) and value and rng.random() < 0.85:
        pairs = Pairs(value.items())
        index = rng.randrange(len(pairs))
        name, member = pairs[index]
        action = rng.randrange(6)
        if action == 0:
            del pairs[index]
        elif action == 1:
            pairs.append((name, odd_value(rng)))
        elif action == 2:
            pairs[index] = (odd_name(name, rng), member)
        elif action == 3:
            pairs.append((odd_name(name, rng), odd_value(rng)))
        else:
            pairs[index] = (name, mutated_value(member, rng))
        return pairs
    if isinstance(value, list) and value and rng.random() < 0.6:
        copy = list(value)
        copy[rng.randrange(len(copy))] = odd_value(rng)
        return copy
    return odd_value(rng)


def odd_name(name: str, rng: random.Random) -> Any:
    """A member's name that is nearly another one."""
    return rng.choice(
        [name.upper(), name + "\0", name + "\u0301", "", "__proto__", "x" * 100000, Raw(b'"\\ud800"')]
    )


def mutated_bytes(body: bytes, rng: random.Random) -> bytes:
    """The bytes with something wrong in them."""
    action = rng.randrange(9)
    if action == 0:
        return body[: rng.randrange(len(body) + 1)]
    if action == 1:
        return body + rng.choice([b"}", b"garbage", b"\0", b"{}", b"\xff"])
    if action == 2:
        return b"\xef\xbb\xbf" + body
    if action == 3:
        return body.decode("utf-8", "replace").encode(rng.choice(["utf-16", "utf-32", "utf-7"]))
    if action == 4:
        return bytes(rng.randrange(256) for _ in range(rng.choice([1, 100, 5000])))
    if action == 5:
        return b""
    if action == 6:
        return rng.choice(
            [b"null", b"[]", b'"text"', b"1", b"true", b" " * 100000, b"//c\n{}", b"{'inputs':'a'}"]
        )
    changed = bytearray(body or b"{}")
    for _ in range(rng.choice([1, 2, 10])):
        place = rng.randrange(len(changed))
        if action == 7:
            changed[place] ^= 1 << rng.randrange(8)
        else:
            changed[place:place] = bytes([rng.randrange(256)])
    return bytes(changed)


# MARK: HTTP


@dataclass
class Message:
    """What is sent over one connection."""

    kind: str
    data: bytes
    # Whether there must be an answer, not just the connection's end.
    needs_answer: bool


def message(method: str, target: str, headers: list[tuple[str, str]], body: bytes) -> bytes:
    lines = [f"{method} {target} HTTP/1.1"] + [f"{name}: {value}" for name, value in headers]
    return "\r\n".join(lines).encode("latin-1", "replace") + b"\r\n\r\n" + body


def plain(valid: Valid, body: bytes) -> bytes:
    headers = [("Host", "127.0.0.1"), ("Content-Type", "application/json"), ("Connection", "close")]
    if valid.method == "POST":
        headers.append(("Content-Length", str(len(body))))
    return message(valid.method, valid.path, headers + list(valid.headers.items()), body)


def target_mutant(valid: Valid, body: bytes, rng: random.Random) -> bytes:
    """A whole request whose method or target is wrong."""
    path = valid.path
    target = rng.choice(
        [
            path + "/",
            path.upper(),
            "/" + path,
            path + "/../../etc/passwd",
            "/%2e%2e/%2e%2e/etc/passwd",
            path + "%00",
            path + "?" + "a=b&" * rng.choice([1, 1000]),
            path + "?model=%ff%fe%zz%",
            path + "?model=" + "x" * rng.choice([10, 5000]),
            "http://elsewhere.example" + path,
            "*",
            path + "#part",
            "/" + "a" * rng.choice([100, 9000]),
        ]
    )
    method = rng.choice(
        [valid.method, "GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH", "TRACE", "get"]
    )
    return plain(Valid(method, target, None, valid.headers), body if method == "POST" else b"")


def header_mutant(valid: Valid, body: bytes, rng: random.Random) -> bytes:
    """A whole request with headers that nobody sends."""
    extra = rng.choice(
        [
            [("X-Model", rng.choice(["", "nobody", "x" * 5000, "a\tb", "\xff\xfe"]))],
            [
                (
                    "Content-Type",
                    rng.choice(["", "text/plain", "multipart/form-data", "application/json; charset=utf-16"]),
                )
            ],
            [("Accept", rng.choice(["text/html", "*/*;q=0", "x" * 3000]))],
            [("Authorization", rng.choice(["", "Bearer", "Bearer x", "Basic YQ==", "Bearer " + "k" * 5000]))],
            [("Accept-Encoding", "br, zstd, gzip;q=0")],
            [("Expect", rng.choice(["100-continue", "200-maybe"]))],
            [("Upgrade", "websocket"), ("Connection", "upgrade")],
            [("Range", "bytes=0-1")],
            [("Origin", rng.choice(["null", "http://elsewhere.example", "\xe9"]))],
            [("Cookie", "a=b; " * 500)],
            [(f"X-{number}", "y" * 20) for number in range(rng.choice([20, 90]))],
        ]
    )
    return plain(Valid(valid.method, valid.path, None, dict(extra)), body)


def wire_mutant(valid: Valid, body: bytes, rng: random.Random) -> bytes:
    """Bytes that are no HTTP, or only nearly so."""
    host = "Host: 127.0.0.1\r\n"
    start = f"{valid.method} {valid.path} HTTP/1.1\r\n{host}Content-Type: application/json\r\n"
    size = len(body)

    def chunks(*parts: bytes, end: bytes = b"0\r\n\r\n") -> bytes:
        head = (start + "Transfer-Encoding: chunked\r\n\r\n").encode()
        return head + b"".join(f"{len(part):x}".encode() + b"\r\n" + part + b"\r\n" for part in parts) + end

    half = size // 2
    return rng.choice(
        [
            lambda: chunks(body),
            lambda: chunks(body[:half], body[half:]) if half else chunks(body or b"{}"),
            lambda: chunks(*[bytes([byte]) for byte in body[:2000]]) if body else chunks(b"{}"),
            lambda: chunks(body or b"{}", end=b""),
            lambda: chunks(end=b"zz\r\n\r\n"),
            lambda: chunks(end=b"ffffffffffffffffff\r\n"),
            lambda: chunks(end=b"-5\r\nhello\r\n0\r\n\r\n"),
            lambda: chunks(end=b"5\r\nhello world\r\n0\r\n\r\n"),
            lambda: chunks(body or b"{}", end=b"0\r\nX-Trailer: 1\r\n\r\n"),
            lambda: chunks(end=b"0;" + b"e" * 100000),
            lambda: (start + f"Transfer-Encoding: chunked\r\nContent-Length: {size}\r\n\r\n").encode() + body,
            lambda: (start + "Transfer-Encoding: gzip, chunked, identity\r\n\r\n").encode() + body,
            lambda: (start + f"Content-Length: {size}\r\nContent-Length: {size + 1}\r\n\r\n").encode() + body,
            lambda: (start + f"Content-Length: {size}, {size}\r\n\r\n").encode() + body,
            lambda: (start + f"Content-Length: {size + 100}\r\n\r\n").encode() + body,
            lambda: (start + f"Content-Length: {max(size - 3, 0)}\r\n\r\n").encode() + body,
            lambda: (start + "Content-Length: -1\r\n\r\n").encode() + body,
            lambda: (start + "Content-Length: 99999999999999999999\r\n\r\n").encode() + body,
            lambda: (start + f"Content-Length: {1 << 40}\r\n\r\n").encode() + body,
            lambda: (start + "Content-Length: 0x10\r\n\r\n").encode() + body,
            lambda: (start + "\r\n").encode() + body,
            lambda: start.encode(),
            lambda: start[: rng.randrange(len(start))].encode(),
            lambda: (start + "no colon here\r\n\r\n").encode(),
            lambda: (start + "X-Nul: a\0b\r\n\r\n").encode(),
            lambda: (start + ": nameless\r\n\r\n").encode(),
            lambda: (start + "X Y: space\r\n\r\n").encode(),
            lambda: (start + "X-Fold: a\r\n  b\r\n\r\n").encode(),
            lambda: (start + "X-Long: " + "z" * rng.choice([20000, 200000]) + "\r\n\r\n").encode(),
            lambda: (start + "".join(f"X-{n}: y\r\n" for n in range(20000)) + "\r\n").encode(),
            lambda: start.replace("\r\n", "\n").encode() + b"\n",
            lambda: f"{valid.method} {valid.path}\r\n\r\n".encode(),
            lambda: f"{valid.method} {valid.path} HTTP/9.9\r\n{host}\r\n".encode(),
            lambda: f"{valid.method}  {valid.path}  HTTP/1.1\r\n{host}\r\n".encode(),
            lambda: f"{valid.method} {valid.path} HTTP/1.0\r\nContent-Length: {size}\r\n\r\n".encode() + body,
            lambda: f"{valid.method} {valid.path} HTTP/1.1\r\n\r\n".encode(),
            lambda: f"{'A' * 100000} / HTTP/1.1\r\n{host}\r\n".encode(),
            lambda: f"GET /{'a' * 200000} HTTP/1.1\r\n{host}\r\n".encode(),
            lambda: b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + b"\0" * 100,
            lambda: b"\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03" + b"\0" * 200,
            lambda: b"\r\n" * 1000,
            lambda: b"\0" * 1000,
            lambda: bytes(rng.randrange(256) for _ in range(rng.choice([1, 100, 10000]))),
            lambda: plain(Valid("GET", "/health"), b"").replace(b"close", b"keep-alive") * 20,
            lambda: (start + f"Content-Encoding: gzip\r\nContent-Length: {size}\r\n\r\n").encode() + body,
            lambda: gzipped(start, body),
            lambda: gzipped(start, b'{"inputs":"' + b"a" * (64 << 20) + b'"}'),
            lambda: gzipped(start, body)[:-4],
        ]
    )()


def gzipped(start: str, body: bytes) -> bytes:
    compressor = zlib.compressobj(wbits=31)
    data = compressor.compress(body) + compressor.flush()
    return (start + f"Content-Encoding: gzip\r\nContent-Length: {len(data)}\r\n\r\n").encode() + data


def mutant(seed: int, number: int, model: str) -> Message:
    """The request of a number."""
    rng = random.Random(f"{seed} {number}")
    valid = rng.choice(VALID)
    content = valid.body
    if isinstance(content, dict) and "model" in content and rng.random() < 0.9:
        content = {**content, "model": model}
    body = encoded(content) if content is not None else b""
    kind = rng.choice(["json", "json", "json", "json twice", "bytes", "target", "headers", "wire", "wire"])
    if content is None and kind.startswith(("json", "bytes")):
        kind = "target"
    if kind.startswith("json"):
        value = mutated_value(content, rng)
        if kind == "json twice" and isinstance(value, Pairs):
            value = mutated_value({name: member for name, member in value if isinstance(name, str)}, rng)
        return Message(kind, plain(valid, encoded(value)), True)
    if kind == "bytes":
        return Message(kind, plain(valid, mutated_bytes(body, rng)), True)
    if kind == "target":
        return Message(kind, target_mutant(valid, body, rng), False)
    if kind == "headers":
        return Message(kind, header_mutant(valid, body, rng), False)
    return Message(kind, wire_mutant(valid, body, rng), False)
