"""LangChain: an `Embeddings` that runs a `.crest` file."""

from __future__ import annotations

import os

from langchain_core.embeddings import Embeddings

from goldcrest import Embedder


class GoldcrestEmbeddings(Embeddings):
    """Embeds documents and queries, each with the model's own prompt.

    `query_prompt` and `document_prompt` are literal texts that take the place of the model's prompts; empty ones
    are none. `truncate_dim` is one of the sizes that the model lists. The async methods run in LangChain's
    executor, and the model releases the GIL. Raises what `goldcrest.Embedder` raises.
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
        self.query_prompt = query_prompt
        self.document_prompt = document_prompt
        self.truncate_dim = truncate_dim
        self.normalize_embeddings = normalize_embeddings
        self.batch_size = batch_size

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Gives a vector of each text."""
        vectors: list[list[float]] = self.embedder.encode_document(
            texts,
            prompt=self.document_prompt,
            batch_size=self.batch_size,
            normalize_embeddings=self.normalize_embeddings,
            truncate_dim=self.truncate_dim,
        ).tolist()
        return vectors

    def embed_query(self, text: str) -> list[float]:
        """Gives the vector of one query."""
        vector: list[float] = self.embedder.encode_query(
            text,
            prompt=self.query_prompt,
            normalize_embeddings=self.normalize_embeddings,
            truncate_dim=self.truncate_dim,
        ).tolist()
        return vector
