"""The neuron as a Python script of a few lines that needs NumPy alone."""

from __future__ import annotations

from typing import Any

from neuron_desktop import __version__
from neuron_desktop.core.feature_map import Term
from neuron_desktop.files.export_format import ReadBack, explain_unusable, text_preview
from neuron_desktop.files.trained_neuron import TrainedNeuron

_SCRIPT = '''"""Predict with a neuron of Neuron Desktop {version}: python SCRIPT.py DATA.csv > PREDICTIONS.csv"""
import csv
import sys

import numpy as np

FEATURES = {features}
CLASSES = {classes}
WEIGHTS = np.array({weights})
BIAS, CUT = {bias}, {cut}


def logits(x):
    """Return z of samples x, one row a feature, one column a sample; the class is CLASSES[1] where z >= CUT."""
    return WEIGHTS @ np.array({terms}) + BIAS


if __name__ == "__main__":
    with open(sys.argv[1], newline="", encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    z = logits(np.array([[float(row[name]) for row in rows] for name in FEATURES]))
    output = csv.writer(sys.stdout, lineterminator="\\n")
    output.writerow(["probability", "class"])
    output.writerows(zip(0.5 + 0.5 * np.tanh(z / 2), [CLASSES[int(value >= CUT)] for value in z]))
'''


class ScriptFormat:
    """A stand-alone program."""

    key = "python"
    name = "Python script"
    suffix = ".py"
    sentence = (
        "A program of about 20 lines that needs Python and NumPy alone: it reads a CSV with the features' columns and "
        "prints ŷ and the class of each row. Derived features are computed in it."
    )

    def explain_impossible(self, trained: TrainedNeuron) -> str | None:
        """Return a sentence on why `trained` cannot be written so, or None if it can."""
        return explain_unusable(trained)

    def write(self, trained: TrainedNeuron) -> bytes:
        """Return the whole script; names are spelled in ASCII, so that nothing of theirs can be more than a name."""
        feature_map = trained.feature_map
        terms = "x" if feature_map.is_identity else f"[{', '.join(map(_expression, feature_map.terms))}]"
        return _SCRIPT.format(
            version=__version__,
            features=ascii(list(trained.feature_names)),
            classes=ascii(list(trained.class_names)),
            weights=trained.neuron.weights.tolist(),
            bias=trained.neuron.bias,
            cut=trained.cut,
            terms=terms,
        ).encode()

    def preview(self, data: bytes) -> str:
        """Return the beginning of the text."""
        return text_preview(data)

    def read_back(self, data: bytes) -> ReadBack:
        """Run the script's own definitions; `data` must come from `write`."""
        import numpy as np

        names: dict[str, Any] = {"__name__": "exported"}
        exec(compile(data, "exported script", "exec"), names)
        return ReadBack(
            lambda features: 0.5 + 0.5 * np.tanh(names["logits"](features) / 2),
            lambda features: names["logits"](features) >= names["CUT"],
        )


def _expression(term: Term) -> str:
    first = f"x[{term.first}]"
    if term.is_sine:
        return f"np.sin({first})"
    return first if term.second is None else f"{first} * x[{term.second}]"
