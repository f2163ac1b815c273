"""``neuron-desktop predict``: ŷ and the class of each row, a few thousand rows at a time."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import numpy as np

from neuron_desktop.cli.terminal import STREAM, is_same_file, known_output, new_parser, readable, write_output
from neuron_desktop.core.model.neuron import sigmoid
from neuron_desktop.files.text.table_stream import table_chunks
from neuron_desktop.files.weights.row_recipe import features_recipe
from neuron_desktop.files.weights.trained_neuron import TrainedNeuron
from neuron_desktop.files.weights.weights_file import read_weights

EXAMPLES = """
neuron-desktop predict weights.json people.csv
neuron-desktop predict weights.json people.csv -o predictions.csv
cat people.csv | neuron-desktop predict weights.json - > predictions.csv
"""


def predict(arguments: list[str]) -> int:
    """Carry out the command and return its exit status."""
    parser = new_parser(
        "predict",
        "Print the probability and the class of each row, one line a row, in order. Both are empty if a value is "
        "missing and the weights have no rule for it. Columns are matched by name; the file may be larger than "
        "memory.",
        EXAMPLES,
    )
    parser.add_argument("weights", metavar="WEIGHTS", help="exported weights, JSON or NPZ; - for standard input")
    parser.add_argument("data", metavar="DATA.csv", help="the table; - for standard input")
    parser.add_argument("-o", "--output", metavar="OUT.csv", default=STREAM, help="where to write (default: -)")
    options = parser.parse_args(arguments)
    if options.weights == options.data == STREAM:
        parser.error("only one of WEIGHTS and DATA.csv can be standard input")
    if any(is_same_file(options.output, given) for given in (options.weights, options.data)):
        parser.error("--output would replace a file that is read")
    known = known_output(options.output)
    with readable(options.weights) as weights:
        trained = read_weights(weights)
    with readable(options.data) as data:
        write_output(options.output, lambda file: _write(file, trained, data), known=known)
    return 0


def _write(file: BinaryIO, trained: TrainedNeuron, data: Path) -> None:
    file.write(b"probability,class\n")
    for lines in _lines(trained, data):
        file.write(lines)


def _lines(trained: TrainedNeuron, data: Path) -> Iterator[bytes]:
    recipe = features_recipe(trained)
    names = [_cell(name) for name in trained.class_names]
    for table in table_chunks(data):
        encoding = recipe.encode(table, labelled=False)
        logits = trained.logits(encoding.features)
        probabilities = sigmoid(logits).tolist()
        rows = [","] * table.row_count
        for row, probability, is_one in zip(
            encoding.rows.tolist(), probabilities, np.greater_equal(logits, trained.cut).tolist(), strict=True
        ):
            rows[row] = f"{probability!r},{names[is_one]}"
        yield ("\n".join(rows) + "\n").encode("utf-8", "backslashreplace")


def _cell(name: str) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="").writerow([name])
    return text.getvalue()
