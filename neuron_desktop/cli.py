"""The command line: opening the window, and training without one.

``neuron-desktop train`` is the command; a file of that name is opened as ``neuron-desktop ./train``.
"""

from __future__ import annotations

import argparse
import csv
import io
import os
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from neuron_desktop import __version__
from neuron_desktop.core import (
    Dataset,
    DatasetError,
    NeuronDesktopError,
    Optimizer,
    Snapshot,
    Trainer,
    TrainingSettings,
    article_dataset,
    quadratic_terms,
)
from neuron_desktop.core.history import ITERATIONS_BETWEEN_COSTS
from neuron_desktop.files.csv_data import to_dataset
from neuron_desktop.files.errors import CsvError
from neuron_desktop.files.names import listed
from neuron_desktop.files.recipe import Recipe
from neuron_desktop.files.survey import Survey, survey
from neuron_desktop.files.tables import Table, read_table
from neuron_desktop.files.trained_neuron import trained_neuron
from neuron_desktop.files.weights import write_weights

PROGRAM = "neuron-desktop"
TRAIN = "train"
QUADRATIC = "quadratic"
OPTIMIZERS = {optimizer.value.replace(" ", "-"): optimizer for optimizer in Optimizer}
SECONDS_BETWEEN_PRINTS = 0.1
MOST_COLUMNS_NAMED = 12
FAILED = 1
# What a shell reports for a program that SIGINT or SIGPIPE has ended.
INTERRUPTED = 130
NOBODY_READS = 141


def run(arguments: Sequence[str]) -> int:
    """Do what the arguments ask for and return the exit status.

    Parameters
    ----------
    arguments
        Those of the command line, without the program's name.

    Returns
    -------
    int
        0; 1 with a sentence on standard error where something failed; 2 for arguments that make no sense; 130 after
        Ctrl+C; 141 when nobody reads the output any more.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A name may hold what the terminal's encoding does not; that must not cost a finished training.
            stream.reconfigure(errors="backslashreplace")
    try:
        status = _status(list(arguments))
        if sys.stdout is not None:
            sys.stdout.flush()
    except BrokenPipeError:
        # The interpreter flushes once more at its end, and would complain.
        nowhere = os.open(os.devnull, os.O_WRONLY)
        for stream in (sys.stdout, sys.stderr):
            os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
        return NOBODY_READS
    return status


def _status(arguments: list[str]) -> int:
    try:
        if arguments[:1] == [TRAIN]:
            return _train(arguments[1:])
        return _open_window(_window_parser().parse_args(arguments).file)
    except NeuronDesktopError as error:
        return _complain(str(error), FAILED)
    except KeyboardInterrupt:
        return _complain("Stopped before the end; no weights were written.", INTERRUPTED)
    except SystemExit as end:
        # argparse has printed help or a complaint.
        return int(end.code or 0)


def _complain(sentence: str, status: int) -> int:
    print(f"{PROGRAM}: {_printable(sentence)}", file=sys.stderr)
    return status


def _printable(text: str) -> str:
    """Return `text` with escapes for what a terminal would obey rather than show."""
    return "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode() for character in text
    )


def _window_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=PROGRAM,
        usage=f"%(prog)s [-h] [--version] [FILE]\n       %(prog)s {TRAIN} [-h] [FILE.csv] [...]",
        description="One neuron, fully understood: opens the window, or trains without one.",
        epilog=f"A file that is called {TRAIN} is opened by ./{TRAIN}.",
        allow_abbrev=False,
    )
    parser.add_argument("file", metavar="FILE", nargs="?", type=Path, help="what to open in the window")
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    return parser


def _train_parser() -> argparse.ArgumentParser:
    defaults = TrainingSettings()
    parser = argparse.ArgumentParser(
        prog=f"{PROGRAM} {TRAIN}",
        description="Train the neuron without a window, printing the cost as it goes.",
        allow_abbrev=False,
    )
    parser.add_argument(
        "file", metavar="FILE.csv", nargs="?", type=Path, help="the table to learn from (default: the article's points)"
    )
    parser.add_argument("--label", metavar="C", help="the label's column, by its name or its position from 1")
    parser.add_argument(
        "--features",
        metavar="A,B",
        type=_names,
        help="the features' columns, by name or position; a name with a comma in double quotes",
    )
    parser.add_argument(
        "--derive",
        metavar="TERMS",
        type=_terms,
        default=(),
        help="what the neuron sees of the inputs x1, x2, …, such as x1,x2,x1²,x1·x2,sin x1 (x1^2 and x1*x2 will do); "
        f"{QUADRATIC} for all inputs, squares and products",
    )
    for name, kind, default, meaning in (
        ("--learning-rate", float, defaults.learning_rate, "how far a step goes along the gradient"),
        ("--iterations", int, defaults.iterations, "steps to take at most"),
        ("--tolerance", float, defaults.tolerance, "stop where the gradient's length is below; 0 for never"),
        ("--l1", float, defaults.l1, "weight of the penalty on the weights' absolute values"),
        ("--l2", float, defaults.l2, "weight of the penalty on half the weights' squares"),
        ("--momentum", float, defaults.momentum, "share of its speed that a step of momentum keeps"),
        ("--seed", int, defaults.seed, "of the order of mini-batches"),
    ):
        metavar = "N" if kind is int else "R"
        parser.add_argument(name, metavar=metavar, type=kind, default=default, help=f"{meaning} (default: %(default)s)")
    parser.add_argument("--batch-size", metavar="N", type=int, help="samples that a step looks at (default: all)")
    parser.add_argument(
        "--optimizer",
        choices=tuple(OPTIMIZERS),
        default=next(iter(OPTIMIZERS)),
        help="how a step is made from the gradient (default: %(default)s)",
    )
    parser.add_argument(
        "--standardize", action="store_true", help="take the steps on features of mean 0 and standard deviation 1"
    )
    parser.add_argument("--export", metavar="W.json", type=Path, help="where to write the weights; NPZ for W.npz")
    return parser


def _names(text: str) -> tuple[str, ...]:
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
    """Return the settings that are asked for, but for the terms that `QUADRATIC` stands for."""
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
        feature_map=tuple(term for term in options.derive if term != QUADRATIC),
        seed=options.seed,
    )


def _open_window(file: Path | None) -> int:
    # Only here: everything else has to work where Qt cannot be loaded.
    from neuron_desktop.ui.app import open_window

    return open_window(file)


def _train(arguments: list[str]) -> int:
    parser = _train_parser()
    options = parser.parse_args(arguments)
    if options.file is None and (options.label is not None or options.features is not None):
        parser.error("--label and --features choose columns of a FILE.csv, so name one")
    if options.file is not None and options.export is not None and _is_same_file(options.file, options.export):
        parser.error("--export would replace the table that is learned from")
    # What makes no sense is told before a large table is read.
    settings = _settings(options)
    dataset = article_dataset() if options.file is None else _read(options.file, options.label, options.features)
    if dataset.sample_count == 0:
        raise DatasetError("The data set has no samples, so there is nothing to learn from; choose another.")
    if QUADRATIC in options.derive:
        settings = replace(settings, feature_map=quadratic_terms(dataset.feature_count) + settings.feature_map)
    trainer = Trainer(dataset, settings)
    snapshot = _run(trainer)
    if snapshot.diverged or not trainer.is_finite:
        remedy = "" if settings.standardize else ", or add --standardize"
        return _complain(
            f"The training diverged: at iteration {snapshot.iteration} its numbers are no longer finite. "
            f"Lower the learning rate (it is {settings.learning_rate}){remedy}.",
            FAILED,
        )
    if snapshot.converged:
        print(f"Converged at iteration {snapshot.iteration}: the gradient's length is below {settings.tolerance!r}.")
    _print_result(dataset, snapshot)
    if options.export is not None:
        write_weights(options.export, trained_neuron(dataset, settings, snapshot))
        print(_printable(f"Weights written to {options.export}"))
    return 0


def _is_same_file(one: Path, other: Path) -> bool:
    return one.exists() and other.exists() and one.samefile(other)


def _read(path: Path, label: str | None, features: tuple[str, ...] | None) -> Dataset:
    known = survey(read_table(path))
    recipe = _recipe(known, label, features)
    imported = to_dataset(known.table, recipe)
    names = listed([column.name for column in recipe.columns], MOST_COLUMNS_NAMED)
    print(_printable(f"{imported.summary}; label {recipe.label.column}, learned from {names}"), flush=True)
    return imported.dataset


def _recipe(known: Survey, label: str | None, features: tuple[str, ...] | None) -> Recipe:
    """Return what becomes of the columns asked for, and for what is left open of those that suggest themselves."""
    table = known.table
    chosen = None if features is None else tuple(_column_name(table, feature) for feature in features)
    label_name = known.label if label is None else _column_name(table, label)
    if label is None and (label_name in (chosen or ()) or not (chosen or known.proposed_features)):
        columns = listed([column.name for column in table.columns], MOST_COLUMNS_NAMED)
        raise CsvError(table.path, f"Which column is the label is not clear; say it with --label, one of {columns}.")
    if chosen is None:
        chosen = tuple(column.name for column in known.columns if not column.reason and column.name != label_name)
    return known.recipe_for(label_name, chosen)


def _column_name(table: Table, text: str) -> str:
    """Return the name that `text` is, or else the name of the column at that position; `to_dataset` knows the rest."""
    names = [column.name for column in table.columns]
    by_position = {str(position): name for position, name in enumerate(names, 1)}
    return text if text in names else by_position.get(text, text)


def _run(trainer: Trainer) -> Snapshot:
    """Train to the end, printing costs as they come, and return the last state."""
    iterations, printed = ITERATIONS_BETWEEN_COSTS, -1
    # Numbers that are no longer finite never become so again, so where a run ends does not depend on its slices.
    while trainer.iteration < trainer.settings.iterations and trainer.is_finite and not trainer.has_converged:
        began = time.monotonic()
        curve = trainer.advance(min(iterations, trainer.settings.iterations - trainer.iteration)).cost_curve
        # By its iteration: a long run thins out the costs that it has recorded.
        new = curve.iterations > printed
        rows = zip(curve.iterations[new].tolist(), curve.costs[new].tolist(), strict=True)
        print("".join(f"Iteration {iteration}: {cost!r}\n" for iteration, cost in rows), end="", flush=True)
        printed = int(curve.iterations[-1])
        if time.monotonic() - began < SECONDS_BETWEEN_PRINTS:
            iterations *= 2
    return trainer.snapshot()


def _print_result(dataset: Dataset, snapshot: Snapshot) -> None:
    names = snapshot.feature_map.names(dataset.feature_names)
    for name, weight in zip(names, snapshot.neuron.weights.tolist(), strict=True):
        print(f"Weight of {_printable(name)}: {weight!r}")
    print(f"Bias: {snapshot.neuron.bias!r}")
    print(f"Cost: {snapshot.cost!r}")
    print(f"Accuracy: {snapshot.accuracy!r}")
