"""``neuron-desktop generate``: the data sets that the window generates, as CSV."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

from neuron_desktop.cli.terminal import PROGRAM, STREAM, new_parser, write_output
from neuron_desktop.core.data.dataset import Dataset
from neuron_desktop.core.generators.catalogue import GENERATORS, spec_from_values
from neuron_desktop.core.generators.catalogue import generate as generate_dataset
from neuron_desktop.files.recipes.csv_data import write_dataset

EXAMPLES = """
neuron-desktop generate line > points.csv
neuron-desktop generate moons --count 200 --noise 0.1 --seed 7 -o moons.csv
neuron-desktop generate circle | neuron-desktop train - --derive quadratic
"""


def generate(arguments: list[str]) -> int:
    """Carry out the command and return its exit status."""
    parser = new_parser(
        "generate",
        f"Write a data set as CSV. The same values give the same points on every machine, and in the window; {PROGRAM} "
        "generate KIND --help lists the parameters of a kind.",
        EXAMPLES,
    )
    kinds = parser.add_subparsers(dest="generator", metavar="KIND", required=True)
    for known in GENERATORS:
        kind = kinds.add_parser(known.NAME, help=known.TITLE, description=known.LOOK_FOR, allow_abbrev=False)
        for parameter in known.parameters():
            tip = parameter.tip or parameter.title
            kind.add_argument(
                f"--{parameter.name.replace('_', '-')}",
                type=type(parameter.default),
                default=parameter.default,
                metavar="TEXT" if isinstance(parameter.default, str) else "N",
                help=f"{tip} (default: %(default)s)".replace("%%", "%"),
            )
        kind.add_argument("-o", "--output", metavar="FILE", default=STREAM, help="where to write (default: -)")
    options = vars(parser.parse_args(arguments))
    output = options.pop("output")
    dataset = generate_dataset(spec_from_values(options))
    if output == STREAM:
        write_output(STREAM, lambda file: _write(file, dataset))
    else:
        write_dataset(Path(output), dataset)
    return 0


def _write(file: BinaryIO, dataset: Dataset) -> None:
    import shutil
    import tempfile

    with tempfile.TemporaryDirectory(prefix="neuron-desktop-") as folder:
        path = Path(folder) / "points.csv"
        write_dataset(path, dataset)
        with path.open("rb") as written:
            shutil.copyfileobj(written, file)
