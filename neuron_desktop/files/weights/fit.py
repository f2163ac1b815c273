"""Matches trained weights to a data set, and reorders or swaps them if necessary."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from neuron_desktop.core.data.dataset import Dataset, read_only
from neuron_desktop.core.data.feature_map import Term
from neuron_desktop.core.model.neuron import Neuron
from neuron_desktop.core.model.scaling import Scaling
from neuron_desktop.core.numerals import grouped
from neuron_desktop.files.errors import MismatchError
from neuron_desktop.files.text.names import shown
from neuron_desktop.files.weights.trained_neuron import TrainedNeuron

MOST_EXPLAINED = 12


@dataclass(frozen=True, slots=True, eq=False)
class Fitted:
    """Weights that fit a data set, and what was reordered or swapped for it, in sentences."""

    trained: TrainedNeuron
    remarks: tuple[str, ...]


def fit_to(trained: TrainedNeuron, dataset: Dataset) -> Fitted:
    """Return `trained` with its features in the order of `dataset`, and its classes the same way round.

    Features and classes are matched by name. The samples do not matter.

    Raises
    ------
    MismatchError
        If a name is missing on either side.
    """
    _check_names(trained, dataset)
    remarks = []
    if trained.feature_names != dataset.feature_names:
        remarks.append(
            "The features are in another order in the file; the weights were put into the order of the data."
        )
        trained = _reordered(trained, dataset.feature_names)
    if trained.class_names != dataset.class_names:
        zero, one = map(shown, trained.class_names)
        remarks.append(
            f"The classes are swapped in the file ({zero} = 0, {one} = 1); the signs of weights and bias were changed."
        )
        trained = _flipped(trained)
    return Fitted(trained, tuple(remarks))


def _check_names(trained: TrainedNeuron, dataset: Dataset) -> None:
    ours, theirs = trained.feature_names, dataset.feature_names
    lines = []
    for names, others, where in (
        (ours, theirs, "the data set has no such"),
        (theirs, ours, "the weights have no such"),
    ):
        known = set(others)
        by_folded = {other.strip().casefold(): other for other in others}
        for name in names:
            if name not in known:
                alike = by_folded.get(name.strip().casefold())
                hint = f" (but {shown(alike)}: names must match exactly)" if alike is not None else ""
                lines.append(f"{shown(name)}: {where} feature{hint}")
    if set(trained.class_names) != set(dataset.class_names):
        weights_classes, data_classes = (
            f"{shown(names[0])} and {shown(names[1])}" for names in (trained.class_names, dataset.class_names)
        )
        lines.append(f"classes: {weights_classes} in the weights, {data_classes} in the data set")
    if lines:
        more = [f"and {grouped(len(lines) - MOST_EXPLAINED)} more"] if len(lines) > MOST_EXPLAINED else []
        listed = "\n".join(f"• {line}" for line in [*lines[:MOST_EXPLAINED], *more])
        raise MismatchError(
            f"The weights are for {grouped(len(ours))} feature{'s' * (len(ours) != 1)}, the data set has "
            f"{grouped(len(theirs))}:\n"
            f"{listed}\nOpen the data they were trained on, or rename its columns."
        )


def _reordered(trained: TrainedNeuron, feature_names: tuple[str, ...]) -> TrainedNeuron:
    place = {name: place for place, name in enumerate(feature_names)}
    to = [place[name] for name in trained.feature_names]
    order = np.argsort(to)
    changes: dict[str, object] = {
        "feature_names": feature_names,
        "check_features": read_only(trained.checks[order].copy()),
        # It makes the features in the order of the file that the weights were trained on.
        "recipe": None,
        "unknown": {},
    }
    if trained.settings.feature_map:
        terms = tuple(_renumbered(term, to).written() for term in trained.feature_map.terms)
        changes["settings"] = replace(trained.settings, feature_map=terms)
    else:
        scaling = trained.scaling
        changes |= {
            "neuron": Neuron(trained.neuron.weights[order], trained.neuron.bias),
            "scaled_neuron": Neuron(trained.scaled_neuron.weights[order], trained.scaled_neuron.bias),
            "scaling": Scaling(read_only(scaling.mean[order]), read_only(scaling.deviation[order])),
        }
    return _changed(trained, changes)


def _renumbered(term: Term, to: list[int]) -> Term:
    first = to[term.first]
    if term.second is None:
        return Term(first, is_sine=term.is_sine)
    second = to[term.second]
    return Term(min(first, second), max(first, second))


def _flipped(trained: TrainedNeuron) -> TrainedNeuron:
    zero, one = trained.class_names
    return _changed(
        trained,
        {
            "class_names": (one, zero),
            "neuron": _negative(trained.neuron),
            "scaled_neuron": _negative(trained.scaled_neuron),
            "threshold": 1.0 - trained.threshold,
            "recipe": None,
            "unknown": {},
        },
    )


def _negative(neuron: Neuron) -> Neuron:
    return Neuron(-neuron.weights, -neuron.bias)


def _changed(trained: TrainedNeuron, changes: Mapping[str, object]) -> TrainedNeuron:
    return replace(trained, **changes)  # type: ignore[arg-type]
