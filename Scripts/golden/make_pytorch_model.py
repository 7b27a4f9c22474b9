#!/usr/bin/env python3
"""Makes Golden/models/xlm-roberta-cls-bin/: xlm-roberta-cls as `pytorch_model.bin`, as bge-m3 is published.

The tensors are those of its model.safetensors, and the I64 buffer of positions that older versions
of transformers saved. All other files stay in xlm-roberta-cls.
"""

from collections import OrderedDict

import torch
from folder import ROOT
from safetensors.torch import load_file

MODELS = ROOT / "Golden/models"


def main():
    tensors = load_file(MODELS / "xlm-roberta-cls/model.safetensors")
    rows = tensors["embeddings.position_embeddings.weight"].shape[0]
    stored = OrderedDict(sorted(tensors.items()))
    stored["embeddings.position_ids"] = torch.arange(rows).unsqueeze(0)
    folder = MODELS / "xlm-roberta-cls-bin"
    folder.mkdir(exist_ok=True)
    torch.save(stored, folder / "pytorch_model.bin")


if __name__ == "__main__":
    main()
