"""Cross-lingual retrieval on the held-out set, expert load, and cosines of translated sentences."""

import collections
import json
import math

import numpy as np
import torch
from calibrate import routing_report
from reference import Reference

from .sources import PROMPTS
from .teacher import PASSAGE, QUERY, Teacher

SIZES = (128, 64, 32)
PAIRS = (
    ("Hello!", "¡Hola!"),
    ("Good morning", "Guten Morgen"),
    ("Thank you very much", "Merci beaucoup"),
    ("How do I print a document?", "Как распечатать документ?"),
    ("The file could not be opened", "ファイルを開けませんでした"),
    ("Delete the selected messages", "删除选中的邮件"),
    ("Change the font size", "Yazı tipi boyutunu değiştir"),
    ("Connect to a wireless network", "Conectar-se a uma rede sem fio"),
    ("The knight rides to the castle", "Il cavaliere cavalca verso il castello"),
    ("Mountains and rivers", "Góry i rzeki"),
    ("What time is it?", "Котра година?"),
    ("Add a new contact", "새 연락처 추가"),
)


class Retrieval:
    """A BEIR folder: queries, documents and which document answers which query."""

    def __init__(self, folder):
        def read(name):
            with open(folder / name, encoding="utf-8") as file:
                return [json.loads(line) for line in file]

        self.queries, self.documents = read("queries.jsonl"), read("corpus.jsonl")
        self.query_texts = [query["text"] for query in self.queries]
        self.document_texts = [
            f"{document.get('title') or ''} {document['text']}".strip() for document in self.documents
        ]
        self.relevant = collections.defaultdict(set)
        for line in (folder / "qrels.tsv").read_text().splitlines():
            fields = line.split("\t")
            if len(fields) >= 3 and fields[-1].isdigit() and int(fields[-1]) > 0:
                self.relevant[fields[0]].add(fields[-2])

    def score(self, queries, documents, size=None):
        """One line: recall@10 and nDCG@10 of the vectors cut to `size` components."""
        queries, documents = (unit(vectors[:, :size]) for vectors in (queries, documents))
        similarities = queries @ documents.T
        recall = gain = count = 0
        for row, query in enumerate(self.queries):
            answers = self.relevant.get(query["_id"])
            if not answers:
                continue
            top = np.argsort(-similarities[row], kind="stable")[:10]
            hits = [self.documents[index]["_id"] in answers for index in top]
            best = sum(1 / math.log2(rank + 2) for rank in range(min(10, len(answers))))
            recall += sum(hits) / len(answers)
            gain += sum(1 / math.log2(rank + 2) for rank, hit in enumerate(hits) if hit) / best
            count += 1
        return f"recall@10 {recall / count:.4f}, nDCG@10 {gain / count:.4f}, {count} queries"


def unit(vectors):
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def evaluate_teacher(options, retrieval):
    """The teacher in its own space, and in the target space with the language of each text given."""
    teacher = Teacher(options.teacher, options.threads)
    queries, documents = (
        teacher([prompt + text for text in texts], 512).astype(np.float32)
        for prompt, texts in ((QUERY, retrieval.query_texts), (PASSAGE, retrieval.document_texts))
    )
    print("teacher:", retrieval.score(queries, documents))
    space = np.load(options.work / "teacher_space.npz")

    def project(vectors, records):
        names = [f"mean_{record['lang']}" for record in records]
        means = np.stack([space[name if name in space else "mean"] for name in names])
        return (vectors - means) @ space["W"]

    queries, documents = project(queries, retrieval.queries), project(documents, retrieval.documents)
    for size in SIZES:
        print(f"teacher, target space, {size}:", retrieval.score(queries, documents, size))


def evaluate_student(reference, retrieval):
    """The exported model with and without prompts; prints the load of its experts."""

    def run(texts, prompt):
        return [reference(reference.ids(prompt + text)) for text in texts]

    def vectors(outputs):
        return torch.stack([output.embedding for output in outputs]).numpy()

    queries = run(retrieval.query_texts, PROMPTS["query"])
    documents = run(retrieval.document_texts, PROMPTS["passage"])
    for size in SIZES:
        print(f"student, {size}:", retrieval.score(vectors(queries), vectors(documents), size))
    bare = vectors(run(retrieval.query_texts, "")), vectors(run(retrieval.document_texts, ""))
    print("student, without prompts:", retrieval.score(*bare))
    layers = [layer for layer in range(reference.shape.layers) if reference.shape.has_experts(layer)]
    print("\n".join(routing_report(queries + documents, layers)))


def evaluate_pairs(reference):
    """Cosines of translated sentences, and how often the translation is the nearest of all."""
    first, second = (
        torch.stack([reference(reference.ids(PROMPTS["passage"] + pair[side])).embedding for pair in PAIRS])
        for side in (0, 1)
    )
    similarities = first @ second.T
    translated, count = similarities.diagonal(), len(PAIRS)
    for pair, cosine in zip(PAIRS, translated.tolist()):
        print(f"{cosine:.3f}  {pair[0]} / {pair[1]}")
    unrelated = (similarities.sum() - translated.sum()) / (count * count - count)
    nearest = int((similarities.argmax(1) == torch.arange(count)).sum())
    print(f"mean cosine: translated {translated.mean():.3f}, unrelated {unrelated:.3f}; {nearest} of {count} nearest")


def run(options):
    """Prints everything; needs the exported model."""
    retrieval = Retrieval(options.held_out)
    evaluate_teacher(options, retrieval)
    reference = Reference.open(options.model)
    evaluate_student(reference, retrieval)
    evaluate_pairs(reference)
