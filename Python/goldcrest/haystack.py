"""Haystack: a text embedder for queries and a document embedder, both over a `.crest` file."""

import asyncio
import os
from dataclasses import replace
from typing import Any

from haystack import Document, component, default_from_dict, default_to_dict
from typing_extensions import Self

from goldcrest import Embedder


class _Model:
    """What both components share: their parameters and the model, which `warm_up` opens."""

    def __init__(self, **parameters: Any) -> None:
        self._parameters = {**parameters, "path": os.fspath(parameters["path"])}
        self._embedder: Embedder | None = None

    def to_dict(self) -> dict[str, Any]:
        """Gives the parameters, as a pipeline is stored."""
        return default_to_dict(self, **self._parameters)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Self:
        """Makes the component of what `to_dict` gave."""
        return default_from_dict(cls, data)

    def warm_up(self) -> None:
        """Opens the model, which the first run does otherwise."""
        self._opened()

    def _opened(self) -> Embedder:
        if self._embedder is None:
            self._embedder = Embedder(self._parameters["path"], threads=self._parameters["threads"])
        return self._embedder

    def _options(self, *names: str) -> dict[str, Any]:
        return {name: self._parameters[name] for name in names}


@component
class GoldcrestTextEmbedder(_Model):
    """Embeds a query with the model's prompt for queries, or with `prompt`, a literal text.

    Raises what `goldcrest.Embedder` raises, and `TypeError` for what is no string.
    """

    def __init__(
        self,
        path: str | os.PathLike[str],
        threads: int | None = None,
        prompt: str | None = None,
        truncate_dim: int | None = None,
        normalize_embeddings: bool = False,
    ) -> None:
        _Model.__init__(
            self,
            path=path,
            threads=threads,
            prompt=prompt,
            truncate_dim=truncate_dim,
            normalize_embeddings=normalize_embeddings,
        )

    @component.output_types(embedding=list[float])
    def run(self, text: str) -> dict[str, Any]:
        """Gives `embedding`, the vector of `text`."""
        if not isinstance(text, str):
            raise TypeError(
                f"expected a string, found {type(text).__name__}; GoldcrestDocumentEmbedder takes documents"
            )
        options = self._options("prompt", "truncate_dim", "normalize_embeddings")
        return {"embedding": self._opened().encode_query(text, **options).tolist()}

    @component.output_types(embedding=list[float])
    async def run_async(self, text: str) -> dict[str, Any]:
        """As `run`, in a thread."""
        return await asyncio.to_thread(self.run, text)


@component
class GoldcrestDocumentEmbedder(_Model):
    """Embeds documents with the model's prompt for documents, or with `prompt`, a literal text.

    A document's text is the values of `meta_fields_to_embed` that it has, then its content, with
    `embedding_separator` between them. Raises what `goldcrest.Embedder` raises, and `TypeError` for what is no
    list of documents.
    """

    def __init__(
        self,
        path: str | os.PathLike[str],
        threads: int | None = None,
        prompt: str | None = None,
        truncate_dim: int | None = None,
        normalize_embeddings: bool = False,
        batch_size: int = 64,
        progress_bar: bool = False,
        meta_fields_to_embed: list[str] | None = None,
        embedding_separator: str = "\n",
    ) -> None:
        _Model.__init__(
            self,
            path=path,
            threads=threads,
            prompt=prompt,
            truncate_dim=truncate_dim,
            normalize_embeddings=normalize_embeddings,
            batch_size=batch_size,
            progress_bar=progress_bar,
            meta_fields_to_embed=meta_fields_to_embed or [],
            embedding_separator=embedding_separator,
        )

    @component.output_types(documents=list[Document])
    def run(self, documents: list[Document]) -> dict[str, Any]:
        """Gives `documents`: copies that have their vectors as `embedding`."""
        if not isinstance(documents, list) or not all(
            isinstance(document, Document) for document in documents
        ):
            raise TypeError("expected a list of documents; GoldcrestTextEmbedder takes a string")
        options = self._options("prompt", "truncate_dim", "normalize_embeddings", "batch_size")
        vectors = self._opened().encode_document(
            [self._text(document) for document in documents],
            show_progress_bar=self._parameters["progress_bar"],
            **options,
        )
        pairs = zip(documents, vectors.tolist())
        return {"documents": [replace(document, embedding=vector) for document, vector in pairs]}

    @component.output_types(documents=list[Document])
    async def run_async(self, documents: list[Document]) -> dict[str, Any]:
        """As `run`, in a thread."""
        return await asyncio.to_thread(self.run, documents)

    def _text(self, document: Document) -> str:
        fields = [document.meta.get(name) for name in self._parameters["meta_fields_to_embed"]]
        parts = [str(value) for value in fields if value is not None] + [document.content or ""]
        separator: str = self._parameters["embedding_separator"]
        return separator.join(parts)
