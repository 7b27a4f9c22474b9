"""The parts of make_architecture_goldens.py: tokenizers, configs, weights, heads and oracles."""
