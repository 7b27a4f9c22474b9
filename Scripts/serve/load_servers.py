"""Servers that are measured: started, waited for, and stopped."""

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from load_client import Target

HERE = Path(__file__).resolve().parent


class Server:
    """A server that runs; `stop` gives its exit code."""

    def __init__(self, command: list[str], target: Target, environment: dict[str, str] | None = None):
        self.target = target
        self.log = tempfile.TemporaryFile()
        begin = time.perf_counter()
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=self.log,
            stderr=self.log,
            env=os.environ | (environment or {}),
        )
        self._wait()
        self.start_ms = (time.perf_counter() - begin) * 1000

    def _wait(self):
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                break
            with contextlib.suppress(OSError, http.client.HTTPException):
                connection = http.client.HTTPConnection("127.0.0.1", self.target.port, timeout=60)
                connection.request("GET", "/health")
                if connection.getresponse().status != 503:
                    return
            time.sleep(0.001)
        text = self.output()
        self.process.kill()
        self.process.wait()
        raise RuntimeError(f"{self.process.args[0]} does not listen: {text[-2000:]}")

    def output(self) -> str:
        self.log.seek(0)
        return self.log.read().decode(errors="replace")

    def stop(self, timeout: float = 60) -> int:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(timeout)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        return self.process.returncode

    def memory(self) -> "Memory":
        return Memory.of(self.process.pid)


class Memory:
    """Resident memory of a process in bytes, by whether a .crest is mapped there."""

    def __init__(self, maps: int, rest: int, anonymous: int):
        self.maps = maps
        self.rest = rest
        self.anonymous = anonymous

    @staticmethod
    def of(pid: int) -> "Memory":
        maps = rest = anonymous = 0
        in_map = False
        for line in Path(f"/proc/{pid}/smaps").read_text().splitlines():
            words = line.split()
            if not words[0].endswith(":"):
                in_map = words[-1].endswith(".crest")
            elif words[0] == "Rss:" and in_map:
                maps += int(words[1]) * 1024
            elif words[0] == "Rss:":
                rest += int(words[1]) * 1024
            elif words[0] == "Anonymous:":
                anonymous += int(words[1]) * 1024
        return Memory(maps, rest, anonymous)


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


@contextlib.contextmanager
def running(
    command: list[str], target: Target, environment: dict[str, str] | None = None
) -> Iterator[Server]:
    server = Server(command, target, environment)
    try:
        yield server
    finally:
        server.stop()


def goldcrest(tool: Path, models: list[Path], *options: str):
    """`goldcrest serve`, as it is started without options but the port."""
    port = free_port()
    target = Target(port, models[0].stem)
    return running([str(tool), "serve", *map(str, models), "--port", str(port), *options], target)


def llama(server: Path, model: Path, threads: int, slots: int):
    """llama-server for embeddings, every slot with room for 512 tokens; batches as large as they may be."""
    port = free_port()
    command = [str(server), "--model", str(model), "--embedding", "--pooling", "mean", "--port", str(port)]
    command += ["--threads", str(threads), "--threads-batch", str(threads), "--parallel", str(slots)]
    command += ["--ctx-size", str(512 * slots), "--batch-size", "2048", "--ubatch-size", "2048"]
    return running(command, Target(port, "any"))


def sentence_transformers(python: Path, model: Path, threads: int):
    """sentence-transformers in fp32 behind FastAPI and one worker of uvicorn."""
    port = free_port()
    environment = {"OMP_NUM_THREADS": str(threads), "TOKENIZERS_PARALLELISM": "false", "HF_HUB_OFFLINE": "1"}
    command = [str(python), str(HERE / "load_fastapi.py"), str(model), str(port), str(threads)]
    return running(command, Target(port, "any"), environment)
