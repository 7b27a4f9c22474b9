"""Looking things up in bench-SET.json."""

import statistics


def threads(results):
    """The most threads that were used."""
    return results["threads"][-1]


def cell(results, batch, tokens, scheme, kernel=None, thread_count=None):
    """The cell measured, with the best kernel and the most threads unless told; None if there is none."""
    wanted = {
        "batch": batch, "tokens": tokens, "scheme": scheme,
        "kernel": kernel or results["kernels"][-1],
        "threads": thread_count or threads(results),
    }
    for found in results["grid"]:
        if "tokens_per_second" in found and all(found[key] == value for key, value in wanted.items()):
            return found
    return None


def roofline(results, thread_count=None):
    count = thread_count or threads(results)
    return next(found for found in results["rooflines"] if found["threads"] == count)


def peak(results, scheme, kernel=None, thread_count=None):
    """Operations per second of a kernel's instructions for int8 or int4; None where that was not measured."""
    ceilings = roofline(results, thread_count)
    # Files from before int4 had instructions of its own say it once.
    rates = ceilings.get(f"{scheme}_ops_per_second", ceilings["int8_ops_per_second"])
    return rates.get(kernel or results["kernels"][-1])


def memory_rate(results):
    return roofline(results)["read_bytes_per_second"]


def bytes_read(results, scheme, token_count):
    return results["schemes"][scheme]["bytes_read"][str(token_count)]


def bound_rate(results, scheme, token_count, kernel=None):
    """The most tokens per second for a batch of so many tokens: computing or reading limits."""
    rate = token_count * memory_rate(results) / bytes_read(results, scheme, token_count)
    operations = peak(results, scheme, kernel)
    if operations is None:
        return rate
    return min(rate, operations / results["schemes"][scheme]["operations_per_token"])


def rival_cells(results, batch, tokens):
    """(name, cell) of every rival that was measured on a shape."""
    return [
        (rival["name"], found)
        for rival in results["rivals"]
        for found in rival["cells"]
        if (found["batch"], found["tokens"]) == (batch, tokens) and "error" not in found
    ]


def kernel_set(results):
    """The set that the figures are of; files that do not say it have the best set of their machine last."""
    return results.get("kernel_set", results["kernels"][-1])


def ratios(results, scheme, batch, tokens):
    """(name, times) of every rival on a shape: the middle of the ratios of rounds that had both."""
    shape = (batch, tokens)
    own = next((entry for entry in results["beside_rivals"] if entry["name"] == scheme), None)
    mine = _rounds(own, shape) if own else []
    found = []
    for rival in results["rivals"]:
        pairs = [(one, other) for one, other in zip(mine, _rounds(rival, shape)) if one and other]
        if pairs:
            found.append((rival["name"], statistics.median(one / other for one, other in pairs)))
    return found


def _rounds(entry, shape):
    """Tokens per second of each round, None where it failed."""
    return [
        figures.get("tokens_per_second")
        for cell in entry["cells"] if (cell["batch"], cell["tokens"]) == shape
        for figures in cell["rounds"]]
