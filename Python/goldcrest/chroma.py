"""Chroma: an `EmbeddingFunction` that runs a `.crest` file and is stored with a collection."""

from __future__ import annotations

import os
from typing import Any

from chromadb.api.types import Documents, EmbeddingFunction, Embeddings, Space
from chromadb.utils.embedding_functions import register_embedding_function

from goldcrest import Embedder, ModelError


@register_embedding_function
class GoldcrestEmbeddingFunction(EmbeddingFunction[Documents]):
    """Embeds documents and queries, each with the model's own prompt.

    A collection keeps the parameters and the model's fingerprint, and opens again where this module has been
    imported. `build_from_config` refuses another model in the file with `goldcrest.ModelError`, which Chroma makes a
    `ValueError`. Otherwise raises what `goldcrest.Embedder` raises.
    """

    def __init__(
        self,
        path: str | os.PathLike[str],
        *,
        threads: int | None = None,
        query_prompt: str | None = None,
        document_prompt: str | None = None,
        truncate_dim: int | None = None,
        normalize_embeddings: bool = False,
        batch_size: int = 64,
    ) -> None:
        self.embedder = Embedder(path, threads=threads)
        self._config: dict[str, Any] = {
            "path": os.fspath(path),
            "threads": threads,
            "query_prompt": query_prompt,
            "document_prompt": document_prompt,
            "truncate_dim": truncate_dim,
            "normalize_embeddings": normalize_embeddings,
            "batch_size": batch_size,
        }

    def __call__(self, input: Documents) -> Embeddings:
        """Gives the vectors of documents."""
        return list(
            self.embedder.encode_document(input, prompt=self._config["document_prompt"], **self._options())
        )

    def embed_query(self, input: Documents) -> Embeddings:
        """Gives the vectors of queries."""
        return list(self.embedder.encode_query(input, prompt=self._config["query_prompt"], **self._options()))

    @staticmethod
    def name() -> str:
        """The name under which Chroma stores it."""
        return "goldcrest"

    def get_config(self) -> dict[str, Any]:
        """What Chroma stores with a collection."""
        return {**self._config, "fingerprint": self.embedder.fingerprint}

    @staticmethod
    def build_from_config(config: dict[str, Any]) -> GoldcrestEmbeddingFunction:
        """Opens the model of a stored collection. Raises `goldcrest.ModelError` if it is another one."""
        options = {name: value for name, value in config.items() if name != "fingerprint"}
        function = GoldcrestEmbeddingFunction(**options)
        found, expected = function.embedder.fingerprint, config["fingerprint"]
        if found != expected:
            raise ModelError(
                f"{options['path']}: expected the collection's model {expected}, found another, {found}"
            )
        return function

    def default_space(self) -> Space:
        """The distance of a collection that names none."""
        return "cosine"

    def _options(self) -> dict[str, Any]:
        return {name: self._config[name] for name in ("truncate_dim", "normalize_embeddings", "batch_size")}
