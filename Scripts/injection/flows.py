"""What is run with faults, each time in a folder of its own, and what must be true of that folder afterwards."""

import json
import os
import shutil
import signal
import socket
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

SECONDS = 60.0


@dataclass
class Trial:
    """One run: what happens in it, and what that excuses."""

    # FAULTS_AT of the shim; empty for none.
    fault: str = ""
    # FAULTS_WITHOUT of the shim.
    without: str = ""
    # Seconds until SIGKILL.
    killed_after: float | None = None

    @property
    def is_killed(self) -> bool:
        return "kill" in self.fault or self.killed_after is not None

    @property
    def is_lasting(self) -> bool:
        return "+:" in self.fault

    @property
    def is_fatal(self) -> bool:
        """Whether a file cannot be whole, or not be said to last."""
        kind = self.fault.split(":")[0]
        fatal = kind in ("write", "pwrite", "ftruncate", "fallocate", "fsync", "rename")
        return fatal and not self.is_killed and not self.is_harmless

    @property
    def is_harmless(self) -> bool:
        """Whether nobody may give up: interrupted and short calls are tried again."""
        return not self.is_killed and (not self.fault or self.fault.endswith((":EINTR", ":short")))


@dataclass
class Ended:
    """How a process ended: its exit code, less than 0 for a signal, `None` if it had to be stopped."""

    code: int | None
    error: str
    # What a client of it was told that is wrong.
    wrong: list[str] = field(default_factory=list)


def environment(trial: Trial, shim: Path | None, counts: Path | None) -> dict[str, str]:
    own = {"FAULTS_AT": trial.fault, "FAULTS_WITHOUT": trial.without}
    if shim is not None:
        own |= {"LD_PRELOAD": str(shim), "FAULTS_COUNTS": str(counts)}
    return os.environ | own


@dataclass
class Flow:
    """A command that writes `output` into the folder `out`, or to standard output."""

    name: str
    arguments: list[str]
    output: str | None
    # Files that are there before, by their names.
    before: dict[str, Path] = field(default_factory=dict)
    # The file in `out` that only the last of several runs removes.
    journal: str | None = None
    # What is added to the arguments of the run after an end before the last.
    again: list[str] = field(default_factory=list)
    reference: bytes = b""

    def prepare(self, folder: Path) -> None:
        (folder / "out").mkdir(parents=True)
        for name, file in self.before.items():
            shutil.copyfile(file, folder / name)

    def run(
        self, tool: Path, folder: Path, trial: Trial, own: dict[str, str], is_again: bool = False
    ) -> Ended:
        command = [str(tool), *self.arguments, *(self.again if is_again else [])]
        with (folder / "stdout").open("wb") as output, (folder / "stderr").open("wb") as error:
            process = subprocess.Popen(
                command, cwd=folder, env=own, stdin=subprocess.DEVNULL, stdout=output, stderr=error
            )
            code: int | None
            try:
                code = process.wait(trial.killed_after or SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                code = process.wait() if trial.killed_after else None
                process.wait()
        return Ended(code, (folder / "stderr").read_text(errors="replace"))

    def written(self, folder: Path) -> bytes | None:
        file = folder / "stdout" if self.output is None else folder / "out" / self.output
        return file.read_bytes() if file.exists() else None

    def learned(self, folder: Path) -> bytes:
        """What a run without faults gives."""
        return self.written(folder) or b""

    def old(self) -> bytes | None:
        file = self.before.get(f"out/{self.output}")
        return file.read_bytes() if file else None

    def left(self, folder: Path) -> set[str]:
        """The files beside the output."""
        return {path.name for path in (folder / "out").iterdir()} - {self.output}

    def wrongs(self, folder: Path, ended: Ended, trial: Trial, happened: bool) -> list[str]:
        """What is wrong after a trial whose fault `happened` or not."""
        wrong = list(ended.wrong)
        code = ended.code
        if code is None:
            wrong.append("hung")
        elif code not in ((0, -signal.SIGKILL) if trial.is_killed else (0,) if trial.is_harmless else (0, 1)):
            wrong.append(f"exit code {code}")
        if code == 0 and trial.is_fatal and happened:
            wrong.append("the fault was not noticed")
        if code == 1 and ended.error.count("error: ") != 1:
            wrong.append("no error line")
        wrong += self.wrong_files(folder, code, trial)
        for name, file in self.before.items():
            if name != f"out/{self.output}" and (folder / name).read_bytes() != file.read_bytes():
                wrong.append(f"{name} was changed")
        return wrong

    def wrong_files(self, folder: Path, code: int | None, trial: Trial) -> list[str]:
        wrong = []
        written = self.written(folder)
        if code == 0 and written != self.reference:
            wrong.append("success without the whole file")
        elif self.output is None:
            if not self.reference.startswith(written or b""):
                wrong.append("standard output is no beginning of what it should be")
        elif written not in (self.old(), self.reference):
            wrong.append("neither the old file nor the whole new one")
        left = self.left(folder)
        if code != 0:
            left.discard(self.journal or "")
        # A file needs a name for as long as it is written where it cannot be without, and while it replaces another.
        if trial.is_killed and (
            "tmpfile" in trial.without or "link" in trial.without or self.old() is not None
        ):
            left = {name for name in left if not name.endswith(".partial")}
        if left:
            wrong.append(f"left behind: {', '.join(sorted(left))}")
        return wrong


@dataclass
class ServerFlow(Flow):
    """`goldcrest serve` at the Unix socket `out/socket`, and requests to it."""

    request: bytes = b""

    def run(
        self, tool: Path, folder: Path, trial: Trial, own: dict[str, str], is_again: bool = False
    ) -> Ended:
        wrong: list[str] = []
        end = time.monotonic() + SECONDS
        with (folder / "stdout").open("wb") as output, (folder / "stderr").open("wb") as error:
            process = subprocess.Popen(
                [str(tool), *self.arguments],
                cwd=folder,
                env=own,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=error,
            )
            try:
                if trial.killed_after is not None:
                    end = time.monotonic() + trial.killed_after
                self.ask(process, folder, trial, wrong, end)
                if trial.killed_after is None:
                    process.send_signal(signal.SIGTERM)
                    code: int | None = process.wait(SECONDS)
                else:
                    time.sleep(max(0.0, end - time.monotonic()))
                    process.kill()
                    code = process.wait()
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
                code = None
        return Ended(code, (folder / "stderr").read_text(errors="replace"), wrong)

    def ask(
        self, process: "subprocess.Popen[bytes]", folder: Path, trial: Trial, wrong: list[str], end: float
    ) -> None:
        """Asks until the server has answered twice, has ended or its time is over."""
        failures = 0
        for attempt in range(2):
            answer = None
            while answer is None and process.poll() is None and time.monotonic() < end:
                try:
                    answer = exchange(folder / "out/socket", self.request, max(0.01, end - time.monotonic()))
                except (ConnectionRefusedError, FileNotFoundError):
                    time.sleep(0.005)
                except (ConnectionResetError, BrokenPipeError):
                    answer = b""
                except TimeoutError:
                    if not trial.is_killed:
                        wrong.append("no answer")
                    return
            if answer is None:
                return
            head, _, body = answer.partition(b"\r\n\r\n")
            (folder / "answer").write_bytes(body)
            is_right = head.startswith(b"HTTP/1.1 200 ") and body == self.reference
            if (
                head.startswith(b"HTTP/1.1 200 ")
                and not is_right
                and not trial.is_killed
                and complete(head, body)
            ):
                wrong.append("another vector")
            failures += 0 if is_right else 1
            # One fault may cost one answer.
            is_excused = trial.is_killed or trial.is_lasting or (failures == 1 and not trial.is_harmless)
            if not is_right and not is_excused:
                wrong.append(f"request {attempt + 1}: {head[:40].decode(errors='replace') or 'closed'}")

    def learned(self, folder: Path) -> bytes:
        return (folder / "answer").read_bytes()

    def wrongs(self, folder: Path, ended: Ended, trial: Trial, happened: bool) -> list[str]:
        # A server goes on without what it could not write to a client or into its log.
        return super().wrongs(folder, ended, trial, False)

    def wrong_files(self, folder: Path, code: int | None, trial: Trial) -> list[str]:
        left = self.left(folder)
        if trial.is_killed:
            left.discard("socket")
        return [f"left behind: {', '.join(sorted(left))}"] if left else []


def complete(head: bytes, body: bytes) -> bool:
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line.split(b":")[1]) == len(body)
    return False


def exchange(path: Path, body: bytes, seconds: float) -> bytes:
    """What a server at a Unix socket answers to a request; nothing if it closes the connection."""
    head = f"POST /embed HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: {len(body)}\r\n\r\n"
    answer = b""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(seconds)
        connection.connect(str(path))
        connection.sendall(head.encode() + body)
        while part := connection.recv(1 << 16):
            answer += part
    return answer


def all_flows(tool: Path, model: Path, folder: Path) -> list[Flow]:
    """The flows of `model`, a model folder; what they read is made in `folder`."""
    crest, texts = folder / "model.crest", folder / "texts.txt"
    words = "The goldcrest is the smallest bird of Europe".split()
    texts.write_text("".join(" ".join(words[n:]) + "\n" for n in range(4)))
    subprocess.run([tool, "convert", model, "-o", crest, "--quantize", "int8", "--quiet"], check=True)
    old = folder / "old"
    old.write_bytes(b"An older file.\n" * 1000)
    common = ["--threads", "1", "--quiet"]
    int8 = ["convert", str(model), "-o", "out/model.crest", "--quantize", "int8", *common]
    int4 = [
        "convert",
        str(model),
        "-o",
        "out/model.crest",
        "--quantize",
        "int4",
        "--calibration",
        "texts.txt",
        *common,
    ]
    embed = ["embed", "model.crest", "-i", "texts.txt", *common]
    prune = ["prune", "model.crest", "--keep-tokens-from", "texts.txt", "-o", "out/pruned.crest", *common]
    verify = ["verify", "out/model.crest", "--against", str(model), "--texts", "texts.txt", *common]
    inputs = {"model.crest": crest, "texts.txt": texts}
    force = ["--force"]
    return [
        Flow("convert", int8, "model.crest", again=force),
        Flow("convert --force", [*int8, "--force"], "model.crest", {"out/model.crest": old}),
        Flow(
            "calibrate",
            int4,
            "model.crest",
            {"texts.txt": texts},
            "model.crest.calibration",
            [*force, "--resume"],
        ),
        Flow("prune", prune, "pruned.crest", inputs, again=force),
        Flow("prune --force", [*prune, "--force"], "pruned.crest", inputs | {"out/pruned.crest": old}),
        Flow(
            "verify --store",
            [*verify, "--store"],
            "model.crest",
            {"out/model.crest": crest, "texts.txt": texts},
        ),
        Flow("embed -o .jsonl", [*embed, "-o", "out/vectors.jsonl"], "vectors.jsonl", inputs, again=force),
        Flow(
            "embed -o .npy",
            [*embed, "-o", "out/vectors.npy", "--force"],
            "vectors.npy",
            inputs | {"out/vectors.npy": old},
        ),
        Flow("embed", embed, None, inputs),
        ServerFlow(
            "serve",
            ["serve", "model.crest", "--unix-socket", "out/socket", "--threads", "1"],
            None,
            inputs,
            request=json.dumps({"inputs": "The smallest bird of Europe."}).encode(),
        ),
    ]
