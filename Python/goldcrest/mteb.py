"""mteb: an encoder that runs a `.crest` file."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from mteb.models import ModelMeta
from mteb.models.abs_encoder import AbsEncoder
from mteb.models.model_meta import ScoringFunction
from mteb.types import PromptType
from numpy.typing import NDArray

from goldcrest import Embedder, InvalidArgumentError

if TYPE_CHECKING:
    from mteb.abstasks.task_metadata import TaskMetadata
    from mteb.types import BatchedInput
    from torch.utils.data import DataLoader


class GoldcrestEncoder(AbsEncoder):
    """Encodes what mteb's tasks give it, with the prompts that mteb chooses for sentence-transformers' models.

    A prompt of the model's is taken by the name of the task, of its type, or of the kind of text, in mteb's order;
    otherwise queries and documents get theirs as `encode_query` and `encode_document` say. `revision` is the
    model's fingerprint unless it is given. Raises what `goldcrest.Embedder` raises.
    """

    def __init__(
        self,
        model_name: str | os.PathLike[str],
        revision: str | None = None,
        *,
        threads: int | None = None,
        truncate_dim: int | None = None,
        normalize_embeddings: bool = False,
        model_prompts: dict[str, str] | None = None,
    ) -> None:
        path = os.fspath(model_name)
        self.model = Embedder(path, threads=threads)
        self.model_prompts: dict[str, str] = model_prompts or self.model.prompts
        self._options = {"truncate_dim": truncate_dim, "normalize_embeddings": normalize_embeddings}
        self.mteb_model_meta = ModelMeta.create_empty(
            {
                "loader": GoldcrestEncoder,
                "name": "goldcrest/" + os.path.basename(path).removesuffix(".crest"),
                "revision": revision or self.model.fingerprint,
                "max_tokens": self.model.max_seq_length,
                "embed_dim": truncate_dim or self.model.get_sentence_embedding_dimension(),
                "similarity_fn_name": ScoringFunction.from_str(self.model.similarity_fn_name),
                "use_instructions": bool(self.model_prompts),
            }
        )

    def encode(
        self,
        inputs: DataLoader[BatchedInput],
        *,
        task_metadata: TaskMetadata,
        hf_split: str,
        hf_subset: str,
        prompt_type: PromptType | None = None,
        **kwargs: Any,
    ) -> NDArray[Any]:
        """Gives the vectors `[N, D]` of all texts of `inputs`; `kwargs` are those of `goldcrest.Embedder.encode`.

        Raises `goldcrest.InvalidArgumentError` for bits, which mteb would compare as numbers.
        """
        if kwargs.get("precision") in ("binary", "ubinary"):
            raise InvalidArgumentError("precision: expected one that mteb compares, found bits")
        name = self.get_prompt_name(task_metadata, prompt_type)
        prompt = None if name is None else self.model_prompts[name]
        encode: Callable[..., NDArray[Any]] = self.model.encode
        if prompt_type is not None:
            encode = (
                self.model.encode_query if prompt_type == PromptType.query else self.model.encode_document
            )
        texts = [text for batch in inputs for text in batch["text"]]
        return encode(texts, prompt=prompt, **self._options, **kwargs)
