"""OpenVINO's points: NNCF on the fp32 graph, OpenVINO to compute."""

import re
from pathlib import Path

import numpy as np
from graph import original, sentence
from points import Missing, bytes_in, made, reason, wanted
from vectors import fidelity

ROOT = Path(__file__).resolve().parents[2]
GROUP = 64
CALIBRATION_TEXTS = 128


def points(options, golden, report):
    """Every scheme on the golden's ids; report(scheme, figures or error)."""
    try:
        import nncf
        import openvino
    except ImportError as error:
        raise Missing(f"no Python package {error.name}") from error
    for scheme in wanted(options, SCHEMES):
        try:
            folder = made(
                Path(options.work) / f"openvino-{scheme.replace(' ', '-')}",
                lambda made_in: _save(SCHEMES[scheme](options), made_in))
            vectors = _embed(folder / "model.xml", golden.ids, options.threads)
            report(scheme, {"bytes": bytes_in(folder), **fidelity(golden, vectors)})
        except Exception as error:  # each of these tools raises its own
            report(scheme, reason(error))
    return f"openvino {openvino.__version__.split('-')[0]}, nncf {nncf.__version__}"


def _read(options):
    import openvino

    return openvino.Core().read_model(original(options))


def _int8(options):
    import nncf

    return nncf.compress_weights(_read(options), mode=nncf.CompressWeightsMode.INT8_SYM)


def _int4(options):
    import nncf

    mode = nncf.CompressWeightsMode.INT4_SYM
    return nncf.compress_weights(_read(options), mode=mode, group_size=GROUP, ratio=1.0)


def _int4_calibrated(options):
    """By GPTQ, which refuses matrices as an ONNX file has them: [in, out]."""
    import nncf
    import openvino

    module, example = sentence(Path(options.model))
    model = openvino.convert_model(module, example_input=example, input=[("ids", [-1, -1], openvino.Type.i64)])
    return nncf.compress_weights(
        model, mode=nncf.CompressWeightsMode.INT4_SYM, group_size=GROUP, ratio=1.0, gptq=True,
        scale_estimation=True, dataset=_dataset(options.model), subset_size=CALIBRATION_TEXTS)


def _w8a8(options):
    import nncf

    return nncf.quantize(
        _read(options), _dataset(options.model), model_type=nncf.ModelType.TRANSFORMER,
        subset_size=CALIBRATION_TEXTS, ignored_scope=nncf.IgnoredScope(patterns=[".*TopK.*"], validate=False))


SCHEMES = {"int8": _int8, "W8A8": _w8a8, "int4": _int4, "int4 GPTQ": _int4_calibrated}


def _dataset(folder):
    """Some of the texts that calibrate Goldcrest, as this model's ids."""
    import nncf
    from tokenizers import Tokenizer

    texts = []
    for path in sorted((ROOT / "Sources/Quantization/Texts").glob("BuiltInCalibration+*.swift")):
        texts += re.findall(r"^    [a-z][\w-]* (.+)$", path.read_text().split('"""')[1], re.MULTILINE)
    if len(texts) < CALIBRATION_TEXTS:
        raise Missing("no calibration texts in Sources/Quantization/Texts")
    tokenizer = Tokenizer.from_file(str(Path(folder) / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(256)
    step = len(texts) / CALIBRATION_TEXTS
    chosen = [texts[int(index * step)] for index in range(CALIBRATION_TEXTS)]
    rows = [{"ids": np.array([tokenizer.encode(text).ids], np.int64)} for text in chosen]
    return nncf.Dataset(rows, lambda row: row)


def _save(model, folder):
    import openvino

    openvino.save_model(model, folder / "model.xml", compress_to_fp16=False)


def _embed(file, ids, threads):
    """One text at a time, computed in fp32 where the graph does not say otherwise."""
    import openvino

    core = openvino.Core()
    core.set_property("CPU", {
        "INFERENCE_PRECISION_HINT": "f32", "INFERENCE_NUM_THREADS": threads, "NUM_STREAMS": "1"})
    request = core.compile_model(file, "CPU").create_infer_request()
    return np.concatenate([np.array(request.infer({0: np.array([row], np.int64)})[0]) for row in ids])
