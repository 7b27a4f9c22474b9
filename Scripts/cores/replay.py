"""Replays the tasks of `bench --trace` on cores that need not exist."""

import heapq
import math
from dataclasses import dataclass

# Where the cores' time goes, as shares of all of it.
PARTS = ("work", "imbalance", "calls", "serial", "memory")


@dataclass(frozen=True)
class Limits:
    """What a single core cannot show."""

    core_bandwidth: float  # bytes per second that one core reads at most
    bandwidth: float  # bytes per second of all together
    call_ns: float  # of a call without work, two threads
    growth: str  # of that with threads: linear or log
    cache: float  # bytes of weights that stay in a cache

    def call(self, cores):
        """The nanoseconds of a call without work."""
        if cores < 2:
            return 0.0
        return self.call_ns * (cores - 1 if self.growth == "linear" else math.log2(cores))

    def read_ns(self, byte_count, cores):
        """The least nanoseconds to read so much from memory."""
        return byte_count / min(self.bandwidth, cores * self.core_bandwidth) * 1e9


@dataclass
class Time:
    """The nanoseconds of a batch and, of one core's, where they go."""

    total: float = 0.0
    work: float = 0.0  # tasks, all cores together
    imbalance: float = 0.0  # waiting for the last task
    calls: float = 0.0  # sharing out and meeting again
    serial: float = 0.0  # the caller alone
    memory: float = 0.0  # waiting for weights

    def share(self, cores):
        """Of all cores' time, the share of every part; they sum to 1."""
        spent = cores * self.total
        parts = {"work": self.work / spent}
        for name in ("imbalance", "calls", "memory"):
            parts[name] = getattr(self, name) * cores / spent
        parts["serial"] = self.serial * cores / spent
        return parts


def makespan(tasks, cores):
    """When the last of the tasks ends that `cores` take in order, each the next when it is free."""
    if cores >= len(tasks):
        return max(tasks, default=0)
    ends = [0.0] * cores
    for task in tasks:
        heapq.heapreplace(ends, ends[0] + task)
    return max(ends)


def batch_ns(trace, cores, limits):
    """The time of a traced batch on `cores` cores; the trace is one of as many threads."""
    if trace["threads"] != cores:
        raise ValueError(f"a trace of {cores} threads: found one of {trace['threads']}")
    time = Time(serial=trace["serial_ns_at_end"])
    in_memory = weight_bytes(trace) > limits.cache
    for call in trace["calls"]:
        tasks, work = call["task_ns"], sum(call["task_ns"])
        time.serial += call["serial_ns"]
        # The pool runs a single task on the caller and wakes nobody.
        alone = cores == 1 or len(tasks) < 2
        span = work if alone else makespan(tasks, cores)
        time.work += work
        time.imbalance += span - work / cores
        time.calls += 0 if alone else limits.call(cores)
        if in_memory:
            time.memory += max(0.0, limits.read_ns(call["weight_bytes"], 1 if alone else cores) - span)
    time.total = time.work / cores + time.imbalance + time.calls + time.serial + time.memory
    return time


def passes(trace):
    """The calls of each pass through the layers, which begins with looking tokens up."""
    found = []
    for call in trace["calls"]:
        if call["step"] == "embed":
            found.append([])
        found[-1].append(call)
    return found


def weight_bytes(trace):
    """The bytes of weights that a pass reads at most."""
    return max(sum(call["weight_bytes"] for call in calls) for calls in passes(trace))


def joined(trace, count):
    """The trace as if `count` passes were one: their tasks in one call, their weights read once."""
    calls, found = passes(trace), []
    for first in range(0, len(calls), count):
        for together in zip(*calls[first:first + count]):
            found.append({
                "step": together[0]["step"],
                "weight_bytes": max(call["weight_bytes"] for call in together),
                "serial_ns": sum(call["serial_ns"] for call in together),
                "task_ns": [time for call in together for time in call["task_ns"]]})
    return trace | {"calls": found}


def row(traces, cores, limits):
    """The prediction for so many cores: one model on all of them, and the best replicas."""
    trace = traces[cores]
    time, alone = batch_ns(trace, cores, limits), batch_ns(traces[1], 1, limits)
    replicas = []
    for threads in (count for count in traces if cores % count == 0):
        count, own = cores // threads, batch_ns(traces[threads], threads, limits).total
        # Replicas are not in step: what they read together, they read in the time of a batch.
        read = 0
        if weight_bytes(traces[threads]) > limits.cache:
            read = count * sum(call["weight_bytes"] for call in traces[threads]["calls"]) / limits.bandwidth * 1e9
        longest = max(own, read)
        rate = count * trace["total_tokens"] / longest * 1e9
        replicas.append({
            "replicas": count, "threads": threads, "ms": longest / 1e6, "tokens_per_second": rate,
            "speedup": rate / (trace["total_tokens"] / alone.total * 1e9)})
    return {
        "cores": cores, "ms": time.total / 1e6, "tokens_per_second": trace["total_tokens"] / time.total * 1e9,
        "speedup": alone.total / time.total, "share": time.share(cores),
        "replicas": max(replicas, key=lambda each: each["tokens_per_second"]), "all_replicas": replicas}
