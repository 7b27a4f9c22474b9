"""sentence-transformers behind FastAPI, as most such servers are written: load_fastapi.py MODEL PORT THREADS."""

import sys

import fastapi
import torch
import uvicorn
from pydantic import BaseModel
from sentence_transformers import SentenceTransformer

torch.set_num_threads(int(sys.argv[3]))
model = SentenceTransformer(sys.argv[1], device="cpu")
app = fastapi.FastAPI()


class Request(BaseModel):
    input: str | list[str]
    model: str = ""
    encoding_format: str = "float"


@app.get("/health")
def health():
    return {}


@app.post("/v1/embeddings")
def embeddings(request: Request):
    texts = [request.input] if isinstance(request.input, str) else request.input
    vectors = model.encode(texts, normalize_embeddings=True).tolist()
    data = [{"object": "embedding", "index": index, "embedding": row} for index, row in enumerate(vectors)]
    return {"object": "list", "data": data, "model": request.model}


uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[2]), log_level="warning", access_log=False)
