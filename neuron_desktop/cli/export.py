"""``neuron-desktop export``: converts weights from one format to another, and verifies them."""

from __future__ import annotations

import sys

from neuron_desktop.cli.terminal import (
    FAILED,
    STREAM,
    complain,
    is_same_file,
    known_output,
    new_parser,
    readable,
    write_output,
)
from neuron_desktop.files.weights.export_format import check_samples, verify
from neuron_desktop.files.weights.export_formats import FORMATS, export_bytes
from neuron_desktop.files.weights.weights_file import read_weights

EXAMPLES = """
neuron-desktop export weights.json --to python -o predict.py
neuron-desktop export weights.json --to npz -o weights.npz
neuron-desktop export weights.npz --to csv
"""


def export(arguments: list[str]) -> int:
    """Carry out the command and return its exit status."""
    formats = {known.key: known for known in FORMATS}
    parser = new_parser(
        "export",
        "Convert weights to another format. The result is read back first and 2,000 of its predictions are compared "
        "with the neuron's; if they differ, nothing is written.",
        EXAMPLES,
    )
    parser.add_argument("weights", metavar="WEIGHTS", help="exported weights, JSON or NPZ; - for standard input")
    parser.add_argument(
        "--to",
        metavar="FORMAT",
        required=True,
        choices=tuple(formats),
        help="; ".join(f"{key}: {known.name}" for key, known in formats.items()),
    )
    parser.add_argument("-o", "--output", metavar="FILE", default=STREAM, help="where to write (default: -)")
    options = parser.parse_args(arguments)
    if is_same_file(options.weights, options.output):
        parser.error("--output would replace the weights that are read")
    known = known_output(options.output)
    with readable(options.weights) as weights:
        trained = read_weights(weights)
        data = export_bytes(weights, formats[options.to], trained)
    check = verify(formats[options.to], data, trained, check_samples(trained, None))
    if not check.agrees:
        return complain(f"{check.sentence}.", FAILED)
    write_output(options.output, lambda file: file.write(data), known=known)
    print(f"{check.sentence}.", file=sys.stderr)
    return 0
