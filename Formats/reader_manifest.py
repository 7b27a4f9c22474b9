"""The manifest of a .crest file: its protobuf encoding and the rules for its values.

The second section of CREST.md; reader.py is the program. The field numbers come from crest.proto.
"""
import math
import os
import re
import struct


class Bad(Exception):
    pass


def need(holds, where, expected, found=""):
    if not holds:
        raise Bad(f"{where}: expected {expected}, found {str(found)[:80]}")


def unique(values, where):
    need(len(set(values)) == len(values), where, "unique values", values)


def check_name(value, where):
    need(1 <= len(value) <= 128 and not value.strip("abcdefghijklmnopqrstuvwxyz0123456789._"),
         where, "1...128 of a-z 0-9 . _", value)


# 2.1 Encoding

OPTIONAL = """tokenizer fidelity canaries rotary_base rotary_divisor rotary_scaling_factor
    rotary_trained_count position_row_count position_offset relative_bucket_count pipeline unknown_score
    continuation_prefix maximum_word_character_count cleans_text separates_ideographs strips_accents
    lowercases truncation_side lowercases_first splitting adds_prefix_space excludes_prompt
    default_dimension size has_bias activation default_prompt_name layer expert stored_width repository
    revision licence golden_checksum texts_checksum text prompt_name""".split()
KINDS = {"uint64": "int", "bool": "bool", "double": "f64", "float": "f32", "string": "str",
         "bytes": "sha"}
WIRE = {"int": 0, "bool": 0, "f64": 1, "f32": 5}


def schemas(folder):
    """crest.proto as message -> {number: (field, kind or message, mark)}."""
    result = {}
    with open(os.path.join(folder, "crest.proto"), encoding="utf-8") as file:
        text = re.sub("//.*", "", file.read())
    for label, kind, name, number, message in re.findall(
            r"(optional|repeated) (\w+) (\w+) = (\d+)|message (\w+)", text):
        if message:
            fields = result[message] = {}
        else:
            mark = "*" if label == "repeated" else "?" if name in OPTIONAL else ""
            fields[int(number)] = (name, KINDS.get(kind, kind), mark)
    return result


SCHEMAS = schemas(os.path.dirname(os.path.abspath(__file__)))


def varint(data, at, where):
    value = shift = 0
    while True:
        need(at < len(data) and shift < 64, where, "a whole number", "its end")
        byte = data[at]
        at += 1
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            need((byte or shift == 7) and value < 1 << 64, where, "its shortest form", "another")
            return value, at


def scalar(kind, data, at, where):
    if kind in ("int", "bool"):
        value, at = varint(data, at, where)
        limit = 2 if kind == "bool" else 1 << 63
        need(value < limit, where, f"below {limit}", value)
        return (bool(value) if kind == "bool" else value), at
    size, form = (8, "<d") if kind == "f64" else (4, "<f")
    need(at + size <= len(data), where, f"{size} bytes", len(data) - at)
    return struct.unpack_from(form, data, at)[0], at + size


def bounded(kind, part, minor, where):
    """The value of a field that states its length."""
    if kind == "sha":
        need(len(part) == 32, where, "32 bytes", len(part))
        return part
    if kind != "str":
        return parse(part, kind, minor, where + ".")
    try:
        text = part.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Bad(f"{where}: expected UTF-8, found {error}") from None
    need(len(part) <= 65536 and "\0" not in text, where, "at most 65536 bytes, no U+0000", text)
    return text


def parse(data, message, minor, where=""):
    """One message: every field once, in number order, the required ones all there."""
    schema, result, at, last = SCHEMAS[message], {"_bytes": data}, 0, 0
    for name, _, mark in schema.values():
        result[name] = [] if mark == "*" else None
    while at < len(data):
        key, at = varint(data, at, where)
        number, wire = key >> 3, key & 7
        need(number and (number in schema or minor > KNOWN_MINOR_VERSION), where, "a known field", number)
        if number not in schema:  # a newer minor version's
            size, at = varint(data, at, where) if wire in (0, 2) else (0, at)
            at += {0: 0, 1: 8, 2: size, 5: 4}.get(wire, len(data))
            need(at <= len(data), f"{where}({number})", "a whole field", "its end")
            last = number
            continue
        name, kind, mark = schema[number]
        field, packed = where + name, mark == "*" and kind in WIRE
        repeats = mark == "*" and not packed
        need(number > last or (repeats and number == last), field, "number order, once", "again")
        last = number
        need(wire == (2 if packed else WIRE.get(kind, 2)), field, "its wire type", wire)
        if wire != 2:
            result[name], at = scalar(kind, data, at, field)
            continue
        size, at = varint(data, at, field)
        need(at + size <= len(data), field, f"{size} bytes", len(data) - at)
        part, at = data[at:at + size], at + size
        if packed:
            need(size > 0, field, "values", "none")
            inner = 0
            while inner < size:
                value, inner = scalar(kind, part, inner, field)
                result[name].append(value)
        elif repeats:
            result[name].append(bounded(kind, part, minor, f"{field}[{len(result[name])}]"))
        else:
            result[name] = bounded(kind, part, minor, field)
    for name, _, mark in schema.values():
        need(mark or result[name] is not None, where + name, "a value", "none")
    return result


# 1. Versions and features

KNOWN_MINOR_VERSION = 2


def has_added(manifest, key):
    return any(token[key] for token in (manifest["tokenizer"] or {"added_tokens": []})["added_tokens"])


# Whether a manifest needs a feature.
FEATURES = {
    "byte_level_bpe": lambda m: bool(m["tokenizer"] and m["tokenizer"]["kind"] == "bpe"),
    "default_dimension": lambda m: m["sentence"]["default_dimension"] is not None,
    "padded_inputs": lambda m: any(t["stored_width"] is not None for t in m["tensors"]),
    "lowercased_text": lambda m: bool(m["tokenizer"] and m["tokenizer"]["lowercases_first"]),
    "normalized_added_tokens": lambda m: has_added(m, "normalized"),
    "single_word_added_tokens": lambda m: has_added(m, "single_word"),
    "truncation_left": lambda m: bool(m["tokenizer"] and m["tokenizer"]["truncation_side"]),
    "pooling_modes": lambda m: m["sentence"]["pooling"] not in ("mean", "cls"),
    "prompt_exclusion": lambda m: m["sentence"]["excludes_prompt"] is not None,
    "relative_positions": lambda m: m["model"]["relative_bucket_count"] is not None,
    "vector_steps": lambda m: bool(m["sentence"]["steps"]),
}


def check_features(manifest, minor):
    found = manifest["required_features"]
    for name in found:
        need(name in FEATURES, "required_features", f"features among {sorted(FEATURES)}", name)
    needed = sorted(name for name, is_needed in FEATURES.items() if is_needed(manifest))
    need(found == needed, "required_features", needed, found)
    newer = ("byte_level_bpe", "relative_positions")
    expected = max((2 if name in newer else 1 for name in needed), default=0)
    need(minor > KNOWN_MINOR_VERSION or minor == expected, "head.minor_version", expected, minor)


# 2.2 Values

def check_manifest(manifest):
    m, s, t = manifest["model"], manifest["sentence"], manifest["tokenizer"]
    check_model(m)
    check_sentence(manifest)
    if t:
        check_tokenizer(t, m, s)
    check_owners(manifest)
    check_reports(manifest)


def check_model(m):
    check_name(m["architecture"], "model.architecture")
    for key in ("vocabulary_size", "hidden_size", "layer_count", "head_count", "head_dim",
                "feed_forward_size"):
        need(1 <= m[key] < 1 << 31, "model." + key, "1...2147483647", m[key])
    rotary = m["positions"] == "rotary"
    need(rotary or m["positions"] == "absolute", "model.positions", "rotary, absolute",
         m["positions"])
    factor, trained = m["rotary_scaling_factor"], m["rotary_trained_count"]
    for key in ("rotary_base", "rotary_divisor", "position_row_count", "position_offset"):
        need((m[key] is None) != (rotary == key.startswith("rotary")), "model." + key,
             "a value where positions need it", m[key])
    need((factor is None) == (trained is None) and (rotary or factor is None),
         "model.rotary_trained_count", "both or neither, with rotary positions", trained)
    if rotary:
        for key in ("rotary_base", "rotary_divisor"):
            need(0 < m[key] < math.inf, "model." + key, "above 0", m[key])
        need(m["head_dim"] % 2 == 0, "model.head_dim", "an even number", m["head_dim"])
        if factor is not None:
            need(1 <= factor < math.inf, "model.rotary_scaling_factor", "1 or more", factor)
            need(1 <= trained < 1 << 31, "model.rotary_trained_count", "1...2147483647", trained)
            need(m["head_dim"] > 2, "model.head_dim", "above 2", m["head_dim"])
    else:
        need(m["position_offset"] < m["position_row_count"] < 1 << 31, "model.position_offset",
             "a row of the table", m["position_offset"])
    need(m["relative_bucket_count"] in (None, 32), "model.relative_bucket_count", "32 or none",
         m["relative_bucket_count"])
    need(m["head_count"] * m["head_dim"] == m["hidden_size"], "model.head_dim", "hidden size / heads",
         m["head_dim"])
    need(m["token_type_count"] < 1 << 31, "model.token_type_count", "a count", "more")
    need(0 < m["layer_norm_epsilon"] < math.inf, "model.layer_norm_epsilon", "above 0", "other")
    need(m["activation"] in (("gelu", "silu") if m["is_gated"] else ("gelu",)),
         "model.activation", "gelu, or silu with a gate", m["activation"])
    need(len(m["expert_layers"]) == m["layer_count"], "model.expert_layers", m["layer_count"],
         len(m["expert_layers"]))
    experts, chosen = m["expert_count"], m["experts_per_token"]
    if any(m["expert_layers"]):
        need(1 <= chosen <= experts < 1 << 31, "model.experts_per_token", "1...experts", chosen)
        need(not m["is_gated"], "model.is_gated", "false beside expert layers", "true")
    else:
        need(experts == chosen == 0 and not m["normalizes_expert_weights"], "model.expert_count",
             "no experts without an expert layer", experts)


ACTIVATIONS = ("identity", "tanh", "sigmoid", "relu", "gelu", "silu")
POOLING_MODES = ("cls", "max", "mean", "mean_sqrt_len_tokens", "weightedmean", "lasttoken")


def vector_size(manifest):
    size = len(manifest["sentence"]["pooling"].split("+")) * manifest["model"]["hidden_size"]
    for step in manifest["sentence"]["steps"]:
        size = step["size"] or size
    return size


def check_steps(steps):
    need(len(steps) <= 16, "sentence.steps", "at most 16", len(steps))
    for step, after in zip(steps, steps[1:] + [None]):
        kind, where = step["kind"], "sentence.steps"
        need(kind in ("dense", "layer_norm", "normalize"), where + ".kind", "a known one", kind)
        for key in ("size", "has_bias", "activation"):
            need((step[key] is not None) == (kind == "dense"), f"{where}.{key}",
                 "a value with dense only", step[key])
        if kind == "dense":
            need(1 <= step["size"] < 1 << 31, where + ".size", "1...2147483647", step["size"])
            need(step["activation"] in ACTIVATIONS, where + ".activation", ACTIVATIONS,
                 step["activation"])
        need(kind != "normalize" or after and after["kind"] != "normalize", where + ".kind",
             "another step behind a normalize", after)


def check_sentence(manifest):
    m, s = manifest["model"], manifest["sentence"]
    modes = s["pooling"].split("+")
    need(set(modes) <= set(POOLING_MODES), "sentence.pooling", POOLING_MODES, s["pooling"])
    unique(modes, "sentence.pooling")
    longest = (1 << 31) - 1
    if m["positions"] == "absolute":
        longest = m["position_row_count"] - m["position_offset"]
    need(1 <= s["maximum_token_count"] <= longest, "sentence.maximum_token_count",
         f"1...{longest}", s["maximum_token_count"])
    names = [p["name"] for p in s["prompts"]]
    need(all(p["name"] and p["text"] is not None for p in s["prompts"]), "sentence.prompts",
         "names and texts", names)
    unique(names, "sentence.prompts")
    need(s["default_prompt_name"] in names + [None], "sentence.default_prompt_name", names, "other")
    sizes = s["dimensions"]
    check_steps(s["steps"])
    need(s["excludes_prompt"] is None or (s["excludes_prompt"] and not s["includes_prompt"]),
         "sentence.excludes_prompt", "true beside includes_prompt false, or none", "other")
    need(s["default_dimension"] in sizes[1:] + [None], "sentence.default_dimension", sizes[1:],
         s["default_dimension"])
    size = vector_size(manifest)
    need(sizes[:1] == [size] and sizes[-1] > 0, "sentence.dimensions", size, sizes)
    need(sizes == sorted(set(sizes), reverse=True), "sentence.dimensions", "a fall", sizes)
    need(s["similarity"] in ("cosine", "dot", "euclidean", "manhattan"), "sentence.similarity",
         "a known one", s["similarity"])


KIND_FIELDS = {
    "unigram": ("pipeline", "unknown_score"),
    "wordpiece": ("continuation_prefix", "maximum_word_character_count", "cleans_text",
                  "separates_ideographs", "strips_accents", "lowercases"),
    "bpe": ("splitting", "adds_prefix_space")}


def check_tokenizer(t, m, s):
    need(t["kind"] in KIND_FIELDS, "tokenizer.kind", "unigram, wordpiece, bpe", t["kind"])
    for kind, fields in KIND_FIELDS.items():
        for key in fields:
            need((t[key] is not None) == (t["kind"] == kind), "tokenizer." + key,
                 f"a value with {kind} only", t[key])
    if t["kind"] == "unigram":
        need(t["pipeline"] in ("wordwise", "whole"), "tokenizer.pipeline", "a known one", "other")
        need(math.isfinite(t["unknown_score"]), "tokenizer.unknown_score", "a finite number", "")
    elif t["kind"] == "bpe":
        need(t["splitting"] == "gpt2", "tokenizer.splitting", "gpt2", "other")
    else:
        need(1 <= t["maximum_word_character_count"] < 1 << 31,
             "tokenizer.maximum_word_character_count", "1...2147483647", "other")
        need(t["lowercases_first"] is None, "tokenizer.lowercases_first", "none with wordpiece", "one")
    need(t["truncation_side"] in (None, "left"), "tokenizer.truncation_side", "left or none", "other")
    need(t["lowercases_first"] is not False, "tokenizer.lowercases_first", "true or none", "false")
    need(1 <= t["vocabulary_size"] <= m["vocabulary_size"], "tokenizer.vocabulary_size",
         "at most the model's", t["vocabulary_size"])
    ids = [t[key] for key in ("unknown_id", "begin_id", "end_id", "pad_id")]
    ids += t["prefix_ids"] + t["suffix_ids"] + [token["id"] for token in t["added_tokens"]]
    need(max(ids) < m["vocabulary_size"], "tokenizer", "ids of the model", max(ids))
    need(all(token["content"] for token in t["added_tokens"]), "tokenizer.added_tokens",
         "content", "none")
    unique([token["content"] for token in t["added_tokens"]], "tokenizer.added_tokens")
    need(len(t["prefix_ids"] + t["suffix_ids"]) <= s["maximum_token_count"],
         "tokenizer.prefix_ids", "room for them", len(t["prefix_ids"]))


def check_owners(manifest):
    """Layers, experts and the tokenizer's tables; the number of parameters."""
    m, tokenizer, parameters = manifest["model"], manifest["tokenizer"], 0
    tables = {"tokenizer.trie": "u32"}
    needed = {"tokenizer.trie"} if tokenizer else set()
    if tokenizer and tokenizer["kind"] == "unigram":
        tables.update({"tokenizer.scores": "f32", "tokenizer.charsmap": "u8"})
        needed.add("tokenizer.scores")
    if tokenizer and tokenizer["kind"] == "bpe":
        tables["tokenizer.merges"] = "u32"
        needed.add("tokenizer.merges")
    for t in manifest["tensors"]:
        name, shape, layer, expert = t["name"], t["shape"], t["layer"], t["expert"]
        found = re.match(r"layers\.([0-9]{1,9})\.(?:experts\.([0-9]{1,9})\.)?.", name)
        named = [int(n) if n else None for n in found.groups()] if found else [None, None]
        need([layer, expert] == named, name, f"layer and expert {named}", [layer, expert])
        need(layer is None or layer < m["layer_count"], name, "a layer", layer)
        need(expert is None or (m["expert_layers"][layer] and expert < m["expert_count"]), name,
             "an expert of the model", expert)
        if name == "embeddings.token.weight":
            need(shape == [m["vocabulary_size"], m["hidden_size"]], name, "the model's", shape)
        if name == "embeddings.relative.weight":
            need(shape == [32, m["head_count"]], name, "the model's", shape)
        if name.startswith("tokenizer."):
            need(tokenizer and t["encoding"] == tables.get(name), name,
                 "a table of the tokenizer", t["encoding"])
            need(name != "tokenizer.scores" or shape == [tokenizer["vocabulary_size"]], name,
                 "one score per piece", shape)
            need(name != "tokenizer.merges" or math.prod(shape) % 4 == 0, name,
                 "four numbers per merge", shape)
        else:
            need(t["encoding"] not in ("u8", "u32"), name, "a weight encoding", t["encoding"])
            parameters += math.prod(shape)
    names = {t["name"] for t in manifest["tensors"]}
    need(needed <= names, "tensors", "the tokenizer's tables", "none")
    need(manifest["parameter_count"] == parameters, "parameter_count", parameters,
         manifest["parameter_count"])


def check_reports(manifest):
    """Provenance, fidelity, canaries."""
    m, s, t = manifest["model"], manifest["sentence"], manifest["tokenizer"]
    p = manifest["provenance"]
    for values in ([f["name"] for f in p["sources"]], [o["key"] for o in p["options"]]):
        unique(values, "provenance")
        need(all(values), "provenance", "names", "an empty one")
    for key in ("repository", "revision", "licence", "tool_name", "tool_version"):
        need(p[key] != "", "provenance." + key, "a text", "an empty one")
    need(not any(f["name"].startswith("/") for f in p["sources"]), "provenance.sources",
         "names inside the model's folder", "a path")
    if manifest["fidelity"]:
        f = manifest["fidelity"]
        need((f["golden_checksum"] is None) != (f["texts_checksum"] is None), "fidelity",
             "one of golden_checksum and texts_checksum", "both or none")
        need(1 <= f["count"] < 1 << 31, "fidelity.count", "1...2147483647", f["count"])
        unique([metric["name"] for metric in f["metrics"]], "fidelity.metrics")
        for metric in f["metrics"]:
            check_name(metric["name"], "fidelity.metrics")
            need(math.isfinite(metric["value"]), "fidelity.metrics", "finite", metric["value"])
    contract = (manifest["canaries"] or {"kernel_contract": 1})["kernel_contract"]
    need(1 <= contract < 1 << 31, "canaries.kernel_contract", "1...2147483647", contract)
    for canary in (manifest["canaries"] or {"canaries": []})["canaries"]:
        text, ids, where = canary["text"], canary["token_ids"], "canaries.canaries"
        need((text is None) == bool(ids), where, "a text or token ids", "both or none")
        need(text is None or t, where, "no text without a tokenizer", text)
        need(canary["prompt_name"] is None or text is not None, where, "no prompt with ids", "one")
        need(canary["prompt_name"] in [None] + [q["name"] for q in s["prompts"]], where,
             "a prompt's name", canary["prompt_name"])
        need(len(ids) <= s["maximum_token_count"] and all(i < m["vocabulary_size"] for i in ids),
             where, "ids of the model", ids)
        need(len(canary["vector"]) == s["dimensions"][0], where, s["dimensions"][0],
             "another length")
        need(all(map(math.isfinite, canary["vector"])), where, "finite numbers", "others")
