"""Distils the teacher's sentence vectors into the student.

Targets: the teacher's vectors, centred per language, projected to 128 dimensions and pulled towards
the mean of all translations of the text. Losses, on 128, 64 and 32 dimensions: cosine to the target,
in-batch contrast between translations, agreement with the teacher's similarities; and, once, the
balance of the experts.
"""

import collections
import json
import random
import time

import numpy as np
import torch
import torch.nn.functional as F
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from .corpus import load_groups
from .sources import LANGUAGES, PROMPTS
from .student import CONFIG, WIDTH, make_student

DIMENSIONS = ((128, 1.0), (64, 0.5), (32, 0.35))  # Matryoshka sizes and the weights of their losses
PREFIXES = (PROMPTS["query"], PROMPTS["passage"])
NO_PROMPT = 0.12  # share of the texts trained without a prompt
TEMPERATURE = 0.05
DUPLICATE = 0.9  # teacher cosine from which another text is no negative
COSINE_WEIGHT, CONTRAST_WEIGHT, SIMILARITY_WEIGHT, BALANCE_WEIGHT = 2.0, 0.35, 0.35, 0.08
OWN_TARGET = 0.35  # of a text's own vector in its target; the rest is the mean of its group
WARM_UP_STEPS, REPORT_SECONDS = 150, 20


def principal_axes(vectors, count):
    """(mean, directions [D, count], variances), the largest variances first."""
    mean = vectors.mean(0)
    directions, variances, _ = np.linalg.svd(np.cov((vectors - mean).T))
    return mean, directions[:, :count], variances[:count]


class Corpus:
    """All texts in the order of teacher.npz, with group and language of each."""

    def __init__(self, work):
        groups = load_groups(work)
        rows = [(number, *text) for number, group in enumerate(groups) for text in group["t"]]
        self.groups, self.languages, self.kinds, self.texts = zip(*rows)
        self.group_count = len(groups)
        self.members = collections.defaultdict(list)
        for row, group in enumerate(self.groups):
            self.members[group].append(row)


def centre_languages(vectors, languages):
    """Removes each language's mean in place; returns the means by name."""
    means = {"mean": vectors.mean(0)}
    for language in LANGUAGES:
        rows = languages == language
        if rows.any():
            means["mean_" + language] = vectors[rows].mean(0)
            vectors[rows] -= means["mean_" + language]
    return means


def group_sums(vectors, groups, count):
    """Sum of the rows of each group, [count, D]."""
    sums = np.zeros((count, vectors.shape[1]), np.float32)
    np.add.at(sums, groups, vectors)
    return sums


def unit_rows(matrix):
    return matrix / np.maximum(np.linalg.norm(matrix, axis=1, keepdims=True), 1e-6)


def discriminant_projection(vectors, groups, sizes, whiten):
    """A [D, 128] projection that shrinks the directions in which translations of one text differ."""
    means, several = group_sums(vectors, groups, len(sizes)) / sizes[:, None], sizes > 1
    within = np.cov((vectors - means[groups])[several[groups]][::2].T.astype(np.float64))
    ridge = 0.15 * np.trace(within) / len(within) * np.eye(len(within))
    shrink = np.linalg.cholesky(np.linalg.inv(within + ridge))
    _, directions, variances = principal_axes(means[several] @ shrink, WIDTH)
    return (shrink @ (directions * variances ** (-0.5 * whiten))).astype(np.float32)


def make_targets(corpus, work, whiten):
    """Unit target vectors [N, 128]; writes WORK/teacher_space.npz."""
    vectors = np.load(work / "teacher.npz")["v"].astype(np.float32)
    assert len(vectors) == len(corpus.texts)
    groups = np.array(corpus.groups)
    means = centre_languages(vectors, np.array(corpus.languages))
    sizes = np.bincount(groups, minlength=corpus.group_count)
    projection = discriminant_projection(vectors, groups, sizes, whiten)
    own = unit_rows(vectors @ projection)
    shared = unit_rows(group_sums(own, groups, len(sizes)))[groups]
    np.savez(work / "teacher_space.npz", W=projection, **means)
    agreement = (own * shared).sum(1)[(sizes > 1)[groups]].mean()
    print(f"teacher space: mean cosine of a text and its group {agreement:.3f}", flush=True)
    return torch.from_numpy(unit_rows(OWN_TARGET * own + (1 - OWN_TARGET) * shared))


class Batches:
    """Groups of similar length: little padding and harder negatives. Two texts of each group."""

    def __init__(self, corpus, tokenizer, batch, random_source):
        self.corpus, self.random, self.batch = corpus, random_source, batch
        self.ids = []
        for start in range(0, len(corpus.texts), 8192):
            encoded = tokenizer.encode_batch(corpus.texts[start : start + 8192])
            self.ids += [np.array(encoding.ids[1:-1], np.int32) for encoding in encoded]
        self.prefixes = [np.array([0] + tokenizer.encode(prompt.strip()).ids[1:-1], np.int32) for prompt in PREFIXES]
        self.lengths = {group: np.mean([len(self.ids[row]) for row in rows]) for group, rows in corpus.members.items()}

    def groups(self):
        """Endless lists of group numbers."""
        while True:
            order = sorted(
                self.corpus.members, key=lambda group: self.lengths[group] * (0.8 + 0.4 * self.random.random())
            )
            batches, current, longest = [], [], 0
            for group in order:
                current.append(group)
                longest = max(longest, self.lengths[group])
                if len(current) * (longest + 8) > self.batch * 30 or len(current) >= self.batch * 2:
                    batches.append(current)
                    current, longest = [], 0
            self.random.shuffle(batches)
            yield from batches

    def pairs(self, groups):
        """(rows of the first texts, rows of the second ones); the same where a group has only one."""
        first, second = [], []
        for group in groups:
            members = self.corpus.members[group]
            one, other = self.random.sample(members, 2) if len(members) > 1 else (members[0], members[0])
            first.append(one)
            second.append(other)
        return first, second

    def sequence(self, row):
        """Ids of a text with the prompt of its kind, with a random one, or with none."""
        kind = self.corpus.kinds[row]
        prefix = 0 if kind == "q" else 1 if kind == "d" else int(self.random.random() < 0.5)
        bare = self.random.random() < NO_PROMPT
        return np.concatenate([[0] if bare else self.prefixes[prefix], self.ids[row], [2]])

    def tensors(self, rows):
        """(ids padded with 1, lengths)"""
        sequences = [self.sequence(row) for row in rows]
        ids = np.ones((len(sequences), max(map(len, sequences))), np.int64)
        for row, sequence in enumerate(sequences):
            ids[row, : len(sequence)] = sequence
        return torch.from_numpy(ids), torch.tensor([len(sequence) for sequence in sequences])


def distillation_loss(vectors, targets, single):
    """(loss, mean 1 - cosine, contrast) of one Matryoshka size; the first half pairs with the second."""
    half = len(vectors) // 2
    ours, theirs = F.normalize(vectors, dim=-1), F.normalize(targets, dim=-1)
    distance = (1 - (ours * theirs).sum(-1)).mean()
    similarity = theirs[:half] @ theirs[half:].T
    logits = ours[:half] @ ours[half:].T / TEMPERATURE
    duplicates = (similarity > DUPLICATE) & ~torch.eye(half, dtype=torch.bool)
    masked, labels = logits.masked_fill(duplicates, -1e4), torch.arange(half)
    contrast = F.cross_entropy(masked, labels, reduction="none") + F.cross_entropy(masked.T, labels, reduction="none")
    contrast = (contrast / 2 * ~single).sum() / (~single).sum().clamp(min=1)
    agreement = F.kl_div(F.log_softmax(logits, -1), F.softmax(similarity / TEMPERATURE, -1), reduction="batchmean")
    loss = COSINE_WEIGHT * distance + CONTRAST_WEIGHT * contrast + SIMILARITY_WEIGHT * agreement
    return loss, distance.item(), contrast.item()


def make_network(options, kept):
    """A student whose token table starts from a projection of the teacher's."""
    network = make_student((len(kept) + 63) // 64 * 64, options.seed)
    table = load_file(options.teacher / "model.safetensors")["embeddings.word_embeddings.weight"][kept]
    mean, directions, _ = principal_axes(table.astype(np.float64), WIDTH)
    start = ((table - mean) @ directions).astype(np.float32)
    start /= start.std() * 20
    with torch.no_grad():
        weight = network.embeddings.word_embeddings.weight
        weight.normal_(std=0.02)
        weight[: len(start)] = torch.from_numpy(start)
    print(f"{sum(parameter.numel() for parameter in network.parameters())} parameters", flush=True)
    return network


def make_optimizer(network, rate):
    """AdamW: a higher rate for the token table, weight decay only for the other matrices."""
    table, matrices, vectors = [], [], []
    for name, parameter in network.named_parameters():
        if "word_embeddings" in name:
            table.append(parameter)
        elif parameter.ndim > 1:
            matrices.append(parameter)
        else:
            vectors.append(parameter)
    groups = [
        {"params": table, "lr": rate * 1.5, "weight_decay": 0.0},
        {"params": matrices, "lr": rate, "weight_decay": 0.02},
        {"params": vectors, "lr": rate, "weight_decay": 0.0},
    ]
    return torch.optim.AdamW(groups, betas=(0.9, 0.98), fused=True)


def rate_factor(step, done):
    """Warm-up, then a plateau for a tenth of the training, then linear decay."""
    return min(1, (step + 1) / WARM_UP_STEPS) * (max(0.02, 1 - done) if done > 0.1 else 0.9)


def save(network, step, work):
    state = {"config": CONFIG, "state": network.state_dict(), "step": step}
    torch.save(state, work / "student.pt")


def run(options):
    """Trains for --minutes or --steps and writes WORK/student.pt."""
    torch.set_num_threads(options.threads)
    random_source = random.Random(options.seed)
    torch.manual_seed(options.seed)
    corpus = Corpus(options.work)
    targets = make_targets(corpus, options.work, options.whiten)
    tokenizer = Tokenizer.from_file(str(options.model / "tokenizer.json"))
    tokenizer.enable_truncation(options.max_tokens)
    batches = Batches(corpus, tokenizer, options.batch, random_source)
    network = make_network(options, json.loads((options.work / "kept_ids.json").read_text()))
    optimizer = make_optimizer(network, options.lr)
    base_rates = [group["lr"] for group in optimizer.param_groups]
    started = reported = time.time()
    step, history = 0, []
    network.train()
    for groups in batches.groups():
        done = step / options.steps if options.steps else (time.time() - started) / (60 * options.minutes)
        if done >= 1:
            break
        for group, rate in zip(optimizer.param_groups, base_rates):
            group["lr"] = rate * rate_factor(step, done)
        first, second = batches.pairs(groups)
        single = torch.tensor([one == other for one, other in zip(first, second)])
        vectors = network(*batches.tensors(first + second))
        wanted = targets[first + second]
        losses = [distillation_loss(vectors[:, :size], wanted[:, :size], single) for size, _ in DIMENSIONS]
        mixtures = network.mixtures().values()
        balance = sum(mixture.balance_loss for mixture in mixtures) / len(mixtures)
        loss = sum(weight * loss for (_, weight), (loss, _, _) in zip(DIMENSIONS, losses))
        optimizer.zero_grad(set_to_none=True)
        (loss + BALANCE_WEIGHT * balance).backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimizer.step()
        step += 1
        history.append((losses[0][1], losses[0][2], balance.item()))
        if time.time() - reported > REPORT_SECONDS:
            reported = time.time()
            distance, contrast, balance = np.mean(history, 0)
            history = []
            print(
                f"{step:5} steps {reported - started:4.0f} s: 1 - cosine {distance:.4f}, contrast {contrast:.3f}, "
                f"balance {balance:.3f}",
                flush=True,
            )
            save(network, step, options.work)
    save(network, step, options.work)
    print(f"{step} steps")
