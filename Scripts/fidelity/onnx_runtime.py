"""ONNX Runtime's points: its own quantisation tools on the fp32 graph."""

from pathlib import Path

import numpy as np
from graph import original
from points import Missing, bytes_in, made, reason, wanted
from vectors import fidelity

BLOCK = 32


def points(options, golden, report):
    """Every scheme on the golden's ids; report(scheme, figures or error)."""
    try:
        import onnxruntime
        from onnxruntime import quantization  # noqa: F401
    except ImportError as error:
        raise Missing(f"no Python package {error.name}") from error
    graph = original(options)
    if wanted(options, ["F32"]):
        report("F32", fidelity(golden, _embed(graph, golden.ids, options.threads)))
    for scheme in wanted(options, SCHEMES):
        try:
            folder = made(
                Path(options.work) / f"onnxruntime-{scheme}", lambda made_in: SCHEMES[scheme](graph, made_in))
            vectors = _embed(folder / "model.onnx", golden.ids, options.threads)
            report(scheme, {"bytes": bytes_in(folder), **fidelity(golden, vectors)})
        except Exception as error:  # each of these tools raises its own
            report(scheme, reason(error))
    return f"onnxruntime {onnxruntime.__version__}"


def _dynamic_int8(graph, folder):
    _quantize_dynamic(graph, folder / "model.onnx", ("MatMul", "Gather"))


def _nbits(graph, folder):
    """4 bits in the linears, the token table in 8."""
    table = folder / "table"
    table.mkdir()
    _quantize_dynamic(graph, table / "model.onnx", ("Gather",))
    _matmul_nbits(table / "model.onnx", folder / "model.onnx")
    for path in table.iterdir():
        path.unlink()
    table.rmdir()


SCHEMES = {"int8": _dynamic_int8, "int4": _nbits}


def _quantize_dynamic(graph, file, kinds):
    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic

    model = onnx.load(graph, load_external_data=False)
    tables = {tensor.name for tensor in model.graph.initializer if len(tensor.dims) == 2}
    excluded = _routers(model) + [
        node.name for node in model.graph.node if node.op_type == "Gather" and node.input[0] not in tables]
    quantize_dynamic(
        graph, file, per_channel=True, reduce_range=False, weight_type=QuantType.QInt8,
        op_types_to_quantize=list(kinds), nodes_to_exclude=excluded, use_external_data_format=_is_large(graph),
        extra_options={"MatMulConstBOnly": True, "DefaultTensorType": onnx.TensorProto.FLOAT})


def _matmul_nbits(graph, file):
    import onnx
    from onnxruntime.quantization.matmul_nbits_quantizer import MatMulNBitsQuantizer

    model = onnx.load(graph)
    quantizer = MatMulNBitsQuantizer(
        model, block_size=BLOCK, is_symmetric=True, accuracy_level=4, nodes_to_exclude=_routers(model))
    quantizer.process()
    large = _is_large(graph)
    onnx.save_model(
        quantizer.model.model, file, save_as_external_data=large, location=file.name + ".data" if large else None)


def _routers(model):
    return [node.name for node in model.graph.node if any("router" in name for name in node.input)]


def _is_large(graph):
    """Whether weights lie beside the graph, as they must from 2 GB on."""
    return any(Path(graph).parent.glob(Path(graph).name + ".data"))


def _embed(file, ids, threads):
    """One text at a time: no padding, and an activation's scale is this text's own."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads, options.inter_op_num_threads = threads, 1
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])
    name = session.get_inputs()[0].name
    return np.concatenate([session.run(None, {name: np.array([row], np.int64)})[0] for row in ids])
