"""The model that is measured: where it comes from, its golden, and what it has to compute."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SYNTHETIC = "goldcrest-synthetic"  # config.json's `_name_or_path`
FIXED_PARTS = ("attention", "feed-forward", "router, norms, biases")


def find_or_make(folder, python):
    """The folder of the full-size synthetic model; made if it is not there."""
    if (folder / "model.safetensors").exists():
        return folder
    maker = ROOT / "Scripts/golden/make_synthetic.py"
    if subprocess.run([python, "-c", "import torch, safetensors"], capture_output=True).returncode != 0:
        sys.exit(
            f"bench: {python} has no torch and safetensors to make the model with; name one that has with "
            "--python (Scripts/golden/requirements.txt lists what it needs), or a model with --model")
    print(f"bench: making the full-size synthetic model (1.9 GB) in {folder}", file=sys.stderr)
    folder.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run([python, maker, folder], check=True, stdout=sys.stderr)
    return folder


def is_full_size(folder):
    config = folder / "config.json"
    return config.exists() and json.loads(config.read_text()).get("_name_or_path") == SYNTHETIC


def golden_of(folder):
    """The golden file that belongs to a model of this repository, or None."""
    if is_full_size(folder):
        return ROOT / "Golden/synthetic.golden.safetensors"
    golden = folder.resolve().with_name(folder.resolve().name + ".golden.safetensors")
    return golden if golden.exists() else None


class Work:
    """What one forward pass has to do, from `inspect --json`."""

    def __init__(self, inspection):
        model = inspection["model"]
        self.expert_count = model["experts"]
        self.chosen = model["experts_per_token"]
        hidden, inner = model["hidden_size"], model["feed_forward_size"]
        expert_layers = sum(model["expert_layers"])
        dense_layers = model["layers"] - expert_layers
        self.multiply_adds = (
            model["layers"] * 4 * hidden * hidden
            + (dense_layers + expert_layers * self.chosen) * 2 * hidden * inner)
        parts = {part["name"]: part["bytes"] for part in inspection["parts"]}
        self.fixed_bytes = sum(parts.get(name, 0) for name in FIXED_PARTS)
        self.expert_bytes = parts.get("experts", 0)
        self.row_bytes = parts.get("token table", 0) / model["vocabulary_size"]

    @property
    def operations_per_token(self):
        """8-bit operations, a multiply-add counted as two; attention itself is not 8-bit."""
        return 2 * self.multiply_adds

    def bytes_read(self, token_count):
        """The bytes of the file that `token_count` tokens touch, experts chosen evenly."""
        touched = 1 - (1 - self.chosen / self.expert_count) ** token_count if self.expert_count else 0
        return self.fixed_bytes + self.expert_bytes * touched + self.row_bytes * token_count

    def bound_seconds(self, token_count, operations_per_second, bytes_per_second):
        """The least time for a batch: computing or reading, whichever takes longer."""
        computing = token_count * self.operations_per_token / operations_per_second
        return max(computing, self.bytes_read(token_count) / bytes_per_second)
