"""A `goldcrest serve` of a script's own, and what is sent to it byte by byte."""

import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

SECONDS = 20.0


class Server:
    """A server of this script's own, on a free port."""

    def __init__(self, goldcrest: Path, models: list[Path], log: Path, options: list[str] | None = None):
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.log = log
        command = [goldcrest, "serve", *models, "--port", str(self.port), *(options or [])]
        self.process = subprocess.Popen(command, stdout=log.open("wb"), stderr=subprocess.STDOUT)

    def wait(self) -> None:
        for _ in range(300):
            if self.process.poll() is not None:
                sys.exit(f"the server ended: {self.log.read_text(errors='replace')[-2000:]}")
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return
            except OSError:
                time.sleep(0.1)
        sys.exit("the server does not listen")

    def is_alive(self) -> bool:
        return self.process.poll() is None

    def memory(self) -> int:
        """The server's own memory in KiB, without the models' maps."""
        for line in Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith("RssAnon:"):
                return int(line.split()[1])
        return 0

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return -1


def exchange(port: int, data: bytes) -> tuple[str, bytes]:
    """Sends bytes and reads until the server closes or is silent; what came of it, and the answer."""
    answer = b""
    end = time.monotonic() + SECONDS
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=SECONDS) as connection:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            try:
                connection.sendall(data)
                connection.shutdown(socket.SHUT_WR)
            except (BrokenPipeError, ConnectionResetError, OSError):
                pass  # The server has closed before all was sent, perhaps with an answer.
            while True:
                left = end - time.monotonic()
                if left <= 0:
                    return "hung", answer
                connection.settimeout(left)
                try:
                    part = connection.recv(1 << 16)
                except socket.timeout:
                    return "hung", answer
                if not part:
                    break
                answer += part
    except ConnectionResetError:
        pass
    except OSError as error:
        return f"no connection ({error.__class__.__name__})", answer
    while answer.startswith(b"HTTP/1.1 100 ") and b"\r\n\r\n" in answer:
        answer = answer.partition(b"\r\n\r\n")[2]
    if not answer:
        return "closed", answer
    words = answer.split(b" ", 2)
    if not answer.startswith(b"HTTP/1.") or len(words) < 2 or not words[1].isdigit():
        return "no HTTP", answer
    return words[1].decode(), answer
