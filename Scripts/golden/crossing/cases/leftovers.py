"""What else lies in a folder."""

import shutil

import torch
from safetensors.torch import load, save_file

from ..case import folder


@folder(
    "trainer",
    "files",
    "what a trainer leaves: optimizer.pt, training_args.bin, a checkpoint, other frameworks' weights",
)
def _(m):
    m.bert_folder()
    torch.save({"step": 1}, m.folder / "optimizer.pt")
    torch.save({"seed": 1}, m.folder / "training_args.bin")
    for name in ("rng_state.pth", "scheduler.pt", "tf_model.h5", "flax_model.msgpack", "scaler.pt"):
        (m.folder / name).write_bytes(b"\x80\x02N.")
    for name in ("trainer_state.json", "generation_config.json", "preprocessor_config.json"):
        m.write(name, {"epoch": 1.0, "loss": 0.5})
    m.remove("preprocessor_config.json")
    shutil.copytree(m.folder, m.scratch / "checkpoint")
    shutil.move(m.scratch / "checkpoint", m.folder / "checkpoint-100")
    (m.folder / "onnx").mkdir()
    (m.folder / "onnx/model.onnx").write_bytes(b"\x08\x07")


def lora(m, base):
    content = {"peft_type": "LORA", "base_model_name_or_path": str(base), "r": 4, "lora_alpha": 8}
    m.write("adapter_config.json", content | {"target_modules": ["query"], "task_type": "FEATURE_EXTRACTION"})
    prefix = "base_model.model.encoder.layer.0.attention.self.query.lora_"
    tensors = {f"{prefix}A.weight": torch.randn(4, m.width), f"{prefix}B.weight": torch.randn(m.width, 4)}
    save_file(tensors, m.folder / "adapter_model.safetensors")


@folder("adapter", "files", "a LoRA adapter beside its base", refusal="adapter_config.json")
def _(m):
    m.bert_folder()
    lora(m, m.folder)


@folder("adapter-alone", "files", "a LoRA adapter whose base is elsewhere", refusal="adapter_config.json")
def _(m):
    m.bert_folder()
    base = m.shared / "base-of-adapter"
    base.mkdir(exist_ok=True)
    for name in ("config.json", "model.safetensors"):
        shutil.move(m.folder / name, base / name)
    lora(m, base)


@folder("bin-other-safetensors", "files", "pytorch_model.bin beside a .safetensors that no library opens")
def _(m):
    m.bert_folder()
    tensors = load((m.folder / "model.safetensors").read_bytes())
    torch.save(tensors, m.folder / "pytorch_model.bin")
    m.remove("model.safetensors")
    save_file({name: value * 1.5 for name, value in tensors.items()}, m.folder / "consolidated.safetensors")


@folder("safetensors-other", "files", "model.safetensors beside another .safetensors")
def _(m):
    m.bert_folder()
    tensors = load((m.folder / "model.safetensors").read_bytes())
    save_file({name: value * 1.5 for name, value in tensors.items()}, m.folder / "model.fp16.safetensors")
    save_file({"linear.weight": torch.randn(1, m.width)}, m.folder / "a_head.safetensors")


@folder(
    "tokenizer-larger",
    "files",
    "a token without a row, which no text has",
    refusal="tokenizer.json: more tokens than rows",
)
def _(m):
    tokenizer = m.wordpiece()
    rows = len(tokenizer)
    tokenizer.add_tokens(["[NEVER]"], special_tokens=True)
    m.save(m.base(m.bert(rows), tokenizer))


@folder("symlinks", "files", "a snapshot of the hub's cache: every file is a link")
def _(m):
    m.bert_folder()
    blobs = m.shared / "blobs"
    blobs.mkdir(exist_ok=True)
    for number, path in enumerate(sorted(path for path in m.folder.rglob("*") if path.is_file())):
        shutil.move(path, blobs / str(number))
        path.symlink_to(blobs / str(number))


@folder("resized", "files", "many more rows than tokens")
def _(m):
    m.bert_folder(config={"vocab_size": 1500})
