"""Round trips through vector stores: what a store finds, held against exact search in NumPy."""
