"""The neuron as an ONNX graph, for runtimes in other languages; needs the package `onnx`."""

from __future__ import annotations

import importlib.util
import json
from typing import TYPE_CHECKING, Any

import numpy as np

from neuron_desktop import __version__
from neuron_desktop.core.data.feature_map import FeatureMap
from neuron_desktop.core.model.neuron import Array
from neuron_desktop.files.weights.export_format import LONGEST_PREVIEW, ReadBack, explain_unusable
from neuron_desktop.files.weights.trained_neuron import TrainedNeuron

if TYPE_CHECKING:
    import onnx

# Of 2022: old enough for runtimes in use, new enough for every operation here.
OPSET, IR_VERSION = 17, 8
INSTALL = 'python -m pip install "neuron-desktop[onnx]"'


class OnnxFormat:
    """A graph of basic operations in float64."""

    key = "onnx"
    name = "ONNX"
    suffix = ".onnx"
    sentence = (
        "A graph for onnxruntime and other runtimes, from C++ to JavaScript, in float64: input “features” (samples × "
        "features), outputs “probability” and “label”. Scaling and derived features are inside it."
    )

    def explain_impossible(self, trained: TrainedNeuron) -> str | None:
        """Return a sentence on why `trained` cannot be written so, or None if it can."""
        if importlib.util.find_spec("onnx") is None:
            return f"ONNX needs one more package, onnx; install it with: {INSTALL}"
        return explain_unusable(trained)

    def write(self, trained: TrainedNeuron) -> bytes:
        """Return the whole file."""
        return bytes(_model(trained).SerializeToString(deterministic=True))

    def preview(self, data: bytes) -> str:
        """Return the graph's nodes, inputs and outputs."""
        import onnx

        return str(onnx.printer.to_text(onnx.load_model_from_string(data)))[:LONGEST_PREVIEW]

    def read_back(self, data: bytes) -> ReadBack:
        """Run the graph with the reference implementation of the standard."""
        import onnx
        from onnx.reference import ReferenceEvaluator

        model = onnx.load_model_from_string(data)
        onnx.checker.check_model(model, full_check=True)
        evaluator = ReferenceEvaluator(model)

        def output(name: str, features: Array) -> Array:
            # The reference computes σ for both signs of z and keeps one.
            with np.errstate(over="ignore", invalid="ignore"):
                (value,) = evaluator.run([name], {"features": np.ascontiguousarray(features.T)})
            return np.asarray(value)

        return ReadBack(lambda features: output("probability", features), lambda features: output("label", features))


def _model(trained: TrainedNeuron) -> onnx.ModelProto:
    from onnx import TensorProto, helper, numpy_helper

    constants: dict[str, Any] = {}
    nodes = []

    def add(operation: str, inputs: list[str], output: str, **attributes: Any) -> str:
        nodes.append(helper.make_node(operation, inputs, [output], **attributes))
        return output

    def columns(name: str, places: list[int]) -> str:
        constants[f"{name}_columns"] = np.array(places, np.int64)
        return add("Gather", ["features", f"{name}_columns"], name, axis=1)

    terms, order = _grouped(trained.feature_map)
    parts = []
    if terms["inputs"]:
        parts.append(columns("inputs", [term.first for term in terms["inputs"]]))
    if terms["products"]:
        first = columns("first_factors", [term.first for term in terms["products"]])
        second = columns("second_factors", [term.second or 0 for term in terms["products"]])
        parts.append(add("Mul", [first, second], "products"))
    if terms["sines"]:
        parts.append(add("Sin", [columns("sine_arguments", [term.first for term in terms["sines"]])], "sines"))
    seen = add("Concat", parts, "terms", axis=1) if len(parts) > 1 else parts[0]
    constants["weights"] = trained.neuron.weights[order]
    constants["bias"] = np.array([trained.neuron.bias])
    constants["cut"] = np.array([trained.cut])
    add("MatMul", [seen, "weights"], "weighted_sum")
    add("Add", ["weighted_sum", "bias"], "logit")
    add("Sigmoid", ["logit"], "probability")
    add("GreaterOrEqual", ["logit", "cut"], "is_class_1")
    add("Cast", ["is_class_1"], "label", to=TensorProto.INT64)
    count = len(trained.feature_names)
    graph = helper.make_graph(
        nodes,
        "neuron",
        [helper.make_tensor_value_info("features", TensorProto.DOUBLE, ["samples", count])],
        [
            helper.make_tensor_value_info("probability", TensorProto.DOUBLE, ["samples"]),
            helper.make_tensor_value_info("label", TensorProto.INT64, ["samples"]),
        ],
        [numpy_helper.from_array(np.ascontiguousarray(array), name) for name, array in constants.items()],
    )
    model = helper.make_model(
        graph,
        opset_imports=[helper.make_opsetid("", OPSET)],
        ir_version=IR_VERSION,
        producer_name="Neuron Desktop",
        producer_version=__version__,
    )
    helper.set_model_props(
        model,
        {
            "feature_names": "\n".join(trained.feature_names),
            "class_0": trained.class_names[0],
            "class_1": trained.class_names[1],
            "threshold": repr(trained.threshold),
            # How rows become features; empty where features are numbers as they are.
            "recipe": "" if trained.recipe is None else json.dumps(trained.recipe.to_json()),
        },
    )
    return model


def _grouped(feature_map: FeatureMap) -> tuple[dict[str, list[Any]], list[int]]:
    """Return the terms by kind, and where the weight of each is; a kind's terms are computed by one node."""
    kinds: dict[str, list[int]] = {"inputs": [], "products": [], "sines": []}
    for place, term in enumerate(feature_map.terms):
        kinds["sines" if term.is_sine else "inputs" if term.second is None else "products"].append(place)
    terms = {kind: [feature_map.terms[place] for place in places] for kind, places in kinds.items()}
    return terms, [place for places in kinds.values() for place in places]
