"""The neuron as a short Python script that needs only NumPy."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from neuron_desktop import __version__
from neuron_desktop.core.data.feature_map import Term
from neuron_desktop.files.text.columns import MISSING
from neuron_desktop.files.weights.export_format import ReadBack, explain_unusable, text_preview
from neuron_desktop.files.weights.feature_sources import INDICATOR, FeatureSource, feature_sources
from neuron_desktop.files.weights.trained_neuron import TrainedNeuron

_SCRIPT = '''"""Predict with a neuron of Neuron Desktop {version}: python SCRIPT.py DATA.csv > PREDICTIONS.csv"""
import csv
import sys

import numpy as np

FEATURES = {features}
CLASSES = {classes}
WEIGHTS, BIAS, CUT = np.array({weights}), {bias}, {cut}


def logits(x):  # z of samples: a row of x is a feature, a column a sample; the class is CLASSES[1] where z >= CUT
    return WEIGHTS @ np.array({terms}) + BIAS

{encoding}
if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1] == "--help":
        columns = ", ".join(dict.fromkeys(map(repr, {columns})))
        print("usage: python", sys.argv[0], "DATA.csv > PREDICTIONS.csv", file=sys.stderr)
        print("DATA.csv: commas between cells, decimal points, in the first line the columns", columns, file=sys.stderr)
        sys.exit(0 if sys.argv[1:] == ["--help"] else 2)
    with open(sys.argv[1], newline="", encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    logits_of_rows = logits(np.array([[{value} for row in rows] for feature in FEATURES])).tolist()
    sys.stdout.reconfigure(encoding="utf-8")
    output = csv.writer(sys.stdout, lineterminator="\\n")
    output.writerow(["probability", "class"])
    for z in logits_of_rows:
        output.writerow([0.5 + 0.5 * np.tanh(z / 2), CLASSES[z >= CUT]] if z == z else ["", ""])
'''

_ENCODING = """
MISSING = {missing}


def encoded(row, column, kind, categories, place, fill):  # 0 or 1 for a category at a place, or for a missing cell
    cell = row[column].strip()
    if kind == "missing":
        return float(cell.lower() in MISSING)
    cell = fill if cell.lower() in MISSING else cell
    if kind == "number" or cell is None:
        return float("nan" if cell is None else cell)
    try:
        number = float(cell)
        cell = str(int(number)) if number.is_integer() and abs(number) < 1e16 else repr(number)
    except ValueError:
        pass
    return float(categories.index(cell) == place)

"""


class ScriptFormat:
    """A stand-alone program."""

    key = "python"
    name = "Python script"
    suffix = ".py"
    sentence = (
        "A short program that needs Python and NumPy alone: it reads a CSV (commas, decimal points) with the columns "
        "the neuron learned from, encodes words and fills gaps as in training, and prints ŷ and the class of each row."
    )

    def explain_impossible(self, trained: TrainedNeuron) -> str | None:
        """Return a sentence on why `trained` cannot be written so, or None if it can."""
        return explain_unusable(trained)

    def write(self, trained: TrainedNeuron) -> bytes:
        """Return the whole script; names are spelled in ASCII, so that a name can never be more than a name."""
        feature_map = trained.feature_map
        terms = "x" if feature_map.is_identity else f"[{', '.join(map(_expression, feature_map.terms))}]"
        sources = feature_sources(trained.recipe, trained.feature_names)
        is_plain = all(source.is_plain for source in sources)
        return _SCRIPT.format(
            version=__version__,
            features=ascii(list(trained.feature_names)) if is_plain else _described(sources),
            classes=ascii(list(trained.class_names)),
            weights=trained.neuron.weights.tolist(),
            bias=trained.neuron.bias,
            cut=trained.cut,
            terms=terms,
            encoding="" if is_plain else _ENCODING.format(missing=ascii(sorted(MISSING))),
            columns="FEATURES" if is_plain else "[feature[0] for feature in FEATURES]",
            value="float(row[feature])" if is_plain else "encoded(row, *feature)",
        ).encode()

    def preview(self, data: bytes) -> str:
        """Return the beginning of the text."""
        return text_preview(data)

    def read_back(self, data: bytes) -> ReadBack:
        """Run the script's own definitions; `data` must come from `write`."""
        names: dict[str, Any] = {"__name__": "exported"}
        exec(compile(data, "exported script", "exec"), names)
        return ReadBack(
            lambda features: np.asarray(0.5 + 0.5 * np.tanh(names["logits"](features) / 2)),
            lambda features: np.asarray(names["logits"](features) >= names["CUT"]),
        )


def _expression(term: Term) -> str:
    first = f"x[{term.first}]"
    if term.is_sine:
        return f"np.sin({first})"
    return first if term.second is None else f"{first} * x[{term.second}]"


def _described(sources: Sequence[FeatureSource]) -> str:
    """Return the arguments of the script's `encoded` for each feature, a line each."""
    lines = []
    for source in sources:
        kind = "missing" if source.kind == INDICATOR else "category" if source.category is not None else "number"
        place = 0 if source.category is None else source.categories.index(source.category)
        lines.append(f"    {(source.column, kind, list(source.categories), place, source.fill)!a},\n")
    return f"[\n{''.join(lines)}]"
