#!/usr/bin/env bash
# The embedding caches of LlamaIndex and LangChain answer a query with the vector of the same text as a document.
#
# Packages: llama-index-core 0.14.25; langchain-classic 1.0.8 with langchain-core 1.8.3.
# Input:    an embedding model that, as E5 and nomic do, gives a text another vector as a query than as a document;
#           LlamaIndex's embeddings_cache, and LangChain's CacheBackedEmbeddings with query_embedding_cache=True.
# Seen:     both keep a vector under its text alone. A text that was embedded as a document is found again when it
#           comes as a query, and the other way round: whichever came first counts, the prompt of the second is
#           lost, and nothing says so. So a search for a sentence of the index is one without its query prompt, and
#           an index that is filled after searches holds queries' vectors.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q llama-index-core==0.14.25 langchain-classic==1.0.8 langchain-core==1.8.3
cat > "$folder/check.py" <<'PYTHON'
import warnings

from langchain_classic.embeddings import CacheBackedEmbeddings
from langchain_core.embeddings import Embeddings
from langchain_core.stores import InMemoryByteStore
from llama_index.core.embeddings import BaseEmbedding
from llama_index.core.storage.kvstore import SimpleKVStore

warnings.filterwarnings("ignore")
QUERY, DOCUMENT = [1.0, 0.0], [0.0, 1.0]


class ForLlamaIndex(BaseEmbedding):
    def _get_query_embedding(self, query):
        return QUERY

    async def _aget_query_embedding(self, query):
        return QUERY

    def _get_text_embedding(self, text):
        return DOCUMENT


class ForLangChain(Embeddings):
    def embed_documents(self, texts):
        return [DOCUMENT for text in texts]

    def embed_query(self, text):
        return QUERY


def llama_index():
    model = ForLlamaIndex(embeddings_cache=SimpleKVStore())
    return model.get_query_embedding, model.get_text_embedding


def langchain():
    model = CacheBackedEmbeddings.from_bytes_store(
        ForLangChain(), InMemoryByteStore(), namespace="model", query_embedding_cache=True, key_encoder="sha256")
    return model.embed_query, lambda text: model.embed_documents([text])[0]


for name, make in (("LlamaIndex", llama_index), ("LangChain", langchain)):
    query, document = make()
    first = document("tea"), query("tea")
    query, document = make()
    second = query("tea"), document("tea")
    print(f"{name}: document, then query: {first}; query, then document: {second}")
    assert first == (DOCUMENT, DOCUMENT) and second == (QUERY, QUERY), "the behaviour has changed"
PYTHON
"$folder/venv/bin/python" "$folder/check.py" 2> "$folder/log" || { cat "$folder/log"; exit 1; }
