"""Vectors: those of the command bit for bit, in the shapes and types that are promised."""

import json
import shutil
import types
import unittest
import warnings

import numpy as np
import support

import goldcrest
from goldcrest import Embedder


class EncodeTests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.path = support.model("tiny-moe")
        cls.embedder = Embedder(cls.path)

    @classmethod
    def tearDownClass(cls):
        cls.embedder.close()

    def same(self, found, expected):
        self.assertEqual(found.dtype, expected.dtype)
        self.assertEqual(found.shape, expected.shape)
        self.assertEqual(found.tobytes(), expected.tobytes())

    def test_vectors_are_those_of_the_command_bit_for_bit(self):
        self.same(self.embedder.encode(support.TEXTS), support.embedded(self.path, support.TEXTS))

    def test_vectors_are_those_of_pytorch(self):
        texts, expected = support.golden(support.GOLDEN / "tiny-moe.golden.safetensors")
        vectors = self.embedder.encode(texts, prompt="")
        expected = expected / np.linalg.norm(expected, axis=1, keepdims=True)
        cosines = (vectors * expected).sum(axis=1)
        self.assertTrue((cosines >= 0.99).all(), cosines.min())

    def test_one_text_gives_one_dimension(self):
        vector = self.embedder.encode(support.TEXTS[0])
        self.assertEqual((vector.shape, vector.dtype), ((128,), np.float32))
        self.same(vector, self.embedder.encode(support.TEXTS)[0])

    def test_an_empty_list_gives_no_rows(self):
        for precision, dtype, size in [("float32", np.float32, 128), ("ubinary", np.uint8, 16)]:
            found = self.embedder.encode([], precision=precision)
            self.assertEqual((found.shape, found.dtype), ((0, size), dtype))

    def test_any_iterable_of_texts_is_a_batch(self):
        expected = self.embedder.encode(["a", "b c"])
        for sentences in [
            ("a", "b c"),
            np.array(["a", "b c"]),
            np.array(["a", "b c"], dtype=object),
            (text for text in ["a", "b c"]),
            {"a": 0, "b c": 0}.keys(),
            types.SimpleNamespace(to_pylist=lambda: ["a", "b c"]),
            [np.str_("a"), np.str_("b c")],
        ]:
            self.same(self.embedder.encode(sentences), expected)

    def test_no_batch_size_changes_a_bit(self):
        texts = support.TEXTS * 5
        expected = self.embedder.encode(texts)
        for size in (1, 2, 7, 1000):
            self.same(self.embedder.encode(texts, batch_size=size), expected)

    def test_batches_of_many_bytes_change_no_bit(self):
        texts = ["long words " * 3000, "short", "long words " * 7000, "é" * 40000, "x"]
        found = self.embedder.encode(texts)
        for text, vector in zip(texts, found):
            self.same(self.embedder.encode(text), vector)

    def test_threads_change_no_bit(self):
        with Embedder(self.path, threads=1) as single:
            self.assertEqual(single.threads, 1)
            self.same(single.encode(support.TEXTS), self.embedder.encode(support.TEXTS))

    def test_a_list_of_vectors_is_given_instead_of_an_array(self):
        found = self.embedder.encode(["a", "b"], convert_to_numpy=False)
        self.assertIsInstance(found, list)
        self.same(np.array(found), self.embedder.encode(["a", "b"]))

    def test_precisions_are_those_of_the_command(self):
        for precision in ("float16", "int8", "binary", "ubinary"):
            expected = support.embedded(self.path, support.TEXTS, "--precision", precision)
            self.same(self.embedder.encode(support.TEXTS, precision=precision), expected)

    def test_bits_come_in_both_orders(self):
        found = self.embedder.encode(support.TEXTS, precision="ubinary", bit_order="little")
        expected = support.embedded(
            self.path, support.TEXTS, "--precision", "ubinary", "--bit-order", "little"
        )
        self.same(found, expected)
        vectors = self.embedder.encode(support.TEXTS)
        self.same(found, np.packbits(vectors > 0, axis=1, bitorder="little"))

    def test_prompts_are_put_before_texts(self):
        expected = support.embedded(self.path, support.TEXTS, "--prompt", "query")
        self.same(self.embedder.encode(support.TEXTS, prompt_name="query"), expected)
        self.same(self.embedder.encode(support.TEXTS, prompt=self.embedder.prompts["query"]), expected)
        self.assertFalse((self.embedder.encode(support.TEXTS) == expected).all())

    def test_a_prompt_of_ones_own_counts_before_a_name(self):
        found = self.embedder.encode("text", prompt_name="query", prompt="")
        self.same(found, self.embedder.encode("text", prompt=""))

    def test_queries_and_documents_get_the_prompts_of_their_kind(self):
        self.same(self.embedder.encode_query("text"), self.embedder.encode("text", prompt_name="query"))
        self.same(
            self.embedder.encode_document(["text"]), self.embedder.encode(["text"], prompt_name="passage")
        )
        self.same(self.embedder.encode_query("text", prompt=""), self.embedder.encode("text", prompt=""))

    def test_without_such_prompts_queries_are_texts(self):
        with Embedder(support.model("short")) as embedder:
            self.same(embedder.encode_query("text"), embedder.encode("text"))
            self.same(embedder.encode_document("text"), embedder.encode("text"))

    def test_queries_never_get_the_default_prompt(self):
        folder = support.folder() / "with-default"
        shutil.copytree(support.GOLDEN / "models/bert-mean", folder)
        path = folder / "config_sentence_transformers.json"
        settings = json.loads(path.read_text())
        settings |= {"prompts": {"other": "hello "}, "default_prompt_name": "other"}
        path.write_text(json.dumps(settings))
        goldcrest.convert(folder, f"{folder}.crest")
        with Embedder(f"{folder}.crest") as embedder:
            plain = embedder.encode("text", prompt="")
            self.same(embedder.encode_query("text"), plain)
            self.same(embedder.encode_document("text"), plain)
            self.assertFalse((embedder.encode("text") == plain).all())

    def test_what_there_is_to_know_is_what_the_command_says(self):
        report = goldcrest.inspect(self.path)
        embedder, sentence = self.embedder, report["sentence"]
        self.assertEqual(embedder.fingerprint, report["fingerprint"])
        self.assertEqual(embedder.dimensions, sentence["dimensions"])
        self.assertEqual(embedder.get_sentence_embedding_dimension(), 128)
        self.assertEqual(embedder.get_embedding_dimension(), 128)
        self.assertEqual(embedder.max_seq_length, sentence["maximum_tokens"])
        self.assertEqual(
            list(embedder.prompts.items()), [(p["name"], p["text"]) for p in sentence["prompts"]]
        )
        self.assertEqual(embedder.default_prompt_name, sentence["default_prompt"])
        self.assertEqual(embedder.similarity_fn_name, sentence["similarity"])
        self.assertEqual(embedder.outputs, [])
        self.assertEqual(embedder.path, self.path)
        self.assertIn(embedder.kernel, repr(embedder))

    def test_truncated_vectors_are_those_of_the_command(self):
        path = support.model("matryoshka")
        with Embedder(path) as embedder:
            self.assertEqual(embedder.dimensions, [64, 40])
            found = embedder.encode(support.TEXTS, truncate_dim=40)
            self.same(found, support.embedded(path, support.TEXTS, "--dimensions", "40"))
            bits = embedder.encode(support.TEXTS, truncate_dim=40, precision="ubinary")
            self.assertEqual(bits.shape, (len(support.TEXTS), 5))

    def test_normalized_vectors_have_length_one(self):
        vectors = self.embedder.encode(support.TEXTS, normalize_embeddings=True)
        self.assertLess(np.abs(np.linalg.norm(vectors, axis=1) - 1).max(), 1e-6)

    def test_a_token_list_has_the_vector_of_its_text(self):
        texts = [text for text in support.TEXTS if text]
        ids = self.embedder.tokenize(texts, prompt_name="query")
        self.same(self.embedder.encode_tokens(ids), self.embedder.encode(texts, prompt_name="query"))
        self.same(self.embedder.encode_tokens([np.array(ids[0])])[0], self.embedder.encode(texts[0], "query"))
        self.assertEqual(self.embedder.tokenize(texts[0], "query"), ids[0])
        self.assertEqual(self.embedder.encode_tokens([]).shape, (0, 128))

    def test_cut_texts_are_counted(self):
        path = support.model("short")
        texts = ["one", "word " * 100]
        with Embedder(path) as embedder:
            found = embedder.embed(texts)
            expected = support.lines(path, texts)
            self.assertEqual(found.token_counts.tolist(), [line["tokens"] for line in expected])
            self.assertEqual(found.dropped_token_counts.tolist(), [line["truncated"] for line in expected])
            self.assertGreater(found.dropped_token_counts[1], 0)
            self.assertEqual(len(embedder.tokenize(texts[1])), embedder.max_seq_length)
            self.assertEqual((found.sparse, found.colbert, found.reasons), (None, None, [None, None]))

    def test_cut_texts_are_warned_of_only_if_asked_for(self):
        with Embedder(support.model("short")) as embedder, warnings.catch_warnings():
            warnings.simplefilter("error")
            embedder.encode(["word " * 100])
            embedder.encode(["word"], overflow="warn")
            with self.assertRaisesRegex(
                goldcrest.TruncationWarning, r"1 of 2 texts were cut, .*sentences\[1\]"
            ):
                embedder.encode(["one", "word " * 100], overflow="warn")
            # Whoever reads it sees the line that called, and Python's filters count by that.
            for encode in (embedder.encode, embedder.encode_query, embedder.encode_rows, embedder.embed):
                with warnings.catch_warnings(record=True) as found:
                    warnings.simplefilter("always")
                    encode(["word " * 100], overflow="warn")
                    self.assertEqual([warning.filename for warning in found], [__file__])

    def test_cut_texts_are_refused_if_asked_for(self):
        with Embedder(support.model("short")) as embedder:
            with self.assertRaisesRegex(goldcrest.TextError, r"^sentences\[66\]: ") as caught:
                embedder.encode(["one"] * 66 + ["word " * 100], overflow="error")
            self.assertEqual(caught.exception.index, 66)


class OutputTests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.path = support.model("bge-m3")
        cls.embedder = Embedder(cls.path)
        cls.texts = [text for text in support.TEXTS if text]

    def test_sparse_vectors_are_those_of_the_command(self):
        self.assertEqual(self.embedder.outputs, ["sparse", "colbert"])
        expected = [line["sparse"] for line in support.lines(self.path, self.texts, "--output", "sparse")]
        for found, weights in zip(self.embedder.encode_sparse(self.texts), expected, strict=True):
            self.assertEqual((found.ids.dtype, found.weights.dtype), (np.int32, np.float32))
            self.assertEqual(found.ids.tolist(), [int(token) for token in weights])
            self.assertEqual(found.weights.tolist(), np.array(list(weights.values()), np.float32).tolist())
        one = self.embedder.encode_sparse(self.texts[0])
        self.assertEqual(one.ids.tolist(), [int(token) for token in expected[0]])

    def test_colbert_vectors_are_those_of_the_command(self):
        expected = [line["colbert"] for line in support.lines(self.path, self.texts, "--output", "colbert")]
        for found, vectors in zip(self.embedder.encode_colbert(self.texts), expected, strict=True):
            self.assertEqual(found.dtype, np.float32)
            self.assertEqual(found.tolist(), np.array(vectors, np.float32).tolist())
        one = self.embedder.encode_colbert(self.texts[0])
        self.assertEqual(one.tolist(), np.array(expected[0], np.float32).tolist())

    def test_all_outputs_come_of_one_run(self):
        found = self.embedder.embed(self.texts * 30, ["sparse", "colbert"], batch_size=7)
        self.assertEqual(found.vectors.tobytes(), self.embedder.encode(self.texts * 30).tobytes())
        for name in ("sparse", "colbert"):
            rows = getattr(found, name)
            self.assertEqual(len(rows), len(self.texts) * 30)
            alone = getattr(self.embedder, f"encode_{name}")(self.texts[-1])
            self.assertTrue(all((a == b).all() for a, b in zip(rows[-1], alone)))

    def test_a_refused_row_has_no_outputs(self):
        found = self.embedder.embed(["a", None, "b"], ["sparse", "colbert"], reports=True)
        self.assertEqual(found.reasons, [None, "expected str, found NoneType", None])
        self.assertEqual(found.sparse[1].ids.shape, (0,))
        self.assertEqual(found.colbert[1].shape, (0, 64))
        self.assertEqual(found.colbert[2].tolist(), self.embedder.encode_colbert("b").tolist())

    def test_no_texts_have_no_outputs(self):
        self.assertEqual(self.embedder.encode_sparse([]), [])
        self.assertEqual(self.embedder.encode_colbert([]), [])

    def test_a_model_without_them_refuses(self):
        with Embedder(support.model("short")) as embedder:
            for call in (embedder.encode_sparse, embedder.encode_colbert):
                with self.assertRaises(goldcrest.OutputError):
                    call(["a"])


if __name__ == "__main__":
    unittest.main()
