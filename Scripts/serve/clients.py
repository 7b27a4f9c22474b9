"""What real client libraries get from a server, held against the vectors of `goldcrest embed`.

    clients.py URL EXPECTED CLIENT

Prints a JSON object a line: what was done, and what is wrong with it, or null.
"""

import json
import sys

import ollama_clients
import openai_clients
import other_clients
from expected import Expected

CLIENTS = {
    "openai": openai_clients.openai,
    "langchain_openai": openai_clients.langchain_openai,
    "llama_index_openai": openai_clients.llama_index_openai,
    "litellm": openai_clients.litellm,
    "ollama": ollama_clients.ollama,
    "langchain_ollama": ollama_clients.langchain_ollama,
    "llama_index_ollama": ollama_clients.llama_index_ollama,
    "huggingface_hub": other_clients.huggingface_hub,
    "haystack": other_clients.haystack,
    "cohere": other_clients.cohere,
}


def main() -> None:
    url, path, name = sys.argv[1:]
    for text, check in CLIENTS[name](url, Expected(path)):
        problem = None
        try:
            check()
        except Exception as error:  # noqa: BLE001: whatever a library throws is what is wrong
            problem = f"{type(error).__name__}: {error}"
        print(json.dumps({"check": text, "problem": problem}), flush=True)


if __name__ == "__main__":
    main()
