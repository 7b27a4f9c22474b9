"""The steps that made Golden/tiny-moe; train_tiny_moe.py is their command line."""
