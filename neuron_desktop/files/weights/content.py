"""The content of a weights file, and the neuron made from it."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from neuron_desktop.core.data.dataset import read_only
from neuron_desktop.core.data.feature_map import FeatureMap, Term
from neuron_desktop.core.errors import SettingsError
from neuron_desktop.core.model.neuron import Neuron
from neuron_desktop.core.model.scaling import Scaling
from neuron_desktop.core.training.settings import Optimizer, TrainingSettings
from neuron_desktop.files.errors import RecipeError, WeightsError
from neuron_desktop.files.recipes.recipe import Recipe
from neuron_desktop.files.values import Values
from neuron_desktop.files.weights.trained_neuron import TrainedNeuron, counted

FORMAT = "neuron-desktop weights"
# Version 1 had no derived features, and no settings but the learning rate, the iterations and standardising; version 2
# had no threshold, checks, file or separability, and called the scale deviation.
VERSION = 3
# How far, beyond rounding, a stored ŷ of a check may be from the one that is computed again.
CHECK_TOLERANCE = 1e-12
LONGEST_FILE_NAME = 4096
LARGEST_FILE = 64 * 1024 * 1024
DECISION = (
    "class 1 where sigmoid(sum(weight * feature) + bias) >= threshold, class 0 elsewhere; "
    "the features are made of the inputs x1, x2, ... as feature_map says, or are these inputs where it is empty"
)
# "x1000000·x1000000", with room for other spellings; a longer text is not even looked at.
LONGEST_TERM = 32
FINGERPRINT = re.compile("[0-9a-f]{64}")


def assemble(
    values: Values,
    *,
    settings: TrainingSettings,
    feature_names: tuple[str, ...],
    class_names: tuple[str, ...],
    columns: Mapping[str, list[float]],
    fingerprint: str,
    sample_count: int,
) -> TrainedNeuron:
    """Return the neuron of checked values; each of `columns` has a value for each term."""
    arrays = {key: read_only(np.array(column, np.float64)) for key, column in columns.items()}
    return TrainedNeuron(
        neuron=Neuron(arrays["weights"], values.number("bias")),
        scaled_neuron=Neuron(arrays["scaled_weights"], values.number("scaled_bias")),
        scaling=Scaling(mean=arrays["mean"], deviation=arrays["scale"]),
        feature_names=feature_names,
        class_names=(class_names[0], class_names[1]),
        settings=settings,
        iteration=values.whole("iteration"),
        cost=values.figure("cost", largest=math.inf),
        accuracy=values.figure("accuracy", largest=1.0),
        dataset_fingerprint=fingerprint,
        sample_count=sample_count,
    )


def with_later_values(
    trained: TrainedNeuron,
    values: Values,
    *,
    data_file: str,
    recipe: Recipe | None,
    checks: Sequence[Sequence[float]],
) -> TrainedNeuron:
    """Return `trained` with the additions of version 3; `checks` are rows of one value for each feature."""
    threshold = values.number("threshold")
    if not 0.0 < threshold < 1.0:
        values.refuse("threshold", "does not lie between 0 and 1")
    if len(data_file) > LONGEST_FILE_NAME:
        values.refuse("data.file", "is too long for the name of a file")
    if recipe is not None:
        if recipe.feature_names != trained.feature_names:
            values.refuse("recipe", "makes other features than those of the weights")
        if recipe.label.class_names != trained.class_names:
            values.refuse("recipe", "makes other classes than those of the weights")
    features = np.array(checks, np.float64).reshape(len(checks), len(trained.feature_names)).T
    return replace(
        trained,
        threshold=threshold,
        separable=values.flag_or_none("separable"),
        data_file=data_file,
        recipe=recipe,
        check_features=read_only(np.ascontiguousarray(features)),
    )


def recipe_in(path: Path, value: object) -> Recipe | None:
    """Return the recipe that a decoded file holds, None for none; refuse what is no recipe, or one not yet fitted."""
    if value is None:
        return None
    try:
        recipe = Recipe.from_json(value)
    except RecipeError as error:
        raise WeightsError(path, f"The recipe of the data is invalid: {error}") from error
    if not recipe.is_fitted:
        raise WeightsError(path, "The recipe of the data does not say what stands for missing cells; export again.")
    return recipe


def check_probabilities(path: Path, trained: TrainedNeuron, stored: Sequence[float | None]) -> None:
    """Refuse weights that do not give their own checks the ŷ in the file; None where there was none."""
    try:
        computed = trained.probabilities(trained.checks)
        allowed = CHECK_TOLERANCE + trained.rounding(trained.checks)
    except SettingsError as error:
        raise WeightsError(path, f"Its checks cannot be computed: {error}") from error
    for place, (old, new, most) in enumerate(zip(stored, computed.tolist(), allowed.tolist(), strict=True), 1):
        if (old is None) != math.isnan(new) or (old is not None and abs(old - new) > most):
            raise WeightsError(
                path,
                f"Check {place} says that ŷ is {old}, but the weights give {new}: the file was changed or damaged; "
                "export the weights again.",
            )


def settings_values(settings: TrainingSettings) -> dict[str, object]:
    """Return the settings as a file keeps them: numbers, texts and None by the names they have here."""
    return {
        "learning_rate": float(settings.learning_rate),
        "iterations": settings.iterations,
        "batch_size": settings.batch_size,
        "l1": float(settings.l1),
        "l2": float(settings.l2),
        "optimizer": settings.optimizer.value,
        "momentum": float(settings.momentum),
        "tolerance": float(settings.tolerance),
        "standardize": settings.standardize,
        "feature_map": list(settings.feature_map),
        "seed": settings.seed,
    }


def settings_in(values: Values, *, version: int) -> TrainingSettings:
    """Return the settings among `values`; what a file of version 1 lacks has its default."""
    try:
        settings = TrainingSettings(
            learning_rate=values.number("learning_rate"),
            iterations=values.whole("iterations"),
            standardize=values.flag("standardize"),
        )
        if version == 1:
            return settings
        return replace(
            settings,
            batch_size=values.whole_or_none("batch_size"),
            l1=values.number("l1"),
            l2=values.number("l2"),
            optimizer=_optimizer(values),
            momentum=values.number("momentum"),
            tolerance=values.number("tolerance"),
            feature_map=_terms(values),
            seed=values.whole("seed"),
        )
    except SettingsError as error:
        raise values.fail(f"The settings are invalid: {error}") from error


def _optimizer(values: Values) -> Optimizer:
    text = values.text("optimizer")
    known = {optimizer.value: optimizer for optimizer in Optimizer}
    if text not in known:
        values.refuse("optimizer", f"is none of {', '.join(f'“{name}”' for name in known)}")
    return known[text]


def _terms(values: Values) -> tuple[str, ...]:
    texts = values.texts("feature_map")
    for place, text in enumerate(texts):
        if not _is_term(text):
            # Without the text, which may hold anything.
            values.refuse(f"feature_map[{place}]", "is no feature such as x1, x1², x1·x2 or sin x1")
    return tuple(texts)


def _is_term(text: str) -> bool:
    try:
        return len(text) <= LONGEST_TERM and bool(Term.parse(text))
    except SettingsError:
        return False


def check_terms(
    path: Path,
    values: Values,
    settings: TrainingSettings,
    *,
    feature_names: tuple[str, ...],
    term_names: Sequence[str],
    place_key: str,
) -> None:
    """Refuse a file whose terms are not those that its settings make from its features.

    `place_key` is the key of a term's name, with braces for its place.
    """
    try:
        feature_map = FeatureMap.of(settings.feature_map, len(feature_names))
    except SettingsError as error:
        raise WeightsError(path, f"The settings are invalid: {error}") from error
    terms = feature_map.terms
    if len(terms) != len(term_names):
        raise WeightsError(
            path,
            f"There are weights for {counted(len(term_names), 'feature')}, but by its settings the neuron sees "
            f"{len(terms)}; export the weights again.",
        )
    # One by one: a few long names in many products would fill any memory.
    for place, (name, expected) in enumerate(zip(term_names, feature_map.named(feature_names), strict=True)):
        if name != expected:
            values.refuse(place_key.format(place), f"is not what {terms[place].written()} is called here")


def check_format(path: Path, values: Values) -> int:
    """Refuse a file of another kind or of a newer version; return the version."""
    if values.text("format") != FORMAT:
        values.refuse("format", f"is not “{FORMAT}”")
    version = values.whole("version")
    if version > VERSION:
        raise WeightsError(
            path,
            f"Its version is {version}, made by a newer Neuron Desktop; this one reads up to {VERSION}, so update it.",
        )
    if version < 1:
        values.refuse("version", "is not a whole number from 1")
    return version


def distinct(values: Values, key: str, names: list[str]) -> tuple[str, ...]:
    """Return `names`, at least one and none twice, or refuse `key`."""
    if not names:
        values.refuse(key, "is empty")
    if len(set(names)) != len(names):
        values.refuse(key, "gives a name twice")
    return tuple(names)


def fingerprint_in(values: Values, key: str) -> str:
    """Return the fingerprint at `key`."""
    text = values.text(key)
    if not FINGERPRINT.fullmatch(text):
        values.refuse(key, "is not a SHA-256 in hexadecimal")
    return text
