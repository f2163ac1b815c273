"""Exports that a program reads as data: JSON, NPZ, CSV and the arrays of a scikit-learn estimator."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from neuron_desktop.core.model.neuron import Array
from neuron_desktop.core.numerals import grouped
from neuron_desktop.files.errors import WeightsError
from neuron_desktop.files.weights.export_format import LONGEST_PREVIEW, ReadBack, explain_unusable, text_preview
from neuron_desktop.files.weights.json_format import json_bytes
from neuron_desktop.files.weights.npz_format import npz_bytes, zipped
from neuron_desktop.files.weights.trained_neuron import TrainedNeuron, explain_unwritable

_FEW_VALUES = 8


class JsonFormat:
    """A file that explains itself, and that this program can import again."""

    key = "json"
    name = "JSON"
    suffix = ".json"
    sentence = (
        "Everything there is to know: weights in data and in scaled units, features, classes, settings, and samples to "
        "check them by. Can be imported again; described in docs/weights-format.md."
    )

    def explain_impossible(self, trained: TrainedNeuron) -> str | None:
        """Return a sentence on why `trained` cannot be written so, or None if it can."""
        return explain_unwritable(trained)

    def write(self, trained: TrainedNeuron) -> bytes:
        """Return the whole file."""
        return json_bytes(trained)

    def preview(self, data: bytes) -> str:
        """Return the beginning of the text."""
        return text_preview(data)

    def read_back(self, data: bytes) -> ReadBack:
        """Read the text with the standard library alone."""
        document = json.loads(data)
        names = [part["name"] for part in document["inputs"]]
        terms = document["settings"]["feature_map"] or [f"x{place}" for place in range(1, len(names) + 1)]
        weights = np.array([feature["weight"] for feature in document["features"]])
        return _weighing(terms, weights, document["bias"], threshold=document["threshold"])


class NpzFormat:
    """The same for NumPy."""

    key = "npz"
    name = "NumPy (NPZ)"
    suffix = ".npz"
    sentence = (
        "The same as plain arrays for numpy.load, without pickles: weights, bias, feature_names, class_names and more. "
        "Can be imported again."
    )

    def explain_impossible(self, trained: TrainedNeuron) -> str | None:
        """Return a sentence on why `trained` cannot be written so, or None if it can."""
        reason = explain_unwritable(trained)
        if reason is None:
            try:
                npz_bytes(Path("weights.npz"), trained)
            except WeightsError as error:
                reason = error.reason
        return reason

    def write(self, trained: TrainedNeuron) -> bytes:
        """Return the whole file."""
        return npz_bytes(Path("weights.npz"), trained)

    def preview(self, data: bytes) -> str:
        """Return the arrays' names, types and first values."""
        return _arrays_preview(data)

    def read_back(self, data: bytes) -> ReadBack:
        """Read the arrays with NumPy alone."""
        arrays = _loaded(data)
        terms = arrays["feature_map"].tolist() or [f"x{place}" for place in range(1, len(arrays["input_names"]) + 1)]
        return _weighing(terms, arrays["weights"], float(arrays["bias"]), threshold=float(arrays["threshold"]))


class CsvFormat:
    """Names and weights as a table."""

    key = "csv"
    name = "CSV"
    suffix = ".csv"
    sentence = (
        "A table of name and weight in data units, the bias in its last row, for reports and spreadsheets. Derived "
        "features have a third column with their formula in x1, x2, …. Holds neither classes nor threshold."
    )

    def explain_impossible(self, trained: TrainedNeuron) -> str | None:
        """Return a sentence on why `trained` cannot be written so, or None if it can."""
        return explain_unusable(trained)

    def write(self, trained: TrainedNeuron) -> bytes:
        """Return the whole file."""
        terms = [] if trained.feature_map.is_identity else [term.written() for term in trained.feature_map.terms]
        header, bias = ["name", "weight"], ["bias", repr(trained.neuron.bias)]
        rows = [list(row) for row in zip(trained.term_names, map(repr, trained.neuron.weights.tolist()), strict=True)]
        if terms:
            header, bias = [*header, "term"], [*bias, ""]
            rows = [[*row, term] for row, term in zip(rows, terms, strict=True)]
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows([header, *rows, bias])
        return text.getvalue().encode()

    def preview(self, data: bytes) -> str:
        """Return the beginning of the text."""
        return text_preview(data)

    def read_back(self, data: bytes) -> ReadBack:
        """Read the rows with the standard library alone."""
        header, *rows, bias = csv.reader(io.StringIO(data.decode(), newline=""), strict=True)
        terms = [row[2] if len(header) > 2 else f"x{place}" for place, row in enumerate(rows, 1)]
        return _weighing(terms, np.array([float(row[1]) for row in rows]), float(bias[1]), threshold=None)


class SklearnFormat:
    """The arrays of a fitted scikit-learn LogisticRegression."""

    key = "sklearn"
    name = "scikit-learn"
    suffix = ".sklearn.npz"
    sentence = (
        "coef_, intercept_, classes_ and feature_names_in_ of a LogisticRegression, which three lines load: "
        "model = LogisticRegression(); vars(model).update(numpy.load(file)); model.predict_proba(X)."
    )

    def explain_impossible(self, trained: TrainedNeuron) -> str | None:
        """Return a sentence on why `trained` cannot be written so, or None if it can."""
        reason = explain_unusable(trained)
        if reason is None and trained.threshold != 0.5:
            reason = (
                f"scikit-learn decides at ŷ = ½, and the threshold here is {trained.threshold!r}; set it to 0.5, or "
                "choose another format."
            )
        return reason

    def write(self, trained: TrainedNeuron) -> bytes:
        """Return the whole file."""
        names = trained.term_names
        return zipped(
            {
                "coef_": trained.neuron.weights.astype("<f8")[np.newaxis],
                "intercept_": np.array([trained.neuron.bias], "<f8"),
                "classes_": np.array(trained.class_names, "<U"),
                "feature_names_in_": np.array(names, "<U"),
                "n_features_in_": np.array(len(names), "<i8"),
                "input_names": np.array(trained.feature_names, "<U"),
                "terms": np.array([term.written() for term in trained.feature_map.terms], "<U"),
            }
        )

    def preview(self, data: bytes) -> str:
        """Return the arrays, and what the columns of X must be."""
        arrays = _loaded(data)
        names, terms = arrays["feature_names_in_"].tolist(), arrays["terms"].tolist()
        listed = [f"  X[:, {place}]  {name}" for place, name in enumerate(names[:_FEW_VALUES])]
        more = [f"  … {grouped(len(names) - _FEW_VALUES)} more"] if len(names) > _FEW_VALUES else []
        derived = any(term != f"x{place}" for place, term in enumerate(terms, 1))
        note = "The columns of X, the derived ones computed beforehand:" if derived else "The columns of X:"
        return "\n".join([note, *listed, *more, "", _arrays_preview(data)])

    def read_back(self, data: bytes) -> ReadBack:
        """Read the arrays with NumPy alone, and decide as scikit-learn does."""
        arrays = _loaded(data)
        terms, weights = arrays["terms"].tolist(), arrays["coef_"][0]
        return _weighing(terms, weights, float(arrays["intercept_"][0]), threshold=0.5)


def _weighing(terms: Sequence[str], weights: Array, bias: float, *, threshold: float | None) -> ReadBack:
    """Return what the sum of weighted terms, written in x1 … xn, predicts.

    Transcribed from the documentation of the formats, sum by sum, so that it shares nothing with the neuron.
    """

    def logits(features: Array) -> Array:
        z = np.full(features.shape[1], bias)
        for term, weight in zip(terms, weights.tolist(), strict=True):
            z += weight * _term(term, features)
        return z

    def probabilities(features: Array) -> Array:
        z = logits(features)
        small = np.exp(-np.abs(z))
        return np.asarray(np.where(z >= 0.0, 1.0, small) / (1.0 + small))

    if threshold is None:
        return ReadBack(probabilities)
    cut = math.log(threshold / (1.0 - threshold))
    return ReadBack(probabilities, lambda features: np.asarray(logits(features) >= cut))


def _term(text: str, features: Array) -> Array:
    if text.startswith("sin x"):
        return np.asarray(np.sin(features[int(text[5:]) - 1]))
    if text.endswith("²"):
        return np.asarray(features[int(text[1:-1]) - 1] ** 2)
    product = np.ones(features.shape[1])
    for factor in text.split("·"):
        product = product * features[int(factor[1:]) - 1]
    return product


def _loaded(data: bytes) -> dict[str, NDArray[Any]]:
    with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
        return dict(arrays)


def _arrays_preview(data: bytes) -> str:
    lines = []
    for key, array in _loaded(data).items():
        values = array.reshape(-1)[:_FEW_VALUES].tolist()
        shown = ", ".join(map(repr, values)) + (", …" if array.size > _FEW_VALUES else "")
        shape = "×".join(map(str, array.shape)) or "single"
        lines.append(f"{key:<20} {shape:<8} {shown}")
    return "\n".join(lines)[:LONGEST_PREVIEW]
