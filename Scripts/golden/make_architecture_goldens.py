#!/usr/bin/env python3
"""Makes Golden/models/: a tiny random model of each architecture, and a golden beside each folder.

    make_architecture_goldens.py [NAME...]

The vectors come from HuggingFace transformers, an implementation that is not ours; reference.py, our
own forward pass, runs on the same ids, and how far the two are apart is printed, as is the distance
of reference.py in fp32 to itself in float64. The mixtures of experts exist in no version of
transformers that can be installed here: their vectors come from reference.py, and are compared with
a computation in numpy. architectures/ has the parts.
"""

import argparse

import torch
from architectures.heads import colbert_tensors, lexical_tensors, shorter
from architectures.modelfolder import write_folder
from architectures.models import MODELS
from architectures.oracles import Oracle
from architectures.plain import Plain
from architectures.small_tokenizers import MPNet, Roberta, Unigram, WordPiece
from folder import ROOT
from goldenfile import golden_tensors, load_texts, write_golden
from reference import Reference
from safetensors.torch import load_file

MODELS_FOLDER = ROOT / "Golden/models"
TEXTS = ROOT / "Golden/texts/architectures.json"
MORE_TEXTS = ROOT / "Golden/texts/tiny.json"  # for the vocabularies only


def difference(outputs, others):
    """Largest absolute difference of a hidden state and of an embedding element."""
    hidden = max(float((a.hidden.double() - b.hidden.double()).abs().max()) for a, b in zip(outputs, others))
    vector = max(
        float((a.embedding.double() - b.embedding.double()).abs().max()) for a, b in zip(outputs, others)
    )
    return f"hidden {hidden:.1e}, vector {vector:.1e}"


def plain_difference(plain, ids, outputs):
    """Largest absolute difference of an embedding element, and on how many tokens the experts differ."""
    largest = flips = choices = 0
    for row, output in zip(ids, outputs):
        vector, routing = plain(row)
        largest = max(largest, float((output.embedding.double() - torch.from_numpy(vector)).abs().max()))
        differs = output.top.sort(-1).values != torch.from_numpy(routing).sort(-1).values
        flips, choices = flips + int(differs.any(-1).sum()), choices + differs[..., 0].numel()
    return f"vector {largest:.1e}, {flips} of {choices} choices of experts differ"


def head_tensors(model, folder, outputs, ids):
    """What the golden has beyond vectors."""
    tensors = {}
    if model.heads == "m3":
        sparse, colbert = (torch.load(folder / f"{name}_linear.pt") for name in ("sparse", "colbert"))
        tensors |= lexical_tensors(outputs, ids, sparse["weight"].float(), sparse["bias"].float())
        tensors |= colbert_tensors(outputs, model.detail, colbert["weight"].float(), colbert["bias"].float())
    if model.heads == "classifier":
        stored = load_file(folder / "model.safetensors")
        weight, bias = (stored[f"classifier.{part}"].float() for part in ("weight", "bias"))
        tensors |= lexical_tensors(outputs, ids, weight, bias)
    if model.shorter:
        tensors |= shorter(outputs, 32, model.shorter == "layer norm")
    return tensors


def make(model, tokenizer, entries):
    """Writes one folder and its golden."""
    folder = MODELS_FOLDER / model.name
    write_folder(model, tokenizer, folder)
    reference = Reference.open(folder)
    exact = Reference.open(folder, torch.float64)
    ids = [reference.ids(entry["text"]) for entry in entries]
    ours = [reference(row) for row in ids]
    outputs = ours
    if model.transformers:
        oracle = Oracle(folder, model.pooling)
        outputs = [oracle(row) for row in ids]
    tensors = golden_tensors(outputs, ids, tokenizer.pad_id, model.detail)
    tensors |= head_tensors(model, folder, outputs, ids)
    write_golden(
        MODELS_FOLDER / f"{model.name}.golden.safetensors",
        tensors,
        [entry["text"] for entry in entries],
        [entry["lang"] for entry in entries],
        {"model": model.name, "model_seed": str(model.seed), "torch": torch.__version__},
    )
    distinct = [row for row, each in enumerate(ids) if ids.index(each) == row]
    vectors = tensors["embeddings"][distinct]
    closest = (vectors @ vectors.T).fill_diagonal_(-1).max()
    print(f"{model.name}: {len(ids)} texts, lengths {min(map(len, ids))} to {max(map(len, ids))}")
    if model.transformers:
        print(f"  transformers against reference.py: {difference(outputs, ours)}")
    else:
        print(
            f"  numpy in float64 against reference.py: {plain_difference(Plain(folder, reference.config), ids, ours)}"
        )
    print(f"  reference.py against float64: {difference(ours, [exact(row) for row in ids])}")
    print(f"  closest two texts with other ids: cosine {float(closest):.4f}")


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help=f"of {', '.join(MODELS)}; all where none is given"
    )
    options = parser.parse_args()
    torch.set_num_threads(1)
    entries = load_texts(TEXTS)
    texts = [entry["text"] for entry in (*entries, *load_texts(MORE_TEXTS))]
    wordpiece = WordPiece(texts)
    tokenizers = {"unigram": Unigram(texts), "wordpiece": wordpiece, "mpnet": MPNet(wordpiece)}
    tokenizers["roberta"] = Roberta(texts)
    for name in options.names or MODELS:
        make(MODELS[name], tokenizers[MODELS[name].tokenizer], entries)


if __name__ == "__main__":
    main()
