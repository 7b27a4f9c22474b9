"""LlamaIndex: a `BaseEmbedding` that runs a `.crest` file."""

from __future__ import annotations

import asyncio
import os
from typing import Any

from llama_index.core.base.embeddings.base import Embedding
from llama_index.core.bridge.pydantic import Field, PrivateAttr
from llama_index.core.embeddings import BaseEmbedding

from goldcrest import Embedder


class GoldcrestEmbedding(BaseEmbedding):
    """Embeds texts and queries, each with the model's own prompt.

    The fields say how; `to_dict`, `from_dict` and pickles hold them and not the model, which is opened anew.
    Raises what `goldcrest.Embedder` raises.
    """

    path: str = Field(description="The .crest file.")
    threads: int | None = Field(
        default=None, description="Threads that embed; as many as there are cores if unset."
    )
    query_prompt: str | None = Field(
        default=None, description="What is put before a query; the model's if unset."
    )
    text_prompt: str | None = Field(
        default=None, description="What is put before a text; the model's if unset."
    )
    truncate_dim: int | None = Field(default=None, description="A size that the model lists.")
    normalize_embeddings: bool = Field(
        default=False, description="Give vectors length 1 even if the model does not."
    )

    _embedder: Embedder = PrivateAttr()

    def __init__(self, path: str | os.PathLike[str], **fields: Any) -> None:
        path = os.fspath(path)
        defaults = {"model_name": os.path.basename(path), "embed_batch_size": 64}
        super().__init__(**{**defaults, **fields, "path": path})
        self._embedder = Embedder(path, threads=self.threads)

    @classmethod
    def class_name(cls) -> str:
        return "GoldcrestEmbedding"

    def _get_text_embeddings(self, texts: list[str]) -> list[Embedding]:
        vectors: list[Embedding] = self._embedder.encode_document(
            texts, prompt=self.text_prompt, **self._options()
        ).tolist()
        return vectors

    def _get_text_embedding(self, text: str) -> Embedding:
        return self._get_text_embeddings([text])[0]

    def _get_query_embedding(self, query: str) -> Embedding:
        vector: Embedding = self._embedder.encode_query(
            query, prompt=self.query_prompt, **self._options()
        ).tolist()
        return vector

    async def _aget_text_embeddings(self, texts: list[str]) -> list[Embedding]:
        return await asyncio.to_thread(self._get_text_embeddings, texts)

    async def _aget_text_embedding(self, text: str) -> Embedding:
        return await asyncio.to_thread(self._get_text_embedding, text)

    async def _aget_query_embedding(self, query: str) -> Embedding:
        return await asyncio.to_thread(self._get_query_embedding, query)

    def _options(self) -> dict[str, Any]:
        return {
            "batch_size": self.embed_batch_size,
            "normalize_embeddings": self.normalize_embeddings,
            "truncate_dim": self.truncate_dim,
        }
