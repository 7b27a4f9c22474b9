"""Sentence vectors of the teacher, multilingual-e5-small, in bfloat16."""

import numpy as np
import torch
import torch.nn.functional as F
from tokenizers import Tokenizer
from transformers import BertModel

from .corpus import load_groups

PAD = 1
TOKENS_PER_BATCH = 6144
QUERY, PASSAGE = "query: ", "passage: "


class Teacher:
    """Embeds texts, prompts included, in batches of similar length."""

    def __init__(self, folder, threads):
        torch.set_num_threads(threads)
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.tokenizer.no_padding()
        model = BertModel.from_pretrained(folder, add_pooling_layer=False, attn_implementation="sdpa")
        self.model = model.eval().to(torch.bfloat16)

    def _batch(self, sequences):
        length = max(map(len, sequences))
        ids = torch.tensor([ids + [PAD] * (length - len(ids)) for ids in sequences])
        mask = torch.arange(length)[None] < torch.tensor([len(ids) for ids in sequences])[:, None]
        attention = None if bool(mask.all()) else mask.long()
        hidden = self.model(input_ids=ids, attention_mask=attention).last_hidden_state.float()
        pooled = (hidden * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)
        return F.normalize(pooled, dim=-1).half().numpy()

    @torch.inference_mode()
    def __call__(self, texts, max_tokens=128):
        """float16 vectors [N, width]."""
        self.tokenizer.enable_truncation(max_tokens)
        ids = []
        for start in range(0, len(texts), 4096):
            ids += [encoding.ids for encoding in self.tokenizer.encode_batch(texts[start : start + 4096])]
        order = sorted(range(len(ids)), key=lambda row: len(ids[row]))
        vectors = np.zeros((len(ids), self.model.config.hidden_size), np.float16)
        start = 0
        while start < len(order):
            end = start + 1
            while end < len(order) and len(ids[order[end]]) * (end + 1 - start) <= TOKENS_PER_BATCH:
                end += 1
            vectors[order[start:end]] = self._batch([ids[row] for row in order[start:end]])
            start = end
        return vectors


def run(options):
    """Writes WORK/teacher.npz: one vector for each text, in the order of corpus.jsonl."""
    groups = load_groups(options.work)
    texts = [(PASSAGE if kind == "d" else QUERY) + text for group in groups for _, kind, text in group["t"]]
    vectors = Teacher(options.teacher, options.threads)(texts, options.max_tokens)
    np.savez(options.work / "teacher.npz", v=vectors)
    print(f"{len(texts)} texts")
