"""scikit-learn: a transformer of texts into vectors."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Any

from numpy.typing import NDArray
from sklearn.base import BaseEstimator, ClassNamePrefixFeaturesOutMixin, TransformerMixin

from goldcrest import Embedder
from goldcrest.embedder import Precision


class GoldcrestVectorizer(ClassNamePrefixFeaturesOutMixin, TransformerMixin, BaseEstimator):
    """Turns texts into an array `[N, D]`; as with `HashingVectorizer`, there is nothing to fit.

    The parameters are those of `goldcrest.Embedder.encode`. Clones and pickles hold the path, not the model, which
    is opened where it is first used. Raises what `goldcrest.Embedder` raises, and `ValueError` for one string in
    the place of many.
    """

    def __init__(
        self,
        path: str | os.PathLike[str],
        *,
        threads: int | None = None,
        prompt_name: str | None = None,
        prompt: str | None = None,
        batch_size: int = 64,
        normalize_embeddings: bool = False,
        precision: Precision = "float32",
        truncate_dim: int | None = None,
    ) -> None:
        self.path = path
        self.threads = threads
        self.prompt_name = prompt_name
        self.prompt = prompt
        self.batch_size = batch_size
        self.normalize_embeddings = normalize_embeddings
        self.precision = precision
        self.truncate_dim = truncate_dim

    def fit(self, X: Iterable[str], y: Any = None) -> GoldcrestVectorizer:
        """Opens the model, so that a missing one is found early; the texts are not looked at."""
        self._open()
        return self

    def transform(self, X: Iterable[str]) -> NDArray[Any]:
        """Gives the vectors `[N, D]`; of bits, `[N, D / 8]`."""
        if isinstance(X, str):
            raise ValueError("expected several texts, found one string")
        return self._encode(X)

    @property
    def _n_features_out(self) -> int:
        return int(self._encode([""]).shape[1])

    def _encode(self, texts: Iterable[str]) -> NDArray[Any]:
        return self._open().encode(
            texts,
            prompt_name=self.prompt_name,
            prompt=self.prompt,
            batch_size=self.batch_size,
            normalize_embeddings=self.normalize_embeddings,
            precision=self.precision,
            truncate_dim=self.truncate_dim,
        )

    def _open(self) -> Embedder:
        wanted = (self.path, self.threads)
        if getattr(self, "_opened", None) != wanted:
            self._embedder = Embedder(self.path, threads=self.threads)
            self._opened = wanted
        return self._embedder

    def __sklearn_is_fitted__(self) -> bool:
        return True

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.requires_fit = False
        tags.input_tags.string = True
        tags.input_tags.two_d_array = False
        tags.input_tags.one_d_array = True
        return tags
