"""Sets random routers so that their experts are used about equally.

A random router on real hidden states sends nearly every token to the same two experts, because the
states share a large mean. `calibrate_router` removes the preference for that mean, sets the spread
of the logits, and then nudges each row along the mean until the load is even.
"""

import torch


def expert_load(logits, top_k=2):
    """Share of the (token, choice) pairs that each expert gets."""
    chosen = logits.topk(top_k, -1)[1].flatten()
    counts = torch.zeros(logits.shape[1]).scatter_add_(0, chosen, torch.ones(chosen.numel()))
    return counts / chosen.numel()


def calibrate_router(router, states, spread, rounds=40, step=2.0):
    """A router [experts, width] near the given one; `spread` is the standard deviation of its logits."""
    router = router.clone()
    mean = states.mean(0)
    direction = mean / mean.norm()
    router -= torch.outer(router @ direction, direction)
    for _ in range(rounds):
        logits = states @ router.T
        load = expert_load(logits)
        router *= spread / logits.std()
        router -= torch.outer((load - 1 / len(router)) * step / mean.norm(), direction)
    return router.contiguous()


def calibrate_model(reference, sequences, spread, rounds=40, step=2.0):
    """Calibrates every router of a Reference in place, lowest layer first; returns name -> router."""
    routers = {}
    for layer in range(reference.shape.layers):
        if not reference.shape.has_experts(layer):
            continue
        states = []
        reference.on_experts = lambda at, h: states.append(h.clone()) if at == layer else None
        for ids in sequences:
            reference(ids, layers=layer + 1)
        name = f"encoder.layers.{layer}.mlp.router.layer.weight"
        routers[name] = calibrate_router(reference.weights[name], torch.cat(states), spread, rounds, step)
        reference.weights[name] = routers[name]
    reference.on_experts = None
    return routers


def routing_report(outputs, layers_with_experts):
    """One line per expert layer: load of each expert, mean probability of the chosen ones and of the last."""
    lines = []
    for row, layer in enumerate(layers_with_experts):
        probabilities = torch.cat([output.probabilities[row] for output in outputs])
        chosen = torch.cat([output.top[row] for output in outputs])
        load = torch.bincount(chosen.flatten(), minlength=probabilities.shape[1]) / chosen.numel()
        weights = probabilities.topk(chosen.shape[1], -1)[0]
        total, last = weights.sum(-1).mean(), weights[:, -1].mean()
        shares = " ".join(f"{100 * share:.1f}" for share in load.tolist())
        count = chosen.shape[1]
        lines.append(f"layer {layer:2}: load % {shares}; top-{count} probability {total:.4f}, last {last:.4f}")
    return lines
