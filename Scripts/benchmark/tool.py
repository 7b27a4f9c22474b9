"""Running goldcrest, and what a run used."""

import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from machine import Meter

ROOT = Path(__file__).resolve().parents[2]


class ToolError(Exception):
    """A program failed; the text is its own."""


@dataclass
class Run:
    """What one run of a program printed and used."""

    output: str
    wall_seconds: float
    cpu_seconds: float
    peak_rss_bytes: int
    others_share: float | None  # how much of the machine others used meanwhile

    def usage(self):
        return {
            "wall_seconds": round(self.wall_seconds, 4),
            "cpu_seconds": round(self.cpu_seconds, 4),
            "peak_rss_bytes": self.peak_rss_bytes,
            "others_share": self.others_share,
        }


def run(arguments, timeout=None):
    """Runs a program to its end; raises ToolError unless it succeeds."""
    meter = Meter()
    # Files, not pipes: a program that prints much must not wait for a reader.
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as error:
        begin = time.monotonic()
        process = subprocess.Popen(arguments, stdin=subprocess.DEVNULL, stdout=output, stderr=error)
        status, usage = _wait(process, timeout)
        wall = time.monotonic() - begin
        output.seek(0)
        error.seek(0)
        text, complaint = output.read().decode(), error.read().decode(errors="replace")
    if status != 0:
        reason = complaint.strip().splitlines()[-1:] or ["no message"]
        raise ToolError(f"{os.path.basename(arguments[0])} ended with {status}: {reason[0]}")
    unit = 1 if os.uname().sysname == "Darwin" else 1024
    cpu = usage.ru_utime + usage.ru_stime
    return Run(text, wall, cpu, usage.ru_maxrss * unit, meter.busy(own=cpu))


def _wait(process, timeout):
    """Waits for this child alone, which tells what it alone used."""
    deadline = None if timeout is None else time.monotonic() + timeout
    while True:
        pid, status, usage = os.wait4(process.pid, os.WNOHANG if deadline else 0)
        if pid:
            process.returncode = os.waitstatus_to_exitcode(status)
            return process.returncode, usage
        if time.monotonic() > deadline:
            process.kill()
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            return f"a timeout of {timeout:.0f} s", usage
        time.sleep(0.02)


class Goldcrest:
    """The built command."""

    def __init__(self, path):
        self.path = str(path)

    def run(self, *arguments):
        return run([self.path, *map(str, arguments)])

    def json(self, *arguments):
        """The object that a command reports, and the run."""
        result = self.run(*arguments, "--json")
        return json.loads(result.output), result

    def bench(self, file, batch, tokens, threads, kernel, seconds):
        report, result = self.json(
            "bench", file, "--batch", batch, "--tokens", tokens, "--threads", threads,
            "--kernel", kernel, "--seconds", seconds)
        report.pop("model")
        return report | {"others_share": result.others_share}


def build():
    """Builds the release and says where goldcrest is."""
    swift = ["swift", "build", "-c", "release"]
    subprocess.run([*swift, "--product", "goldcrest"], cwd=ROOT, check=True, stdout=sys.stderr)
    where = subprocess.run([*swift, "--show-bin-path"], cwd=ROOT, check=True, capture_output=True, text=True)
    return Path(where.stdout.strip()) / "goldcrest"


def commit():
    """The commit that is checked out, and whether files differ from it."""
    def git(*words):
        return subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True).stdout.strip()

    modified = bool(git("status", "--porcelain", "--untracked-files=no"))
    return {"commit": git("rev-parse", "HEAD") or None, "modified": modified}
