"""Clients for measuring a server: wrk for many connections, and one plain connection whose own time is small."""

import json
import re
import socket
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

PATH = "/v1/embeddings"

SCRIPT = """
local bodies = {%s}
local next = 0
request = function()
  next = next %% #bodies + 1
  return wrk.format("POST", "%s", {["content-type"] = "application/json"}, bodies[next])
end
done = function(summary, latency, requests)
  local errors = summary.errors
  io.write(string.format("RESULT %%d %%d %%d %%d %%d\\n", summary.requests, summary.duration,
    errors.status, errors.connect + errors.read + errors.write + errors.timeout, latency:percentile(50)))
end
"""


class LoadError(Exception):
    """A server did not answer as it should; the text says what it did."""


@dataclass(frozen=True)
class Load:
    """What many connections got."""

    per_second: float
    p50_ms: float


@dataclass(frozen=True)
class Target:
    """A server's port and the name of the model that it is asked for."""

    port: int
    model: str

    def body(self, text: str | list[str]) -> bytes:
        """A request for floats, which all servers that are compared understand."""
        return json.dumps({"model": self.model, "input": text, "encoding_format": "float"}).encode()


def wrk(target: Target, texts: list[str], connections: int, seconds: float) -> Load:
    """Sends texts over many connections, each as soon as the one before it is answered; every answer must be 200."""
    bodies = ", ".join(json.dumps(target.body(text).decode()) for text in texts)
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(SCRIPT % (bodies, PATH))
        script.flush()
        command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds:.0f}s", "--timeout", "60s"]
        command += ["-s", script.name, f"http://127.0.0.1:{target.port}{PATH}"]
        done = subprocess.run(command, capture_output=True, text=True)
    found = re.search(r"^RESULT (\d+) (\d+) (\d+) (\d+) (\d+)", done.stdout, re.MULTILINE)
    if done.returncode != 0 or not found:
        raise LoadError(f"wrk: {done.stderr or done.stdout}")
    count, micros, refused, broken, p50 = (int(word) for word in found.groups())
    if refused or broken or not count:
        raise LoadError(f"{count} answers, {refused} refused, {broken} broken connections")
    return Load(count / (micros / 1e6), p50 / 1000)


class Connection:
    """One connection that is kept, read with as little of Python as will do."""

    def __init__(self, target: Target):
        self.socket = socket.create_connection(("127.0.0.1", target.port), timeout=300)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def send(self, body: bytes, path: str = PATH) -> bytes:
        """Sends a request and gives the body of its answer, which must be 200."""
        self.socket.sendall(request(body, path))
        return self.answer()

    def answer(self) -> bytes:
        received = self.socket.recv(1 << 16)
        while b"\r\n\r\n" not in received:
            received += self._more()
        head, rest = received.split(b"\r\n\r\n", 1)
        if not head.startswith(b"HTTP/1.1 200"):
            raise LoadError(f"{head.splitlines()[0].decode()}: {rest[:200].decode(errors='replace')}")
        length = re.search(rb"(?i)^content-length: *(\d+)", head, re.MULTILINE)
        if not length:
            raise LoadError("no Content-Length")
        parts, missing = [rest], int(length.group(1)) - len(rest)
        while missing > 0:
            part = self._more()
            parts.append(part)
            missing -= len(part)
        return b"".join(parts)

    def close(self):
        self.socket.close()

    def _more(self) -> bytes:
        part = self.socket.recv(1 << 16)
        if not part:
            raise LoadError("the connection was closed in the middle of an answer")
        return part


def request(body: bytes, path: str = PATH) -> bytes:
    head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


def latencies(target: Target, texts: list[str], count: int) -> list[float]:
    """How long each of so many requests took, one after the other, in ms, ascending."""
    connection = Connection(target)
    bodies = [target.body(text) for text in texts]
    for first in bodies[:5]:
        connection.send(first)
    times = []
    for index in range(count):
        begin = time.perf_counter()
        connection.send(bodies[index % len(bodies)])
        times.append((time.perf_counter() - begin) * 1000)
    connection.close()
    return sorted(times)


def quantile(ascending: list[float], share: float) -> float:
    return ascending[min(len(ascending) - 1, int(share * len(ascending)))]


def token_count(target: Target, text: str) -> int:
    """How many tokens a text has, from the usage that the server states."""
    connection = Connection(target)
    answer = json.loads(connection.send(target.body(text)))
    connection.close()
    return answer["usage"]["prompt_tokens"]


def texts_of(target: Target, tokens: int, count: int, words: list[str]) -> list[str]:
    """Different texts of exactly so many tokens, made of words."""
    texts = []
    for index in range(count):
        first = index * 97 % len(words)
        ring = words[first:] + words[:first]
        low, high = 1, min(tokens, len(ring))
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (
                (middle, high)
                if token_count(target, " ".join(ring[:middle])) <= tokens
                else (low, middle - 1)
            )
        text = " ".join(ring[:low])
        missing = tokens - token_count(target, text)
        text += " a" * missing
        if token_count(target, text) != tokens:
            raise LoadError(f"no text of {tokens} tokens: found {token_count(target, text)}")
        texts.append(text)
    return texts


def words() -> list[str]:
    """Common words, in the order in which the texts of the repository have them."""
    root = Path(__file__).resolve().parents[2]
    texts = json.loads((root / "Golden/texts/english.json").read_text())["texts"]
    found = re.findall(r"[a-z]{2,8}", " ".join(row["text"] for row in texts).lower())
    return list(dict.fromkeys(found))


def short_texts(count: int) -> list[str]:
    """Sentences of six to ten words."""
    root = Path(__file__).resolve().parents[2]
    texts = [row["text"] for row in json.loads((root / "Golden/texts/english.json").read_text())["texts"]]
    short = [text for text in texts if 6 <= len(text.split()) <= 10 and text.isascii()]
    return [short[index % len(short)] for index in range(count)]
