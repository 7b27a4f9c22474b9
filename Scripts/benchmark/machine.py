"""The machine: what it is, how busy it is, and waiting until it is not."""

import os
import platform
import time
from pathlib import Path

# Instruction sets that decide how fast a model runs, as /proc/cpuinfo calls them.
FLAGS = [
    "sse4_1", "avx2", "fma", "avx_vnni", "avx512f", "avx512bw", "avx512vl", "avx512_vnni",
    "avx512_bf16", "amx_tile", "amx_int8", "amx_bf16", "asimd", "asimddp", "i8mm", "sve", "sha_ni", "sha2",
]
STAT = Path("/proc/stat")


def describe():
    """Processor, memory and system, without anything that names the machine or its folders."""
    fields = _cpuinfo()
    present = (fields.get("flags") or fields.get("Features") or "").split()
    return {
        "cpu": fields.get("model name") or fields.get("Hardware") or platform.processor() or platform.machine(),
        "architecture": platform.machine(),
        "cores": cores(),
        "flags": [flag for flag in FLAGS if flag in present],
        "caches": _caches(),
        "memory_bytes": os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"),
        "system": f"{platform.system()} {platform.release()}",
    }


def cores():
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()


def _cpuinfo():
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return {}
    pairs = (line.split(":", 1) for line in lines if ":" in line)
    fields = {}
    for name, value in pairs:
        fields.setdefault(name.strip(), value.strip())
    return fields


def _caches():
    caches = {}
    for folder in sorted(Path("/sys/devices/system/cpu/cpu0/cache").glob("index*")):
        try:
            kind = (folder / "type").read_text().strip()
            level = (folder / "level").read_text().strip()
            size = (folder / "size").read_text().strip()
        except OSError:
            continue
        if kind != "Instruction":
            caches[f"L{level}"] = size
    return caches


class Meter:
    """How busy all cores are between `Meter()` and `busy()`.

    `busy(own)` leaves out the `own` seconds that a measured program worked: what is left is others'.
    """

    def __init__(self):
        self.begin = self._ticks()
        self.started = time.monotonic()

    def busy(self, own=0.0):
        """The share of the machine, 0 to 1; None where the system does not say."""
        end = self._ticks()
        if not end or not self.begin or end[0] == self.begin[0]:
            return None
        total = (end[0] - self.begin[0]) / os.sysconf("SC_CLK_TCK")
        idle = (end[1] - self.begin[1]) / os.sysconf("SC_CLK_TCK")
        return round(min(1.0, max(0.0, (total - idle - own) / total)), 3)

    @staticmethod
    def _ticks():
        """All ticks so far, and those of them without work."""
        if not STAT.exists():
            return None
        # user nice system idle iowait irq softirq steal; what follows is counted in user already
        ticks = [int(word) for word in STAT.read_text().splitlines()[0].split()[1:9]]
        return sum(ticks), ticks[3] + ticks[4]


def wait_until_idle(limit=0.05, times=3, timeout=120.0, window=1.0):
    """Waits until `times` windows in a row were no busier than `limit`.

    Gives the last window's busy share, how long it waited, and whether the machine became idle.
    """
    begin = time.monotonic()
    calm, share = 0, None
    while calm < times:
        meter = Meter()
        time.sleep(window)
        share = meter.busy()
        if share is None:
            break
        calm = calm + 1 if share <= limit else 0
        if time.monotonic() - begin > timeout:
            break
    waited = round(time.monotonic() - begin, 1)
    return {"busy_share": share, "waited_seconds": waited, "idle": calm >= times}
