"""``neuron-desktop evaluate``: tests weights on a table with known labels."""

from __future__ import annotations

import json
import math

import numpy as np

from neuron_desktop.cli.terminal import STREAM, new_parser, printable, readable
from neuron_desktop.core.data.dataset import Dataset
from neuron_desktop.files.errors import CsvError
from neuron_desktop.files.text.tables import read_table
from neuron_desktop.files.weights.row_recipe import labelled_recipe
from neuron_desktop.files.weights.trained_neuron import TrainedNeuron
from neuron_desktop.files.weights.weights_file import read_weights

EXAMPLES = """
neuron-desktop evaluate weights.json people.csv
neuron-desktop evaluate weights.json people.csv --label sick --json
"""


def evaluate(arguments: list[str]) -> int:
    """Carry out the command and return its exit status."""
    parser = new_parser(
        "evaluate",
        "Print the cost (the mean loss, without penalties), the accuracy, the accuracy of always answering the larger "
        "class, and the counts of right and wrong answers.",
        EXAMPLES,
    )
    parser.add_argument("weights", metavar="WEIGHTS", help="exported weights, JSON or NPZ; - for standard input")
    parser.add_argument("data", metavar="DATA.csv", help="the table; - for standard input")
    parser.add_argument(
        "--label", metavar="C", help="the label column (default: the one that the weights were trained on)"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args(arguments)
    if options.weights == options.data == STREAM:
        parser.error("only one of WEIGHTS and DATA.csv can be standard input")
    with readable(options.weights) as weights:
        trained = read_weights(weights)
    with readable(options.data) as data:
        table = read_table(data)
        encoding = labelled_recipe(trained, table, label=options.label).encode(table)
        if not encoding.rows.size:
            raise CsvError(data, "No row has a label of the two classes and all features; choose another table.")
    assert encoding.labels is not None
    dataset = Dataset(encoding.features, encoding.labels, trained.feature_names, trained.class_names)
    figures = {"left_out": table.row_count - dataset.sample_count, **_figures(trained, dataset)}
    if options.json:
        # JSON has no infinite numbers; None says that the loss is not a number.
        print(json.dumps({key: value if math.isfinite(value) else None for key, value in figures.items()}))
        return 0
    for key, value in figures.items():
        print(f"{key.replace('_', ' ').capitalize()}: {value!r}")
    zero, one = map(printable, trained.class_names)
    print(f"Positive is {one}, negative {zero}.")
    return 0


def _figures(trained: TrainedNeuron, dataset: Dataset) -> dict[str, float]:
    mapped = trained.feature_map.apply(dataset.features)
    called = trained.predict(dataset.features)
    counts = np.bincount(2 * dataset.labels + called, minlength=4)
    true_negatives, false_positives, false_negatives, true_positives = (int(count) for count in counts)
    return {
        "samples": dataset.sample_count,
        "cost": trained.neuron.cost(mapped, dataset.labels),
        "accuracy": (true_positives + true_negatives) / dataset.sample_count,
        "larger_class": max(dataset.class_counts) / dataset.sample_count,
        "true_positives": true_positives,
        "false_positives": false_positives,
        "true_negatives": true_negatives,
        "false_negatives": false_negatives,
    }
