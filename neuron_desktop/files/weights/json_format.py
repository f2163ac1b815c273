"""Trained neurons as JSON that explains itself; the schema is described in ``docs/weights-format.md``."""

from __future__ import annotations

import json
import math
import re
from dataclasses import replace
from pathlib import Path

from neuron_desktop import __version__
from neuron_desktop.core.numerals import grouped
from neuron_desktop.files.errors import WeightsError
from neuron_desktop.files.values import Values
from neuron_desktop.files.weights.content import (
    DECISION,
    FORMAT,
    VERSION,
    assemble,
    check_format,
    check_probabilities,
    check_terms,
    distinct,
    fingerprint_in,
    recipe_in,
    settings_in,
    settings_values,
    with_later_values,
)
from neuron_desktop.files.weights.feature_sources import feature_sources
from neuron_desktop.files.weights.trained_neuron import TrainedNeuron, counted
from neuron_desktop.files.weights.unknown_keys import DEEPEST, TooDeepError, unknown_fields, with_unknown_fields

# A file of the largest size with nothing but brackets and commas would be a gigabyte of Python's lists.
MOST_JSON_VALUES = 2_000_000
_SEPARATORS = (b",", b":", b"[", b"{")
_NUMBERS = re.compile(r"\[\n\s*(-?\d[^\[\]{}\"]*)\]")


def json_bytes(trained: TrainedNeuron) -> bytes:
    """Return `trained` as a JSON file; it must be writable (`explain_unwritable`)."""
    document = with_unknown_fields(json_document(trained), trained.unknown)
    text = json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
    # One line for a list of numbers; a text has no line breaks of its own here.
    text = _NUMBERS.sub(lambda found: f"[{' '.join(found[1].split())}]", text)
    # UTF-8 can hold everything but a lone surrogate, for which JSON has a backslash form.
    return text.encode("utf-8", "backslashreplace")


def json_document(trained: TrainedNeuron) -> dict[str, object]:
    """Return what this version writes for `trained`."""
    rows = zip(
        trained.term_names,
        trained.neuron.weights.tolist(),
        trained.scaled_neuron.weights.tolist(),
        trained.scaling.mean.tolist(),
        trained.scaling.deviation.tolist(),
        strict=True,
    )
    keys = ("name", "weight", "scaled_weight", "mean", "scale")
    probabilities = trained.probabilities(trained.checks).tolist()
    return {
        "format": FORMAT,
        "version": VERSION,
        "app_version": __version__,
        "inputs": [source.to_json() for source in feature_sources(trained.recipe, trained.feature_names)],
        "features": [dict(zip(keys, row, strict=True)) for row in rows],
        "bias": trained.neuron.bias,
        "scaled_bias": trained.scaled_neuron.bias,
        "classes": {"0": trained.class_names[0], "1": trained.class_names[1], "positive": "1"},
        "threshold": trained.threshold,
        "decision": DECISION,
        "settings": settings_values(trained.settings),
        "iteration": trained.iteration,
        "cost": trained.cost,
        "accuracy": trained.accuracy,
        "separable": trained.separable,
        "data": {
            "file": trained.data_file,
            "samples": trained.sample_count,
            "fingerprint_sha256": trained.dataset_fingerprint,
            "recipe": None if trained.recipe is None else trained.recipe.to_json(),
        },
        "checks": [
            {"values": row, "probability": None if math.isnan(probability) else probability}
            for row, probability in zip(trained.checks.T.tolist(), probabilities, strict=True)
        ],
    }


def read_json(path: Path, content: bytes) -> TrainedNeuron:
    """Return the neuron that the file `path` with the bytes `content` holds.

    Raises
    ------
    WeightsError
        If it is not such a file; the sentence names the key at fault.
    """
    document = _decoded(path, content)
    values = Values(path, document)
    version = check_format(path, values)
    trained = _from_values(path, values, version)
    if version < 3:
        return trained
    checks = values.parts("checks")
    data = values.part("data")
    trained = with_later_values(
        trained,
        values,
        data_file=data.text("file"),
        recipe=recipe_in(path, data.value("recipe")),
        checks=[_check_row(check, len(trained.feature_names)) for check in checks],
    )
    check_probabilities(path, trained, [check.figure("probability", largest=1.0) for check in checks])
    if values.part("classes").text("positive") != "1":
        values.refuse("classes.positive", "is not “1”")
    try:
        return replace(trained, unknown=unknown_fields(document, json_document(trained)))
    except TooDeepError as error:
        raise WeightsError(path, f"It is nested more than {DEEPEST} times; remove that field.") from error


def _from_values(path: Path, values: Values, version: int) -> TrainedNeuron:
    features = values.parts("features")
    classes = values.part("classes")
    dataset = values.part("dataset" if version < 3 else "data")
    settings = settings_in(values.part("settings"), version=version)
    term_names = [feature.text("name") for feature in features]
    scale = "deviation" if version < 3 else "scale"
    names_key = "features" if version == 1 else "inputs"
    if version == 1:
        input_names = term_names
    elif version == 2:
        input_names = values.texts("inputs")
    else:
        input_names = [part.text("name") for part in values.parts("inputs")]
    names = distinct(values, names_key, input_names)
    check_terms(path, values, settings, feature_names=names, term_names=term_names, place_key="features[{}].name")
    return assemble(
        values,
        settings=settings,
        feature_names=names,
        class_names=distinct(values, "classes", [classes.text("0"), classes.text("1")]),
        columns={
            "weights": [feature.number("weight") for feature in features],
            "scaled_weights": [feature.number("scaled_weight") for feature in features],
            "mean": [feature.number("mean") for feature in features],
            "scale": [feature.number(scale, positive=True) for feature in features],
        },
        fingerprint=fingerprint_in(dataset, "fingerprint_sha256"),
        sample_count=dataset.whole("samples"),
    )


def _check_row(check: Values, feature_count: int) -> list[float]:
    row = check.numbers("values")
    if len(row) != feature_count:
        check.refuse("values", f"has length {len(row)} for {counted(feature_count, 'input')}")
    return row


def _decoded(path: Path, data: bytes) -> dict[str, object]:
    if sum(map(data.count, _SEPARATORS)) > MOST_JSON_VALUES:
        raise WeightsError(path, f"It holds more than {grouped(MOST_JSON_VALUES)} values, so it is not a weights file.")
    try:
        document = json.loads(data.decode("utf-8-sig"))
    except json.JSONDecodeError as error:
        raise WeightsError(
            path,
            f"It is not complete JSON ({error.msg}); export the weights again.",
            line=error.lineno,
        ) from error
    except (ValueError, RecursionError) as error:
        # Bytes that are no UTF-8, a whole number of thousands of digits, brackets nested without end.
        raise WeightsError(path, "It is neither JSON nor NPZ; choose a file of weights.") from error
    if not isinstance(document, dict):
        raise WeightsError(path, f"It is not a file of “{FORMAT}”; choose another.")
    return document
