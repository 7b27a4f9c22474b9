"""Reads Prometheus' text on standard input with its own client's parser; prints what breaks a rule of the format."""

import math
import sys

from prometheus_client.parser import text_string_to_metric_families

SUFFIXES = {"histogram": ("_bucket", "_sum", "_count"), "counter": ("", "_total"), "gauge": ("",)}


def faults(text: str) -> list[str]:
    found = []
    seen = set()
    for family in text_string_to_metric_families(text):
        if family.type not in SUFFIXES:
            found.append(f"{family.name}: type {family.type}")
            continue
        if not family.documentation:
            found.append(f"{family.name}: no help")
        buckets: dict[tuple, list[tuple[float, float]]] = {}
        counts: dict[tuple, float] = {}
        for sample in family.samples:
            key = (sample.name, tuple(sorted(sample.labels.items())))
            if key in seen:
                found.append(f"{sample.name} {sample.labels}: twice")
            seen.add(key)
            if not sample.name.startswith(family.name) or not sample.name.endswith(SUFFIXES[family.type]):
                found.append(f"{sample.name}: in {family.name}")
            if math.isnan(sample.value) or (family.type != "gauge" and sample.value < 0):
                found.append(f"{sample.name} {sample.labels}: {sample.value}")
            labels = tuple(sorted(pair for pair in sample.labels.items() if pair[0] != "le"))
            if sample.name.endswith("_bucket"):
                buckets.setdefault(labels, []).append((float(sample.labels["le"]), sample.value))
            elif family.type == "histogram" and sample.name.endswith("_count"):
                counts[labels] = sample.value
        for labels, values in buckets.items():
            if values != sorted(values) or values[-1] != (math.inf, counts.get(labels)):
                found.append(f"{family.name} {labels}: buckets do not add up")
            if any(left[1] > right[1] for left, right in zip(values, values[1:])):
                found.append(f"{family.name} {labels}: a bucket has less than the one below")
    if not any(name.startswith("te_request_count") for name, _ in seen):
        found.append("te_request_count is missing")
    return found


if __name__ == "__main__":
    broken = faults(sys.stdin.read())
    print("\n".join(broken))
    sys.exit(1 if broken else 0)
