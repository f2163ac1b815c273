"""``neuron-desktop train``: trains as the window does, without the window."""

from __future__ import annotations

import argparse
import csv
import json
import math
import sys
import time
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from neuron_desktop.cli.progress import Reporter, reporter
from neuron_desktop.cli.terminal import (
    FAILED,
    STREAM,
    complain,
    is_same_file,
    known_output,
    new_parser,
    printable,
    readable,
    write_output,
)
from neuron_desktop.core import (
    Dataset,
    DatasetError,
    Optimizer,
    Snapshot,
    Trainer,
    TrainingSettings,
)
from neuron_desktop.core.data.feature_map import QUADRATIC
from neuron_desktop.core.training.history import ITERATIONS_BETWEEN_COSTS
from neuron_desktop.files.recipes.recipe import Recipe
from neuron_desktop.files.weights.trained_neuron import TrainedNeuron, trained_neuron

if TYPE_CHECKING:
    from neuron_desktop.core.judging.findings import Finding

OPTIMIZERS = {optimizer.value.replace(" ", "-"): optimizer for optimizer in Optimizer}
SECONDS_BETWEEN_PRINTS = 0.1
EXAMPLES = """
neuron-desktop train
neuron-desktop train people.csv --label sick --features height,weight --standardize --export weights.json
neuron-desktop train people.csv --iterations 500 --progress --json
cat people.csv | neuron-desktop train - --export - > weights.json
"""


def train(arguments: list[str]) -> int:
    """Carry out the command and return its exit status."""
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.file is None and (options.label is not None or options.features is not None):
        parser.error("--label and --features choose columns of a table, so name a FILE.csv")
    if options.file is not None and options.export is not None and is_same_file(options.file, options.export):
        parser.error("--export would replace the table that is read")
    if options.json and options.export == STREAM:
        parser.error("--json and --export - both want standard output")
    known = known_output(options.export)
    # Invalid settings are reported before a large table is read.
    settings = _settings(options)
    # Everything but the result goes to the other stream.
    words = sys.stderr if options.json or options.export == STREAM else sys.stdout
    dataset, recipe = _data(options, words)
    if dataset.sample_count == 0:
        raise DatasetError("The data set has no samples, so there is nothing to learn from; choose another.")
    trainer = Trainer(dataset, settings)
    shown = reporter(progress=options.progress, quiet=options.json, iterations=settings.iterations, lines=words)
    snapshot = _run(trainer, shown)
    # Imported here, so that --help is not slower for it.
    from neuron_desktop.core.judging.diagnosis import diagnose

    findings = diagnose(dataset, snapshot, settings=trainer.settings)
    if snapshot.diverged or not trainer.is_finite:
        if options.json:
            figures = {"iteration": snapshot.iteration, "samples": snapshot.sample_count, "diverged": True}
            print(json.dumps({**figures, "findings": _finding_values(findings)}))
        remedy = "" if settings.standardize else ", or add --standardize"
        return complain(
            f"The training diverged: at iteration {snapshot.iteration} its numbers are no longer finite. "
            f"Lower the learning rate (it is {settings.learning_rate}){remedy}.",
            FAILED,
        )
    data_file = "" if options.file in (None, STREAM) else Path(options.file).name
    trained = trained_neuron(dataset, snapshot, data_file=data_file, recipe=recipe)
    if options.json:
        print(json.dumps(_result(trained, snapshot) | {"findings": _finding_values(findings)}))
    else:
        _print_result(trained, snapshot, words)
    if options.export is not None:
        from neuron_desktop.files.recipes.separable import is_separable
        from neuron_desktop.files.weights.weights_file import weights_bytes

        trained = replace(trained, separable=is_separable(dataset, trained.settings))
        data = weights_bytes(Path(options.export), trained)
        write_output(options.export, lambda file: file.write(data), known=known)
        if options.export != STREAM:
            print(printable(f"Weights written to {options.export}"), file=words)
    for finding in findings:
        print(printable(f"{finding.severity.value}: {finding.sentence}"), file=sys.stderr)
    return 0


def _parser() -> argparse.ArgumentParser:
    defaults = TrainingSettings()
    parser = new_parser(
        "train",
        "Train the neuron without a window and print the cost on the way; the numbers are the same as in the window.",
        EXAMPLES,
    )
    parser.add_argument(
        "file",
        metavar="FILE.csv",
        nargs="?",
        help="the table to learn from, - for standard input (default: the article's points)",
    )
    parser.add_argument("--label", metavar="C", help="the label column, by name or by position from 1")
    parser.add_argument(
        "--features",
        metavar="A,B",
        type=_columns,
        help="the feature columns, by name or position; put a name with a comma in double quotes",
    )
    parser.add_argument(
        "--derive",
        metavar="TERMS",
        type=_terms,
        default=(),
        help="derived features of the inputs x1, x2, …, such as x1,x2,x1²,x1·x2,sin x1 (x1^2 and x1*x2 work too); "
        f"{QUADRATIC} for all inputs, squares and products",
    )
    for name, kind, default, meaning in (
        ("--learning-rate", float, defaults.learning_rate, "how far a step goes along the gradient"),
        ("--iterations", int, defaults.iterations, "steps to take at most"),
        ("--tolerance", float, defaults.tolerance, "stop once the gradient is shorter than this; 0 for never"),
        ("--l1", float, defaults.l1, "weight of the penalty on the weights' absolute values"),
        ("--l2", float, defaults.l2, "weight of the penalty on half the weights' squares"),
        ("--momentum", float, defaults.momentum, "share of the velocity that a step with momentum keeps"),
        ("--seed", int, defaults.seed, "seed of the order of mini-batches"),
    ):
        metavar = "N" if kind is int else "R"
        parser.add_argument(name, metavar=metavar, type=kind, default=default, help=f"{meaning} (default: %(default)s)")
    parser.add_argument("--batch-size", metavar="N", type=int, help="samples in each step (default: all)")
    parser.add_argument(
        "--optimizer",
        choices=tuple(OPTIMIZERS),
        default=next(iter(OPTIMIZERS)),
        help="how a step is made from the gradient (default: %(default)s)",
    )
    parser.add_argument(
        "--standardize", action="store_true", help="take the steps on features of mean 0 and standard deviation 1"
    )
    parser.add_argument(
        "--export", metavar="W.json", help="where to write the weights, - for standard output; NPZ for W.npz"
    )
    parser.add_argument("--progress", action="store_true", help="show a bar instead of the costs, on a terminal")
    parser.add_argument("--json", action="store_true", help="print only the result, as one JSON object")
    return parser


def _columns(text: str) -> tuple[str, ...]:
    try:
        names = next(csv.reader([text], skipinitialspace=True, strict=True), [])
    except csv.Error as error:
        raise argparse.ArgumentTypeError(f"not a list of columns separated by commas: {text} ({error})") from error
    if not names:
        raise argparse.ArgumentTypeError("name at least one column")
    return tuple(names)


def _terms(text: str) -> tuple[str, ...]:
    return tuple(term.strip() for term in text.split(","))


def _settings(options: argparse.Namespace) -> TrainingSettings:
    """Return the settings that are asked for."""
    return TrainingSettings(
        learning_rate=options.learning_rate,
        iterations=options.iterations,
        batch_size=options.batch_size,
        l1=options.l1,
        l2=options.l2,
        optimizer=OPTIMIZERS[options.optimizer],
        momentum=options.momentum,
        tolerance=options.tolerance,
        standardize=options.standardize,
        feature_map=options.derive,
        seed=options.seed,
    )


def _data(options: argparse.Namespace, words: TextIO | None) -> tuple[Dataset, Recipe | None]:
    # Imported here, so that neither is loaded when it is not needed.
    if options.file is None:
        from neuron_desktop.core.generators.catalogue import article_dataset

        return article_dataset(), None
    from neuron_desktop.cli.columns import read_dataset

    with readable(options.file) as path:
        imported, told = read_dataset(path, options.label, options.features)
    print(printable(told), flush=True, file=words)
    return imported.dataset, imported.recipe


def _run(trainer: Trainer, shown: Reporter) -> Snapshot:
    """Train to the end, report the states on the way, and return the last one."""
    iterations = ITERATIONS_BETWEEN_COSTS
    # Numbers that are no longer finite stay so, so where a run ends does not depend on its slices.
    while trainer.iteration < trainer.settings.iterations and trainer.is_finite and not trainer.has_converged:
        began = time.monotonic()
        shown.report(trainer.advance(min(iterations, trainer.settings.iterations - trainer.iteration)))
        if time.monotonic() - began < SECONDS_BETWEEN_PRINTS:
            iterations *= 2
    shown.finish()
    return trainer.snapshot()


def _print_result(trained: TrainedNeuron, snapshot: Snapshot, words: TextIO | None) -> None:
    if snapshot.converged:
        tolerance = trained.settings.tolerance
        print(f"Converged at iteration {snapshot.iteration}: the gradient's length is below {tolerance!r}.", file=words)
    for name, weight in zip(trained.term_names, snapshot.neuron.weights.tolist(), strict=True):
        print(f"Weight of {printable(name)}: {weight!r}", file=words)
    print(f"Bias: {snapshot.neuron.bias!r}", file=words)
    print(f"Cost: {snapshot.cost!r}", file=words)
    print(f"Accuracy: {snapshot.accuracy!r}", file=words)
    larger, share = snapshot.larger_class
    print(f"Always {printable(trained.class_names[larger])}: {share!r}", file=words)


def _finding_values(findings: Iterable[Finding]) -> list[dict[str, object]]:
    return [
        {
            "problem": finding.problem.value,
            "severity": finding.severity.value,
            "sentence": finding.sentence,
            "remedy": finding.remedy and finding.remedy.label,
        }
        for finding in findings
    ]


def _result(trained: TrainedNeuron, snapshot: Snapshot) -> dict[str, object]:
    from neuron_desktop.files.weights.content import settings_values

    return {
        "weights": dict(zip(trained.term_names, snapshot.neuron.weights.tolist(), strict=True)),
        "bias": snapshot.neuron.bias,
        "classes": list(trained.class_names),
        "iteration": snapshot.iteration,
        "converged": snapshot.converged,
        "samples": snapshot.sample_count,
        "cost": snapshot.cost,
        "accuracy": snapshot.accuracy,
        "larger_class": snapshot.larger_class[1],
        "gradient_norm": snapshot.gradient_norm if math.isfinite(snapshot.gradient_norm) else None,
        "settings": settings_values(trained.settings),
    }
