"""Weights survive a file bit for bit, and no file but a whole one is believed."""

from __future__ import annotations

import json
import math
import os
import pickle
import random
import stat
import struct
import sys
import textwrap
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neuron_desktop import __version__
from neuron_desktop.core import (
    Dataset,
    FeatureMap,
    Neuron,
    Optimizer,
    Scaling,
    SettingsError,
    Trainer,
    TrainingSettings,
    article_dataset,
    quadratic_terms,
)
from neuron_desktop.files.errors import FileError, WeightsError
from neuron_desktop.files.recipes.recipe import Recipe
from neuron_desktop.files.recipes.recipe_parts import ColumnRecipe, LabelRecipe
from neuron_desktop.files.weights.trained_neuron import TrainedNeuron, trained_neuron
from neuron_desktop.files.weights.unknown_keys import with_unknown_fields
from neuron_desktop.files.weights.weights_file import LARGEST_FILE, read_weights, write_weights
from tests.children import python
from tests.examples import few_examples

SUFFIXES = [".json", ".npz"]
ARTICLE = article_dataset()


def make_trained(**changes: object) -> TrainedNeuron:
    values: dict[str, object] = {
        "neuron": Neuron(np.array([0.1, -2.5]), 0.3),
        "scaled_neuron": Neuron(np.array([1.5, 1e-300]), -7.0),
        "scaling": Scaling(np.array([4.0, 1 / 3]), np.array([2.0, 0.7])),
        "feature_names": ("height", "Größe"),
        "class_names": ("no", "yes"),
        "settings": TrainingSettings(learning_rate=0.02, iterations=77, standardize=True),
        "iteration": 42,
        "cost": 0.123,
        "accuracy": 0.875,
        "dataset_fingerprint": "0123456789abcdef" * 4,
        "sample_count": 16,
        "threshold": 0.25,
        "separable": True,
        "data_file": "people.csv",
        "check_features": np.array([[0.5, -1.0], [1 / 3, 2.0]]),
    }
    return TrainedNeuron(**(values | changes))  # type: ignore[arg-type]


def make_derived(**changes: object) -> TrainedNeuron:
    """Return a neuron of three terms of two features, with no setting at its default."""
    chosen = TrainingSettings(
        learning_rate=0.02,
        iterations=77,
        batch_size=32,
        l1=0.001,
        l2=1 / 3,
        optimizer=Optimizer.ADAM,
        momentum=0.7,
        tolerance=1e-9,
        standardize=True,
        feature_map=("sin x2", "x1·x2", "x1²"),
        seed=5,
    )
    values: dict[str, object] = {
        "neuron": Neuron(np.array([0.1, -2.5, 3.5]), 0.3),
        "scaled_neuron": Neuron(np.array([1.5, 1e-300, 4.5]), -7.0),
        "scaling": Scaling(np.array([4.0, 1 / 3, 5.5]), np.array([2.0, 0.7, 6.5])),
        "settings": chosen,
    }
    return make_trained(**(values | changes))


def bits(*values: float | np.ndarray | None) -> list[bytes | None]:
    return [None if value is None else np.asarray(value, "<f8").tobytes() for value in values]


def check_same(one: TrainedNeuron, other: TrainedNeuron) -> None:
    assert one.feature_names == other.feature_names
    assert one.class_names == other.class_names
    assert one.settings == other.settings
    assert one.iteration == other.iteration
    assert one.dataset_fingerprint == other.dataset_fingerprint
    assert one.sample_count == other.sample_count
    assert (one.separable, one.data_file, one.recipe) == (other.separable, other.data_file, other.recipe)
    for a, b in ((one, other), (other, one)):
        assert bits(
            a.neuron.weights,
            a.neuron.bias,
            a.scaled_neuron.weights,
            a.scaled_neuron.bias,
            a.scaling.mean,
            a.scaling.deviation,
            a.cost,
            a.accuracy,
            a.settings.learning_rate,
            a.threshold,
            a.checks,
        ) == bits(
            b.neuron.weights,
            b.neuron.bias,
            b.scaled_neuron.weights,
            b.scaled_neuron.bias,
            b.scaling.mean,
            b.scaling.deviation,
            b.cost,
            b.accuracy,
            b.settings.learning_rate,
            b.threshold,
            b.checks,
        )


def check_refused(path: Path, *words: str) -> WeightsError:
    with pytest.raises(WeightsError) as caught:
        read_weights(path)
    for word in words:
        assert word in str(caught.value)
    assert str(caught.value).startswith(path.name)
    assert str(caught.value).endswith(".")
    return caught.value


finite = st.floats(allow_nan=False, allow_infinity=False)
# Their squares are numbers too.
checked = st.floats(-1e150, 1e150)
names = st.text(st.characters(exclude_categories=["Cs"]), max_size=20).filter(lambda name: not name.endswith("\0"))


@st.composite
def trained_neurons(draw: st.DrawFn) -> TrainedNeuron:
    inputs = draw(st.integers(1, 6))
    feature_map = tuple(draw(st.lists(st.sampled_from([*quadratic_terms(inputs), "sin x1"]), unique=True, max_size=9)))
    count = len(feature_map) or inputs

    def array(elements: st.SearchStrategy[float]) -> np.ndarray:
        return np.array(draw(st.lists(elements, min_size=count, max_size=count)))

    positive = st.floats(0.0, exclude_min=True, allow_infinity=False)
    return TrainedNeuron(
        neuron=Neuron(array(finite), draw(finite)),
        scaled_neuron=Neuron(array(finite), draw(finite)),
        scaling=Scaling(array(finite), array(positive)),
        feature_names=tuple(draw(st.lists(names, min_size=inputs, max_size=inputs, unique=True))),
        class_names=tuple(draw(st.lists(names, min_size=2, max_size=2, unique=True))),
        settings=TrainingSettings(
            learning_rate=draw(positive),
            iterations=draw(st.integers(1, 2**63 - 1)),
            batch_size=draw(st.none() | st.integers(1, 2**63 - 1)),
            l1=draw(st.floats(0.0, allow_infinity=False)),
            l2=draw(st.floats(0.0, allow_infinity=False)),
            optimizer=draw(st.sampled_from(Optimizer)),
            momentum=draw(st.floats(0.0, 1.0, exclude_max=True)),
            tolerance=draw(st.floats(0.0, allow_infinity=False)),
            standardize=draw(st.booleans()),
            feature_map=feature_map,
            seed=draw(st.integers(0, 2**63 - 1)),
        ),
        iteration=draw(st.integers(0, 2**63 - 1)),
        cost=draw(st.none() | st.floats(0.0, allow_infinity=False)),
        accuracy=draw(st.none() | st.floats(0.0, 1.0)),
        dataset_fingerprint=draw(st.from_regex("[0-9a-f]{64}", fullmatch=True)),
        sample_count=draw(st.integers(0, 2**63 - 1)),
        threshold=draw(st.floats(0.0, 1.0, exclude_min=True, exclude_max=True)),
        separable=draw(st.none() | st.booleans()),
        data_file=draw(names),
        check_features=np.array(
            draw(st.lists(st.lists(checked, min_size=3, max_size=3), min_size=inputs, max_size=inputs))
        ),
    )


@pytest.mark.parametrize("suffix", SUFFIXES)
@given(trained=trained_neurons())
@few_examples(0.25)
def test_what_is_written_is_read_bit_for_bit(
    tmp_path_factory: pytest.TempPathFactory, suffix: str, trained: TrainedNeuron
) -> None:
    path = tmp_path_factory.getbasetemp() / f"round_trip{suffix}"
    write_weights(path, trained)
    check_same(read_weights(path), trained)


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("standardize", [False, True])
def test_a_trained_neuron_predicts_the_same_after_a_file(tmp_path: Path, suffix: str, standardize: bool) -> None:
    chosen = TrainingSettings(iterations=50, standardize=standardize)
    snapshot = Trainer(ARTICLE, chosen).advance(50)
    trained = trained_neuron(ARTICLE, snapshot)
    write_weights(tmp_path / f"w{suffix}", trained)
    found = read_weights(tmp_path / f"w{suffix}")
    check_same(found, trained)
    assert found.neuron == snapshot.neuron
    assert found.cost == snapshot.cost
    assert found.neuron.cost(ARTICLE.features, ARTICLE.labels) == snapshot.neuron.cost(ARTICLE.features, ARTICLE.labels)
    assert found.scaling.to_data_units(found.scaled_neuron) == snapshot.neuron


def test_a_trained_neuron_takes_everything_from_its_snapshot() -> None:
    chosen = TrainingSettings(iterations=20, standardize=True)
    snapshot = Trainer(ARTICLE, chosen).advance(10)
    trained = trained_neuron(ARTICLE, snapshot)
    assert trained.neuron is snapshot.neuron
    assert trained.scaled_neuron is snapshot.scaled_neuron
    assert trained.scaling is snapshot.scaling
    assert (trained.feature_names, trained.class_names) == (("x1", "x2"), ("red", "blue"))
    assert trained.settings is chosen
    assert (trained.iteration, trained.sample_count) == (10, 500)
    assert (trained.cost, trained.accuracy) == (snapshot.cost, snapshot.accuracy)
    assert trained.dataset_fingerprint == ARTICLE.fingerprint()


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("standardize", [False, True])
def test_derived_features_predict_the_same_after_a_file(tmp_path: Path, suffix: str, standardize: bool) -> None:
    chosen = TrainingSettings(iterations=50, standardize=standardize, feature_map=(*quadratic_terms(2), "sin x1"))
    snapshot = Trainer(ARTICLE, chosen).advance(50)
    trained = trained_neuron(ARTICLE, snapshot)
    assert trained.settings == chosen
    write_weights(tmp_path / f"w{suffix}", trained)
    found = read_weights(tmp_path / f"w{suffix}")
    check_same(found, trained)
    assert found.feature_names == ("x1", "x2")
    assert found.feature_map == snapshot.feature_map
    mapped = found.feature_map.apply(ARTICLE.features)
    assert found.neuron.logits(mapped).tolist() == snapshot.logits(ARTICLE.features).tolist()
    on = Trainer(ARTICLE, found.settings)
    on.set_neuron(found.neuron, iteration=found.iteration)
    assert on.snapshot().predict(ARTICLE.features).tolist() == snapshot.predict(ARTICLE.features).tolist()


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ((), (), ()),
        (("x1", "x2"), (), ()),
        (("x1²", "x2"), (), ()),
        ((), ("x1²", "x2"), ("x1²", "x2")),
        (("x2", "x1"), ("x1²", "x2"), ("x1²", "x2")),
    ],
)
def test_settings_are_those_of_the_steps_and_terms_those_of_the_weights(
    before: tuple[str, ...], after: tuple[str, ...], expected: tuple[str, ...]
) -> None:
    used = TrainingSettings(feature_map=before)
    trainer = Trainer(ARTICLE, used)
    trainer.advance(5)
    trainer.configure(TrainingSettings(learning_rate=0.5, feature_map=after))
    snapshot = trainer.snapshot()
    trained = trained_neuron(ARTICLE, snapshot)
    assert trained.settings == replace(used, feature_map=expected)
    assert trained.feature_map == snapshot.feature_map
    assert trained_neuron(ARTICLE, trainer.advance(1)).settings.learning_rate == 0.5


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_no_samples_have_no_cost(tmp_path: Path, suffix: str) -> None:
    dataset = Dataset.empty()
    trained = trained_neuron(dataset, Trainer(dataset).snapshot())
    assert (trained.cost, trained.accuracy) == (None, None)
    write_weights(tmp_path / f"w{suffix}", trained)
    found = read_weights(tmp_path / f"w{suffix}")
    assert (found.cost, found.accuracy) == (None, None)


def test_what_is_read_cannot_be_changed(tmp_path: Path) -> None:
    for suffix in SUFFIXES:
        path = tmp_path / f"w{suffix}"
        write_weights(path, make_trained())
        found = read_weights(path)
        for array in (found.neuron.weights, found.scaled_neuron.weights, found.scaling.mean, found.scaling.deviation):
            assert not array.flags.writeable


PLAIN_INPUT = {"kind": "number", "categories": [], "category": None, "unit": "", "missing": "drop", "fill": None}


def test_json_explains_itself(tmp_path: Path) -> None:
    path = tmp_path / "w.json"
    write_weights(path, make_trained(cost=None))
    text = path.read_text("utf-8")
    assert text.endswith("}\n")
    assert not text.endswith("\n\n")
    assert '\n  "bias": 0.3,\n' in text
    assert '"name": "Größe"' in text
    document = json.loads(text)
    assert document == {
        "format": "neuron-desktop weights",
        "version": 3,
        "app_version": __version__,
        "inputs": [
            {"name": "height", "column": "height", **PLAIN_INPUT},
            {"name": "Größe", "column": "Größe", **PLAIN_INPUT},
        ],
        "features": [
            {"name": "height", "weight": 0.1, "scaled_weight": 1.5, "mean": 4.0, "scale": 2.0},
            {"name": "Größe", "weight": -2.5, "scaled_weight": 1e-300, "mean": 1 / 3, "scale": 0.7},
        ],
        "bias": 0.3,
        "scaled_bias": -7.0,
        "classes": {"0": "no", "1": "yes", "positive": "1"},
        "threshold": 0.25,
        "decision": document["decision"],
        "settings": {
            "learning_rate": 0.02,
            "iterations": 77,
            "batch_size": None,
            "l1": 0.0,
            "l2": 0.0,
            "optimizer": "gradient descent",
            "momentum": 0.9,
            "tolerance": 0.0,
            "standardize": True,
            "feature_map": [],
            "seed": 0,
        },
        "iteration": 42,
        "cost": None,
        "accuracy": 0.875,
        "separable": True,
        "data": {
            "file": "people.csv",
            "samples": 16,
            "fingerprint_sha256": "0123456789abcdef" * 4,
            "recipe": None,
        },
        "checks": [
            {"values": [0.5, 1 / 3], "probability": pytest.approx(1 / (1 + math.exp(0.05 * -1 + 2.5 / 3 - 0.3)))},
            {"values": [-1.0, 2.0], "probability": pytest.approx(1 / (1 + math.exp(0.1 + 5.0 - 0.3)))},
        ],
    }
    assert list(document) == [
        *("format", "version", "app_version", "inputs", "features", "bias", "scaled_bias", "classes", "threshold"),
        *("decision", "settings", "iteration", "cost", "accuracy", "separable", "data", "checks"),
    ]
    assert "class 1 where sigmoid(sum(weight * feature) + bias) >= threshold" in document["decision"]
    assert '"values": [0.5, 0.3333333333333333]' in text


def test_json_names_terms_by_the_inputs(tmp_path: Path) -> None:
    write_weights(tmp_path / "w", make_derived())
    document = json.loads((tmp_path / "w").read_text("utf-8"))
    assert [part["name"] for part in document["inputs"]] == ["height", "Größe"]
    assert [(feature["name"], feature["weight"]) for feature in document["features"]] == [
        ("sin Größe", 0.1),
        ("height·Größe", -2.5),
        ("height²", 3.5),
    ]
    assert document["settings"] == {
        "learning_rate": 0.02,
        "iterations": 77,
        "batch_size": 32,
        "l1": 0.001,
        "l2": 1 / 3,
        "optimizer": "adam",
        "momentum": 0.7,
        "tolerance": 1e-9,
        "standardize": True,
        "feature_map": ["sin x2", "x1·x2", "x1²"],
        "seed": 5,
    }


def test_the_decision_in_the_file_is_the_neurons(tmp_path: Path) -> None:
    neuron = Trainer(ARTICLE).advance(30).neuron
    snapshot = Trainer(ARTICLE).advance(30)
    write_weights(tmp_path / "w", trained_neuron(ARTICLE, snapshot))
    document = json.loads((tmp_path / "w").read_text("utf-8"))
    for column in range(0, ARTICLE.sample_count, 25):
        z = document["bias"] + sum(
            feature["weight"] * value
            for feature, value in zip(document["features"], ARTICLE.features[:, column], strict=True)
        )
        assert (1 / (1 + math.exp(-z)) >= document["threshold"]) == neuron.predict(
            ARTICLE.features[:, column : column + 1]
        )[0]


def test_numpy_reads_the_npz_without_pickles(tmp_path: Path) -> None:
    path = tmp_path / "W.NPZ"
    write_weights(path, make_trained(cost=None))
    with np.load(path, allow_pickle=False) as data:
        assert sorted(data.files) == sorted(
            [
                *("format", "version", "app_version", "input_names", "feature_names", "weights", "bias"),
                *("scaled_weights", "scaled_bias", "mean", "scale", "class_names", "decision", "learning_rate"),
                *("threshold", "separable", "data_file", "recipe", "check_values", "check_probabilities"),
                *("iterations", "batch_size", "l1", "l2", "optimizer", "momentum", "tolerance", "standardize"),
                *("feature_map", "seed", "iteration", "cost", "accuracy", "sample_count", "dataset_fingerprint"),
            ]
        )
        assert data["input_names"].tolist() == ["height", "Größe"]
        assert data["feature_names"].tolist() == ["height", "Größe"]
        assert data["batch_size"] == 0
        assert data["feature_map"].tolist() == []
        assert data["feature_map"].dtype.kind == "U"
        assert data["optimizer"] == "gradient descent"
        assert data["class_names"].tolist() == ["no", "yes"]
        assert data["weights"].tolist() == [0.1, -2.5]
        assert data["weights"].dtype == np.float64
        assert data["app_version"] == __version__
        assert "sigmoid" in str(data["decision"])
        assert math.isnan(data["cost"])
        assert data["iteration"] == 42
        assert (data["threshold"], data["separable"], str(data["data_file"])) == (0.25, 1, "people.csv")
        assert data["check_values"].tolist() == [[0.5, 1 / 3], [-1.0, 2.0]]
        z = data["check_values"] @ data["weights"] + data["bias"]
        assert data["check_probabilities"] == pytest.approx(1 / (1 + np.exp(-z)), rel=1e-15)


def test_the_npz_names_terms_by_the_inputs(tmp_path: Path) -> None:
    path = tmp_path / "w.npz"
    write_weights(path, make_derived())
    with np.load(path, allow_pickle=False) as data:
        assert data["input_names"].tolist() == ["height", "Größe"]
        assert data["feature_names"].tolist() == ["sin Größe", "height·Größe", "height²"]
        assert data["feature_map"].tolist() == ["sin x2", "x1·x2", "x1²"]
        assert data["weights"].tolist() == [0.1, -2.5, 3.5]
        assert (data["batch_size"], data["seed"], data["l1"], data["l2"]) == (32, 5, 0.001, 1 / 3)
        assert (data["optimizer"], data["momentum"], data["tolerance"]) == ("adam", 0.7, 1e-9)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_inputs_whose_terms_have_one_name_are_told_apart(tmp_path: Path, suffix: str) -> None:
    derived = make_derived()
    chosen = replace(derived.settings, feature_map=("x1²", "x2", "x1"))
    trained = make_derived(feature_names=("a", "a²"), settings=chosen)
    write_weights(tmp_path / f"w{suffix}", trained)
    check_same(read_weights(tmp_path / f"w{suffix}"), trained)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_settings_of_whole_numbers_are_kept(tmp_path: Path, suffix: str) -> None:
    chosen = TrainingSettings(learning_rate=1, l1=2, l2=3, momentum=0, tolerance=4)
    write_weights(tmp_path / f"w{suffix}", make_trained(settings=chosen))
    assert read_weights(tmp_path / f"w{suffix}").settings == chosen


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_same_neuron_makes_the_same_bytes_at_any_time(
    tmp_path: Path, suffix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = tmp_path / f"a{suffix}", tmp_path / f"b{suffix}"
    write_weights(first, make_trained())
    monkeypatch.setattr("time.time", lambda: 2_000_000_000.0)
    monkeypatch.setattr("time.localtime", lambda *_: (2033, 5, 18, 3, 33, 20, 2, 138, 0))
    monkeypatch.setattr("sys.platform", "win32")
    write_weights(second, make_trained())
    assert first.read_bytes() == second.read_bytes()
    if suffix == ".npz":
        with zipfile.ZipFile(first) as archive:
            assert {(e.date_time, e.create_system, e.external_attr >> 16) for e in archive.infolist()} == {
                ((1980, 1, 1, 0, 0, 0), 3, 0o644)
            }


def test_what_was_there_stays_when_the_weights_cannot_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    path = tmp_path / "w.json"
    path.write_text("old")
    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(FileError, match="not enough space"):
        write_weights(path, make_trained())
    assert path.read_text() == "old"


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize(
    "changes",
    [
        {"neuron": Neuron(np.array([math.nan, 1.0]))},
        {"neuron": Neuron(np.array([1.0, 1.0]), math.inf)},
        {"scaled_neuron": Neuron(np.array([1.0, -math.inf]))},
        {"scaling": Scaling(np.array([math.nan, 0.0]), np.array([1.0, 1.0]))},
        {"scaling": Scaling(np.array([0.0, 0.0]), np.array([1.0, math.inf]))},
    ],
)
def test_a_diverged_neuron_is_not_written(tmp_path: Path, suffix: str, changes: dict[str, object]) -> None:
    with pytest.raises(WeightsError, match="diverged"):
        write_weights(tmp_path / f"w{suffix}", make_trained(**changes))
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("value", [math.nan, math.inf])
@pytest.mark.parametrize("key", ["cost", "accuracy"])
def test_a_figure_that_is_no_number_is_not_written(tmp_path: Path, suffix: str, key: str, value: float) -> None:
    with pytest.raises(WeightsError, match=f"The {key} is {value}"):
        write_weights(tmp_path / f"w{suffix}", make_trained(**{key: value}))
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize(
    "changes",
    [
        {"iteration": 2**63},
        {"sample_count": 2**63},
        {"settings": TrainingSettings(iterations=2**63)},
        {"settings": TrainingSettings(batch_size=2**63)},
        {"settings": TrainingSettings(seed=2**63)},
    ],
)
def test_a_count_beyond_64_bits_is_not_written(tmp_path: Path, suffix: str, changes: dict[str, object]) -> None:
    with pytest.raises(WeightsError, match="cannot be kept"):
        write_weights(tmp_path / f"w{suffix}", make_trained(**changes))


@pytest.mark.parametrize(
    "changes", [{"feature_names": ("a", "b\0")}, {"class_names": ("a\0", "b")}, {"data_file": "a\0"}]
)
def test_a_name_that_npz_would_cut_is_kept_by_json_only(tmp_path: Path, changes: dict[str, object]) -> None:
    trained = make_trained(**changes)
    with pytest.raises(WeightsError, match="NUL"):
        write_weights(tmp_path / "w.npz", trained)
    write_weights(tmp_path / "w.json", trained)
    check_same(read_weights(tmp_path / "w.json"), trained)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_lone_surrogate_in_a_name_survives(tmp_path: Path, suffix: str) -> None:
    trained = make_trained(feature_names=("caf\udce9", "b"))
    write_weights(tmp_path / f"w{suffix}", trained)
    assert read_weights(tmp_path / f"w{suffix}").feature_names == ("caf\udce9", "b")


def test_every_feature_needs_all_its_numbers() -> None:
    two = np.ones(2)
    for changes in (
        {"feature_names": ("a",)},
        {"neuron": Neuron(np.ones(3))},
        {"scaled_neuron": Neuron(np.ones(1))},
        {"scaling": Scaling(np.ones(3), two)},
        {"scaling": Scaling(two, np.ones(3))},
    ):
        with pytest.raises(ValueError, match="needs one weight"):
            make_trained(**changes)
    nothing = np.ones(0)
    with pytest.raises(ValueError, match="needs one weight"):
        make_trained(
            feature_names=(), neuron=Neuron(nothing), scaled_neuron=Neuron(nothing), scaling=Scaling(nothing, nothing)
        )


def test_every_term_needs_all_its_numbers() -> None:
    assert make_derived().feature_map == FeatureMap.of(("sin x2", "x1·x2", "x1²"), 2)
    two = make_trained()
    for changes in (
        {"neuron": two.neuron},
        {"scaled_neuron": two.scaled_neuron},
        {"scaling": two.scaling},
        {"settings": two.settings},
    ):
        with pytest.raises(ValueError, match="terms needs one weight"):
            make_derived(**changes)
    with pytest.raises(SettingsError, match="needs 2 columns"):
        make_derived(feature_names=("height",))


# ----------------------------------------------------------------------------------------------- older versions


VERSION_1 = """{
  "format": "neuron-desktop weights",
  "version": 1,
  "app_version": "0.1.0",
  "features": [
    {"name": "height", "weight": 0.1, "scaled_weight": 1.5, "mean": 4.0, "deviation": 2.0},
    {"name": "Größe", "weight": -2.5, "scaled_weight": 1e-300, "mean": 0.3333333333333333, "deviation": 0.7}
  ],
  "bias": 0.3,
  "scaled_bias": -7.0,
  "classes": {"0": "no", "1": "yes"},
  "decision": "class 1 where sigmoid(sum(weight * feature) + bias) >= 0.5, class 0 elsewhere",
  "settings": {"learning_rate": 0.02, "iterations": 77, "standardize": true},
  "iteration": 42,
  "cost": 0.123,
  "accuracy": 0.875,
  "dataset": {
    "samples": 16,
    "fingerprint_sha256": "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
  }
}
"""
NEW_SETTINGS = ("batch_size", "l1", "l2", "optimizer", "momentum", "tolerance", "feature_map", "seed")


LATER_ARRAYS = ("threshold", "separable", "data_file", "recipe", "check_values", "check_probabilities")


def make_older(trained: TrainedNeuron | None = None) -> TrainedNeuron:
    """Return what an older file tells of a neuron."""
    trained = trained or make_trained()
    return replace(trained, threshold=0.5, separable=None, data_file="", check_features=None)


def write_version_2(path: Path, trained: TrainedNeuron) -> None:
    write_weights(path, trained)
    arrays = arrays_of(path)
    arrays["deviation"] = arrays.pop("scale")
    for key in LATER_ARRAYS:
        del arrays[key]
    np.savez(path, **(arrays | {"version": np.array(2)}))


def write_version_1(path: Path) -> None:
    write_version_2(path, make_trained())
    arrays = arrays_of(path)
    for key in ("input_names", *NEW_SETTINGS):
        del arrays[key]
    np.savez(path, **(arrays | {"version": np.array(1)}))


VERSION_2 = """{
  "format": "neuron-desktop weights",
  "version": 2,
  "app_version": "0.1.0",
  "inputs": ["height", "Größe"],
  "features": [
    {"name": "sin Größe", "weight": 0.1, "scaled_weight": 1.5, "mean": 4.0, "deviation": 2.0},
    {"name": "height·Größe", "weight": -2.5, "scaled_weight": 1e-300, "mean": 0.3333333333333333, "deviation": 0.7},
    {"name": "height²", "weight": 3.5, "scaled_weight": 4.5, "mean": 5.5, "deviation": 6.5}
  ],
  "bias": 0.3,
  "scaled_bias": -7.0,
  "classes": {"0": "no", "1": "yes"},
  "decision": "class 1 where sigmoid(sum(weight * feature) + bias) >= 0.5, class 0 elsewhere",
  "settings": {
    "learning_rate": 0.02, "iterations": 77, "batch_size": 32, "l1": 0.001, "l2": 0.3333333333333333,
    "optimizer": "adam", "momentum": 0.7, "tolerance": 1e-09, "standardize": true,
    "feature_map": ["sin x2", "x1·x2", "x1²"], "seed": 5
  },
  "iteration": 42,
  "cost": 0.123,
  "accuracy": 0.875,
  "dataset": {
    "samples": 16,
    "fingerprint_sha256": "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
  }
}
"""


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_files_of_version_2_are_read_and_written_again_as_version_3(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"w{suffix}"
    if suffix == ".json":
        path.write_text(VERSION_2, "utf-8")
    else:
        write_version_2(path, make_derived())
    found = read_weights(path)
    check_same(found, make_older(make_derived()))
    write_weights(path, found)
    check_same(read_weights(path), found)
    version = json.loads(path.read_bytes())["version"] if suffix == ".json" else arrays_of(path)["version"]
    assert version == 3


def test_json_of_version_1_is_read_with_the_defaults_of_then(tmp_path: Path) -> None:
    path = tmp_path / "w.json"
    path.write_text(VERSION_1, "utf-8")
    check_same(read_weights(path), make_older())
    # What a newer version means by a key is not what it means here.
    edit_json(path, lambda document: change(document, ("settings", "l1"), "much"))
    edit_json(path, lambda document: change(document, ("inputs",), 3))
    check_same(read_weights(path), make_older())


def test_npz_of_version_1_is_read_with_the_defaults_of_then(tmp_path: Path) -> None:
    path = tmp_path / "w.npz"
    write_version_1(path)
    check_same(read_weights(path), make_older())
    np.savez(path, **(arrays_of(path) | {"l1": np.array("much"), "input_names": np.array(3)}))
    check_same(read_weights(path), make_older())


def test_names_given_twice_are_refused_in_version_1_too(tmp_path: Path) -> None:
    (tmp_path / "w.json").write_text(VERSION_1.replace("Größe", "height"), "utf-8")
    check_refused(tmp_path / "w.json", "“features” gives a name twice")
    write_version_1(tmp_path / "w.npz")
    np.savez(tmp_path / "w.npz", **(arrays_of(tmp_path / "w.npz") | {"feature_names": np.array(["a", "a"])}))
    check_refused(tmp_path / "w.npz", "“feature_names” gives a name twice")


# ------------------------------------------------------------------------------- recipes, checks, unknown fields


RECIPE = Recipe(
    LabelRecipe("sick", ("no",), ("yes", "very"), ("no", "yes")),
    (
        ColumnRecipe("age (years)", missing="median", fill=31.5, indicator=True, unit="years"),
        ColumnRecipe("sex", "binary", ("female", "male")),
        ColumnRecipe("port", "one-hot", ("C", "Q", "S"), missing="most frequent", fill="S"),
    ),
)


def make_encoded() -> TrainedNeuron:
    """Return a neuron whose features were encoded by a recipe."""
    count = len(RECIPE.feature_names)
    ones = np.ones(count)
    return make_trained(
        feature_names=RECIPE.feature_names,
        recipe=RECIPE,
        neuron=Neuron(np.linspace(-1.0, 1.0, count)),
        scaled_neuron=Neuron(ones),
        scaling=Scaling(ones, ones),
        check_features=np.ones((count, 3)),
    )


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_recipe_of_the_data_survives(tmp_path: Path, suffix: str) -> None:
    write_weights(tmp_path / f"w{suffix}", make_encoded())
    check_same(read_weights(tmp_path / f"w{suffix}"), make_encoded())


def test_json_says_of_each_input_what_it_is_made_of(tmp_path: Path) -> None:
    write_weights(tmp_path / "w", make_encoded())
    inputs = json.loads((tmp_path / "w").read_bytes())["inputs"]
    assert [(part["name"], part["column"], part["kind"], part["category"], part["fill"]) for part in inputs] == [
        ("age (years)", "age (years)", "number", None, 31.5),
        ("age (years) missing", "age (years)", "indicator", None, 31.5),
        ("sex → male", "sex", "binary", "male", None),
        ("port → Q", "port", "one-hot", "Q", "S"),
        ("port → S", "port", "one-hot", "S", "S"),
    ]
    assert inputs[0]["unit"] == "years"
    assert inputs[2]["categories"] == ["female", "male"]
    assert [part["missing"] for part in inputs[2:4]] == ["drop", "most frequent"]


@pytest.mark.parametrize(
    ("place", "value", "words"),
    [
        (("label", "class_names"), ["no", "maybe"], "makes other classes"),
        (("columns", 0, "indicator"), False, "makes other features"),
        (("columns", 0, "fill"), None, "does not say what stands for missing cells"),
        (
            ("columns", 0, "kind"),
            "colour",
            "The recipe of the data is invalid: The recipe asks for the unknown “colour”",
        ),
        (("columns",), 3, "The recipe of the data is invalid: The recipe's “columns” is not a list"),
        (("label",), [], "The recipe of the data is invalid: The recipe's label is not a set"),
    ],
)
def test_a_recipe_that_does_not_belong_to_the_weights_is_refused(
    tmp_path: Path, place: tuple[object, ...], value: object, words: str
) -> None:
    path = tmp_path / "w.json"
    write_weights(path, make_encoded())
    edit_json(path, lambda document: change(document, ("data", "recipe", *place), value))
    check_refused(path, words)


def test_a_neuron_takes_only_a_recipe_that_makes_its_features() -> None:
    with pytest.raises(ValueError, match="features or classes of the recipe"):
        make_trained(recipe=RECIPE)
    with pytest.raises(ValueError, match="features or classes of the recipe"):
        make_trained(feature_names=RECIPE.feature_names, class_names=("a", "b"), recipe=RECIPE, **_numbers(5))
    dataset = Dataset(np.ones((2, 4)), np.array([0, 1, 1, 0]), ("height", "Größe"), ("no", "yes"))
    snapshot = Trainer(dataset).snapshot()
    assert trained_neuron(dataset, snapshot, recipe=RECIPE).recipe is None


def _numbers(count: int) -> dict[str, object]:
    ones = np.ones(count)
    return {"neuron": Neuron(ones), "scaled_neuron": Neuron(ones), "scaling": Scaling(ones, ones)}


@pytest.mark.parametrize("threshold", [0.0, 1.0, -1.0, math.nan])
def test_a_threshold_lies_between_0_and_1(threshold: float) -> None:
    with pytest.raises(ValueError, match="threshold"):
        make_trained(threshold=threshold)


def test_a_check_has_a_value_for_each_feature() -> None:
    with pytest.raises(ValueError, match="value for each of the 2 features"):
        make_trained(check_features=np.ones((3, 3)))
    with pytest.raises(ValueError, match="value for each of the 2 features"):
        make_trained(check_features=np.ones(2))


def test_three_samples_of_the_data_are_the_checks() -> None:
    snapshot = Trainer(ARTICLE).advance(5)
    trained = trained_neuron(ARTICLE, snapshot)
    assert trained.checks.tolist() == ARTICLE.features[:, [0, 249, 499]].tolist()
    two = Dataset(np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([0, 1]))
    few = trained_neuron(two, Trainer(two).snapshot())
    assert few.checks.tolist() == [[0.0, 1.0, -1.0]] * 2


def test_the_threshold_decides_the_class() -> None:
    trained = make_trained(threshold=0.9)
    features = np.array([[0.0, 0.0], [-0.7, -0.8]])
    assert trained.probabilities(features).tolist() == pytest.approx([0.886, 0.909], abs=1e-3)
    assert trained.predict(features).tolist() == [0, 1]
    assert make_trained(threshold=0.5).cut == 0.0


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_probability_that_overflows_is_written_as_unknown_and_checked_as_such(tmp_path: Path, suffix: str) -> None:
    trained = make_trained(neuron=Neuron(np.array([1e300, -1e300])), check_features=np.full((2, 1), 1e10))
    write_weights(tmp_path / f"w{suffix}", trained)
    check_same(read_weights(tmp_path / f"w{suffix}"), trained)


@pytest.mark.parametrize(
    ("check", "words"), [(math.inf, "not a finite number"), (1e200, "too large: The feature x1·x2 is too large")]
)
def test_a_check_that_cannot_be_computed_is_not_written(tmp_path: Path, check: float, words: str) -> None:
    with pytest.raises(WeightsError, match=words):
        write_weights(tmp_path / "w.json", make_derived(check_features=np.full((2, 3), check)))


def test_a_check_that_cannot_be_computed_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "w.json"
    write_weights(path, make_derived())
    edit_json(path, lambda document: change(document, ("checks", 0, "values"), [1e200, 1e200]))
    check_refused(path, "Its checks cannot be computed")


def test_unknown_fields_are_kept_on_rewriting(json_path: Path) -> None:
    def edit(document: dict[str, object]) -> None:
        document["licence"] = {"by": ["hand", {"deep": None}], "nan": math.nan}
        change(document, ("features", 1, "standard_error"), 0.25)
        change(document, ("settings", "warm_start"), [True])
        change(document, ("data", "url"), "caf\udce9")
        change(document, ("checks", 0, "remark"), "first")

    edit_json(json_path, edit)
    write_weights(json_path, read_weights(json_path))
    document = json.loads(json_path.read_bytes())
    assert document["licence"] == {"by": ["hand", {"deep": None}], "nan": None}
    assert document["features"][1]["standard_error"] == 0.25
    assert "standard_error" not in document["features"][0]
    assert document["settings"]["warm_start"] == [True]
    assert document["data"]["url"] == "caf\udce9"
    assert document["checks"][0]["remark"] == "first"
    again = json_path.read_bytes()
    write_weights(json_path, read_weights(json_path))
    assert json_path.read_bytes() == again


def test_what_is_known_is_written_anew_whatever_was_kept(json_path: Path) -> None:
    edit_json(json_path, lambda document: change(document, ("checks", 1, "remark"), "second"))
    found = read_weights(json_path)
    write_weights(json_path, replace(found, check_features=found.checks[:, :1], iteration=43))
    document = json.loads(json_path.read_bytes())
    assert (document["iteration"], len(document["checks"])) == (43, 1)
    assert "remark" not in document["checks"][0]


def test_what_is_no_longer_an_object_or_a_list_takes_no_unknown_fields() -> None:
    assert with_unknown_fields({"a": None, "b": 3}, {"a": {"mine": 1}, "c": 4}) == {"a": None, "b": 3, "c": 4}


def test_a_file_that_is_nested_too_deeply_to_be_kept_is_refused(json_path: Path) -> None:
    nested = "[" * 70 + "]" * 70
    json_path.write_text(json_path.read_text("utf-8").replace('"version"', f'"mine": {nested}, "version"'), "utf-8")
    check_refused(json_path, "nested more than 64 times")


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=8,
)


def places_in(value: object, place: tuple[object, ...] = ()) -> list[tuple[object, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [place, *(found for key, part in inner for found in places_in(part, (*place, key)))]


@given(data=st.data())
@settings(deadline=None)
def test_any_json_in_any_place_gives_a_sentence_or_a_whole_neuron(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    path = tmp_path_factory.getbasetemp() / "mutated.json"
    write_weights(path, make_encoded())
    document = json.loads(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.sampled_from(places_in(document)[1:]))
        change(document, place, data.draw(anything))
    path.write_text(json.dumps(document), "utf-8")
    try:
        found = read_weights(path)
    except WeightsError as error:
        sentence = str(error)
    else:
        write_weights(path, found)
        check_same(read_weights(path), found)
        return
    assert sentence.startswith("mutated.json")
    assert len(sentence) < 1000


def test_a_file_of_brackets_alone_is_refused_before_it_is_decoded(
    json_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(json, "loads", None)
    json_path.write_bytes(b"[" + b"[]," * 1_000_001 + b"[]]")
    check_refused(json_path, "more than 2\u202f000\u202f000 values")


# ------------------------------------------------------------------------------------------------ hostile JSON


def change(document: object, place: tuple[object, ...], value: object) -> None:
    for step in place[:-1]:
        document = document[step]  # type: ignore[index]
    document[place[-1]] = value  # type: ignore[index]


def remove(document: object, place: tuple[object, ...]) -> None:
    for step in place[:-1]:
        document = document[step]  # type: ignore[index]
    del document[place[-1]]  # type: ignore[attr-defined]


@pytest.fixture
def json_path(tmp_path: Path) -> Path:
    path = tmp_path / "w.json"
    write_weights(path, make_trained())
    return path


def edit_json(path: Path, edit: Callable[[dict[str, object]], object]) -> None:
    document = json.loads(path.read_text("utf-8"))
    edit(document)
    path.write_text(json.dumps(document), "utf-8")


JSON_PLACES = {
    ("format",): "format",
    ("version",): "version",
    ("inputs",): "inputs",
    ("features",): "features",
    ("features", 1, "name"): "features[1].name",
    ("features", 1, "weight"): "features[1].weight",
    ("features", 0, "scaled_weight"): "features[0].scaled_weight",
    ("features", 0, "mean"): "features[0].mean",
    ("features", 0, "scale"): "features[0].scale",
    ("inputs", 1, "name"): "inputs[1].name",
    ("threshold",): "threshold",
    ("separable",): "separable",
    ("checks",): "checks",
    ("checks", 0, "values"): "checks[0].values",
    ("checks", 1, "probability"): "checks[1].probability",
    ("classes", "positive"): "classes.positive",
    ("bias",): "bias",
    ("scaled_bias",): "scaled_bias",
    ("classes",): "classes",
    ("classes", "0"): "classes.0",
    ("classes", "1"): "classes.1",
    ("settings",): "settings",
    ("settings", "learning_rate"): "settings.learning_rate",
    ("settings", "iterations"): "settings.iterations",
    ("settings", "standardize"): "settings.standardize",
    **{("settings", key): f"settings.{key}" for key in NEW_SETTINGS},
    ("iteration",): "iteration",
    ("cost",): "cost",
    ("accuracy",): "accuracy",
    ("data",): "data",
    ("data", "file"): "data.file",
    ("data", "samples"): "data.samples",
    ("data", "fingerprint_sha256"): "data.fingerprint_sha256",
}


@pytest.mark.parametrize(("place", "key"), JSON_PLACES.items(), ids=JSON_PLACES.values())
def test_a_missing_json_key_is_named(json_path: Path, place: tuple[object, ...], key: str) -> None:
    edit_json(json_path, lambda document: remove(document, place))
    check_refused(json_path, f"The key “{key}” is missing")


@pytest.mark.parametrize(("place", "key"), JSON_PLACES.items(), ids=JSON_PLACES.values())
def test_a_json_value_of_a_wrong_type_is_named(json_path: Path, place: tuple[object, ...], key: str) -> None:
    original = json_path.read_bytes()
    is_text = place[-1] in ("format", "name", "0", "1", "positive", "file", "fingerprint_sha256", "optimizer")
    can_be_unknown = place[-1] in ("cost", "accuracy", "batch_size", "separable", "probability")
    for wrong in (7.5 if is_text else "7", [[]], *(() if can_be_unknown else (None,))):
        json_path.write_bytes(original)
        edit_json(json_path, lambda document, wrong=wrong: change(document, place, wrong))
        check_refused(json_path, f"“{key}")


@pytest.mark.parametrize(
    ("place", "value", "words"),
    [
        (("format",), "other weights", "“format” is not “neuron-desktop weights”"),
        (("version",), 4, "made by a newer Neuron Desktop"),
        (("version",), 0, "“version” is not a whole number from 1"),
        (("version",), True, "“version” is not a whole number"),
        (("version",), 1.0, "“version” is not a whole number"),
        (("inputs",), [], "“inputs” is empty"),
        (("inputs",), [{"name": "height"}, 7], "“inputs[1]” is not an object"),
        (("inputs",), [{"name": "height"}] * 2, "“inputs” gives a name twice"),
        (("inputs",), [{"name": "height"}], "weights for 2 features, but by its settings the neuron sees 1;"),
        (("inputs",), [{"name": "Größe"}, {"name": "height"}], "“features[0].name” is not what x1 is called here"),
        (("features",), [], "weights for 0 features, but by its settings the neuron sees 2;"),
        (("features", 1), 3, "“features[1]” is not an object"),
        (("features", 1, "name"), "height", "“features[1].name” is not what x2 is called here"),
        (("features", 0, "weight"), math.nan, "“features[0].weight” is not a finite number"),
        (("features", 0, "weight"), -math.inf, "“features[0].weight” is not a finite number"),
        (("features", 0, "weight"), 10**400, "“features[0].weight” is not a finite number"),
        (("features", 0, "weight"), True, "“features[0].weight” is not a number"),
        (("features", 0, "scale"), 0, "“features[0].scale” is not above 0"),
        (("features", 0, "scale"), -1.0, "“features[0].scale” is not above 0"),
        (("classes", "1"), "no", "“classes” gives a name twice"),
        (("settings", "learning_rate"), -1, "The settings are invalid: The learning rate is -1.0"),
        (("settings", "iterations"), 0, "The settings are invalid: The number of iterations is 0"),
        (("settings", "iterations"), -5, "“settings.iterations” is not a whole number from 0"),
        (("settings", "standardize"), 1, "“settings.standardize” is neither true nor false"),
        (("settings", "batch_size"), 0, "The settings are invalid: The batch size is 0"),
        (("settings", "batch_size"), -1, "“settings.batch_size” is not a whole number from 0"),
        (("settings", "batch_size"), False, "“settings.batch_size” is not a whole number from 0"),
        (("settings", "l1"), -0.5, "The settings are invalid: The L1 penalty is -0.5"),
        (("settings", "l2"), math.inf, "“settings.l2” is not a finite number"),
        (("settings", "optimizer"), "newton", "“settings.optimizer” is none of “gradient descent”, “momentum”, “adam”"),
        (("settings", "momentum"), 1.0, "The settings are invalid: The momentum is 1.0"),
        (("settings", "tolerance"), math.nan, "“settings.tolerance” is not a finite number"),
        (("settings", "feature_map"), "x1", "“settings.feature_map” is not a list"),
        (("settings", "feature_map"), ["x1", 2], "“settings.feature_map[1]” is not a text"),
        (("settings", "feature_map"), ["x1", "x0"], "“settings.feature_map[1]” is no feature such as x1, x1²,"),
        (("settings", "feature_map"), ["x1", "cos x1\n"], "“settings.feature_map[1]” is no feature"),
        (("settings", "feature_map"), ["x1" + " " * 10**6 + "!", "x1"], "“settings.feature_map[0]” is no feature"),
        (("settings", "feature_map"), ["x1", "x1"], "The settings are invalid: The feature x1 is listed twice"),
        (("settings", "feature_map"), ["x1", "x3"], "The settings are invalid: The feature x3 needs 3 columns"),
        (("settings", "feature_map"), ["x1"], "weights for 2 features, but by its settings the neuron sees 1;"),
        (("settings", "feature_map"), ["x1", "x2²"], "“features[1].name” is not what x2² is called here"),
        (("settings", "seed"), -1, "“settings.seed” is not a whole number from 0"),
        (("settings", "seed"), 2**63, "“settings.seed” is not a whole number from 0"),
        (("iteration",), -1, "“iteration” is not a whole number from 0"),
        (("iteration",), 2**63, "“iteration” is not a whole number from 0"),
        (("cost",), -0.1, "“cost” lies outside its range"),
        (("cost",), math.nan, "“cost” is not a finite number"),
        (("accuracy",), 1.1, "“accuracy” lies outside its range"),
        (("data", "fingerprint_sha256"), "0" * 63, "“data.fingerprint_sha256” is not a SHA-256"),
        (("data", "fingerprint_sha256"), "0" * 64 + "\n", "“data.fingerprint_sha256” is not a SHA-256"),
        (("data", "file"), "f" * 4097, "“data.file” is too long for the name of a file"),
        (("threshold",), 0, "“threshold” does not lie between 0 and 1"),
        (("threshold",), 1.0, "“threshold” does not lie between 0 and 1"),
        (("threshold",), math.nan, "“threshold” is not a finite number"),
        (("classes", "positive"), "0", "“classes.positive” is not “1”"),
        (("checks", 0, "values"), [1.0], "“checks[0].values” has length 1 for 2 inputs"),
        (("checks", 0, "values"), [1.0, math.inf], "“checks[0].values[1]” is not a finite number"),
        (("checks", 1, "probability"), 0.5, "Check 2 says that ŷ is 0.5, but the weights give 0.00816"),
        (("checks", 1, "probability"), None, "Check 2 says that ŷ is None, but"),
        (("checks", 1, "probability"), 1.5, "“checks[1].probability” lies outside its range"),
        (("features", 0, "weight"), 0.2, "the file was changed or damaged"),
    ],
)
def test_a_json_value_that_cannot_be_is_named(
    json_path: Path, place: tuple[object, ...], value: object, words: str
) -> None:
    edit_json(json_path, lambda document: change(document, place, value))
    check_refused(json_path, words)


def test_other_spellings_of_terms_are_taken(tmp_path: Path) -> None:
    path = tmp_path / "w.json"
    write_weights(path, make_derived())
    edit_json(path, lambda document: change(document, ("settings", "feature_map"), ["sin(x2)", "x2 * x1", "x1^2"]))
    check_same(read_weights(path), make_derived())


def test_long_names_in_many_products_fill_no_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "w.json"
    write_weights(path, make_derived())
    monkeypatch.setattr(FeatureMap, "names", None)
    inputs = [{"name": "n" * 10**7}, {"name": "o" * 10**7}]
    edit_json(path, lambda document: change(document, ("inputs",), inputs))
    assert len(str(check_refused(path, "“features[0].name” is not what sin x2 is called here"))) < 200


def test_numbers_too_large_for_a_float_are_refused(json_path: Path) -> None:
    json_path.write_text(json_path.read_text("utf-8").replace('"bias": 0.3', '"bias": 1e999'), "utf-8")
    check_refused(json_path, "“bias” is not a finite number")


def test_unknown_keys_byte_order_mark_and_whole_numbers_are_taken(json_path: Path) -> None:
    def edit(document: dict[str, object]) -> None:
        document["comment"] = {"by": "hand", "nan": math.nan}
        document["bias"] = 2
        document["checks"] = []
        change(document, ("features", 0, "colour"), "red")
        del document["decision"], document["app_version"]

    edit_json(json_path, edit)
    json_path.write_bytes(b"\xef\xbb\xbf" + json_path.read_bytes())
    found = read_weights(json_path)
    assert found.neuron.bias == 2.0
    whole = make_trained()
    check_same(replace(found, neuron=whole.neuron, check_features=whole.checks), whole)


@pytest.mark.parametrize("share", [0.0, 0.01, 0.3, 0.9, 0.999])
def test_truncated_json_is_refused(json_path: Path, share: float) -> None:
    data = json_path.read_bytes()
    json_path.write_bytes(data[: int(len(data) * share) - 2 if share == 0.999 else int(len(data) * share)])
    assert check_refused(json_path, "not complete JSON").line is not None


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\xff\xfe\x00\x01", "neither JSON nor NPZ"),
        (bytes(range(256)), "neither JSON nor NPZ"),
        (pickle.dumps({"weights": [1.0]}), "neither JSON nor NPZ"),
        (b"[" * 200_000, "neither JSON nor NPZ"),
        (b'{"version": ' + b"9" * 5000 + b"}", "neither JSON nor NPZ"),
        (b"x1,x2,label\n1,2,0\n", "not complete JSON"),
        (b"[]", "not a file of"),
        (b"null", "not a file of"),
        (b'"text"', "not a file of"),
        (b"3.5", "not a file of"),
        (b"{}", "“format” is missing"),
    ],
    ids=["utf-16", "bytes", "pickle", "nesting", "digits", "table", "list", "null", "text", "number", "empty object"],
)
def test_what_is_no_weights_file_is_refused(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "file"
    path.write_bytes(content)
    check_refused(path, words)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    assert isinstance(check_refused(tmp_path / "none.json", "There is no such file").__cause__, FileNotFoundError)


def test_a_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "folder.npz").mkdir()
    check_refused(tmp_path / "folder.npz", "This is a folder")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="named pipes")
def test_a_pipe_is_refused_without_waiting_for_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.mkfifo(tmp_path / "pipe")
    monkeypatch.setattr(Path, "open", None)
    check_refused(tmp_path / "pipe", "device or a pipe")


def test_a_file_that_cannot_be_opened_is_refused(json_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def deny(*_arguments: object, **_keywords: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", deny)
    assert isinstance(check_refused(json_path, "It cannot be read (Permission denied)").__cause__, PermissionError)


def test_a_huge_file_is_refused_before_it_is_read(json_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.truncate(json_path, LARGEST_FILE + 1)
    monkeypatch.setattr(Path, "open", None)
    check_refused(json_path, "larger than 64 MiB")


def test_the_largest_file_is_read(json_path: Path) -> None:
    data = json_path.read_bytes()
    json_path.write_bytes(data + b" " * (LARGEST_FILE - len(data)))
    check_same(read_weights(json_path), make_trained())


# ------------------------------------------------------------------------------------------------- hostile NPZ


@pytest.fixture
def npz_path(tmp_path: Path) -> Path:
    path = tmp_path / "w.npz"
    write_weights(path, make_trained())
    return path


def arrays_of(path: Path) -> dict[str, np.ndarray]:
    with np.load(path) as data:
        return dict(data)


def members_of(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def write_members(path: Path, members: dict[str, bytes], *, compression: int = zipfile.ZIP_STORED) -> None:
    with zipfile.ZipFile(path, "w", compression) as archive:
        for name, data in members.items():
            archive.writestr(name, data)


def header(kind: str, shape: tuple[int, ...], *, version: int = 1) -> bytes:
    text = repr({"descr": kind, "fortran_order": False, "shape": shape}).encode() + b"\n"
    return b"\x93NUMPY" + bytes([version, 0]) + struct.pack("<H" if version == 1 else "<I", len(text)) + text


NPZ_KEYS = [
    *("input_names", *NEW_SETTINGS),
    *("format", "version", "feature_names", "weights", "bias", "scaled_weights", "scaled_bias", "mean", "scale"),
    *("class_names", "learning_rate", "iterations", "standardize", "iteration", "cost", "accuracy", "sample_count"),
    "dataset_fingerprint",
    *LATER_ARRAYS,
]


@pytest.mark.parametrize("key", NPZ_KEYS)
def test_a_missing_array_is_named(npz_path: Path, key: str) -> None:
    arrays = arrays_of(npz_path)
    del arrays[key]
    np.savez(npz_path, **arrays)
    check_refused(npz_path, f"The key “{key}” is missing")


@pytest.mark.parametrize("key", NPZ_KEYS)
def test_an_array_of_a_wrong_type_or_shape_is_named(npz_path: Path, key: str) -> None:
    arrays = arrays_of(npz_path)
    text = arrays[key].dtype.kind == "U"
    for wrong in (
        np.float64(7.5) if text else np.array("7"),
        np.array([7.5]) if text else np.array(["7"]),
        np.array([[[1.0]]]),
        np.array(1j),
        np.array(b"bytes"),
        np.array("2020-01-01", "datetime64[s]"),
    ):
        np.savez(npz_path, **(arrays | {key: wrong}))
        check_refused(npz_path, f"“{key}")


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("format", "other", "“format” is not “neuron-desktop weights”"),
        ("version", 4, "made by a newer Neuron Desktop"),
        ("input_names", np.array([], "<U1"), "“input_names” is empty"),
        ("input_names", ["a", "a"], "“input_names” gives a name twice"),
        ("feature_names", np.array([], "<U1"), "weights for 0 features, but by its settings the neuron sees 2;"),
        ("feature_names", ["height", "b"], "“feature_names[1]” is not what x2 is called here"),
        ("batch_size", -1, "“batch_size” is not a whole number from 0"),
        ("batch_size", False, "“batch_size” is not a whole number from 0"),
        ("batch_size", [0], "“batch_size” is not a whole number from 0"),
        ("l1", -1.0, "The settings are invalid: The L1 penalty is -1.0"),
        ("l2", math.nan, "“l2” is not a finite number"),
        ("optimizer", "newton", "“optimizer” is none of “gradient descent”, “momentum”, “adam”"),
        ("momentum", 1.5, "The settings are invalid: The momentum is 1.5"),
        ("tolerance", math.inf, "“tolerance” is not a finite number"),
        ("feature_map", ["x1", "tan x1"], "“feature_map[1]” is no feature such as x1, x1²"),
        ("feature_map", ["x3", "x1"], "The settings are invalid: The feature x3 needs 3 columns"),
        ("seed", -1, "“seed” is not a whole number from 0"),
        ("class_names", ["a", "b", "c"], "“class_names” does not name two classes"),
        ("class_names", ["a"], "“class_names” does not name two classes"),
        ("weights", [1.0], "“weights” has length 1 for 2 features"),
        ("scaled_weights", [1.0] * 3, "“scaled_weights” has length 3 for 2 features"),
        ("mean", [1.0] * 3, "“mean” has length 3 for 2 features"),
        ("scale", [], "“scale” has length 0 for 2 features"),
        ("weights", [1.0, math.nan], "“weights[1]” is not a finite number"),
        ("scale", [0.0, 1.0], "“scale[0]” is not above 0"),
        ("bias", math.nan, "“bias” is not a finite number"),
        ("cost", math.inf, "“cost” is not a finite number"),
        ("cost", [math.nan], "“cost” is not a number"),
        ("accuracy", -0.5, "“accuracy” lies outside its range"),
        ("iteration", -3, "“iteration” is not a whole number from 0"),
        ("learning_rate", 0.0, "The settings are invalid"),
        ("dataset_fingerprint", "x" * 64, "“dataset_fingerprint” is not a SHA-256"),
        ("separable", 2, "“separable” is neither true nor false"),
        ("threshold", 1.0, "“threshold” does not lie between 0 and 1"),
        ("recipe", "{", "“recipe” is not JSON"),
        ("recipe", "[" * 100_000, "“recipe” is not JSON"),
        ("recipe", "{}", "The recipe of the data is invalid: The recipe's description lacks"),
        ("recipe", "x" * 4_000_001, "“recipe” is longer than 4\u202f000\u202f000 characters"),
        ("check_values", [[1.0]], "“check_values[0]” is no list of 2 numbers"),
        ("check_values", [[1.0, math.nan]], "“check_values[0]” is not a finite number"),
        ("check_probabilities", [0.5], "“check_probabilities” has length 1 for 2 checks"),
        ("check_probabilities", [0.5, 0.5], "Check 1 says that ŷ is 0.5"),
        ("check_probabilities", [0.5, 7.0], "“check_probabilities[1]” lies outside its range"),
    ],
)
def test_an_array_that_cannot_be_is_named(npz_path: Path, key: str, value: object, words: str) -> None:
    np.savez(npz_path, **(arrays_of(npz_path) | {key: np.asarray(value)}))
    check_refused(npz_path, words)


def test_a_single_feature_is_counted_in_the_singular(npz_path: Path) -> None:
    names = np.array(["a"])
    np.savez(npz_path, **(arrays_of(npz_path) | {"input_names": names, "feature_names": names}))
    check_refused(npz_path, "“weights” has length 2 for 1 feature;")


def test_compressed_arrays_and_unknown_ones_are_taken(npz_path: Path) -> None:
    arrays = arrays_of(npz_path)
    del arrays["decision"]
    np.savez_compressed(npz_path, **arrays, extra=np.array([object()]), table=np.ones((3, 3)))
    check_same(read_weights(npz_path), make_trained())


def test_arrays_in_the_second_version_of_numpys_format_are_taken(npz_path: Path) -> None:
    members = members_of(npz_path)
    members["weights.npy"] = header("<f8", (2,), version=2) + np.array([0.1, -2.5], "<f8").tobytes()
    write_members(npz_path, members)
    check_same(read_weights(npz_path), make_trained())


class Trap:
    """Creates a file when unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, ...]:
        return (Path.touch, (self.path,))


@pytest.mark.parametrize("key", ["weights", "feature_names", "bias"])
def test_pickled_objects_are_refused_and_not_run(npz_path: Path, key: str) -> None:
    sprung = npz_path.with_name("sprung")
    np.savez(npz_path, **(arrays_of(npz_path) | {key: np.array([Trap(sprung), Trap(sprung)], object)}))
    check_refused(npz_path, f"“{key}” is not a plain list of numbers or texts")
    assert not sprung.exists()


@pytest.mark.parametrize(
    "data",
    [
        header("<f8", (10**12,)) + bytes(16),
        header("<f8", (10**30,)) + bytes(16),
        header("<f8", (2,)) + bytes(15),
        header("<f8", (2,)) + bytes(17),
        header("<f8", (-2,)) + bytes(16),
        header("<U0", (10**12,)),
        header("<f8", (10**12, 0)),
        header("<f8", (1_000_001,)) + bytes(8_000_008),
        header("|V0", (10**12,)),
        header("|O", (2,)) + bytes(16),
        header("nonsense", (2,)) + bytes(16),
        header("<f8", (2,))[:9],
        b"\x93NUMPY\x09\x00" + bytes(200),
        b"NUMPY",
        b"",
        b"\x93NUMPY\x01\x00\xff\xff" + b"(" * 65535,
    ],
    ids=[
        *("huge", "beyond 64 bits", "too short", "too long", "negative", "empty texts", "empty rows", "too many"),
        *("nothing each", "objects", "no type", "half a header", "new version", "no magic", "empty", "nesting"),
    ],
)
def test_an_array_that_lies_about_itself_is_refused(npz_path: Path, data: bytes) -> None:
    members = members_of(npz_path)
    members["weights.npy"] = data
    write_members(npz_path, members)
    check_refused(npz_path)


def limited_read(path: Path) -> str:
    """Read `path` in a child that may take half a gigabyte beyond its start; return what it says."""
    program = """
        import resource, sys
        from pathlib import Path
        from neuron_desktop.files.weights.weights_file import read_weights
        from neuron_desktop.files.errors import WeightsError
        size = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize() + 2**29
        resource.setrlimit(resource.RLIMIT_AS, (size, size))
        try:
            read_weights(Path(sys.argv[1]))
        except WeightsError as error:
            print(error.reason)
    """
    return str(python("-c", textwrap.dedent(program), path, text=True, check=True).stdout)


@pytest.mark.skipif(sys.platform != "linux", reason="limits a child's memory by /proc")
def test_a_zip_bomb_is_refused_in_bounded_memory(npz_path: Path) -> None:
    members = members_of(npz_path)
    with zipfile.ZipFile(npz_path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            if name != "weights.npy":
                archive.writestr(name, data)
        with archive.open("weights.npy", "w", force_zip64=True) as member:
            member.write(header("<f8", (125_000_000,)))
            for _ in range(1_000):
                member.write(bytes(1_000_000))
    assert npz_path.stat().st_size < 2_000_000
    assert "“weights” is packed beyond reason" in limited_read(npz_path)
    # The same with a directory that promises a thousand bytes.
    data = npz_path.read_bytes()
    length = 1_000_000_000 + len(header("<f8", (125_000_000,)))
    assert data.count(struct.pack("<L", length)) >= 1
    npz_path.write_bytes(data.replace(struct.pack("<L", length), struct.pack("<L", 1000)))
    assert "damaged" in limited_read(npz_path)


def test_arrays_that_are_large_only_together_are_refused(npz_path: Path) -> None:
    arrays = arrays_of(npz_path)
    names = np.array(["n" * 8] * 700_000)
    np.savez_compressed(npz_path, **(arrays | {"feature_names": names, "weights": names, "mean": names}))
    check_refused(npz_path, "packed beyond reason")


@pytest.mark.parametrize("compression", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_unusual_compression_is_refused(npz_path: Path, compression: int) -> None:
    write_members(npz_path, members_of(npz_path), compression=compression)
    check_refused(npz_path, "packed beyond reason")


def test_an_encrypted_archive_is_refused(npz_path: Path) -> None:
    data = bytearray(npz_path.read_bytes())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = data.find(signature)
        while place >= 0:
            data[place + offset] |= 1
            place = data.find(signature, place + 4)
    npz_path.write_bytes(data)
    check_refused(npz_path, "damaged or not an NPZ file")


def test_damaged_archives_give_a_sentence_or_the_whole_neuron(npz_path: Path) -> None:
    original = npz_path.read_bytes()
    np.savez_compressed(npz_path, **arrays_of(npz_path))
    noise = random.Random(4)
    for whole in (original, npz_path.read_bytes()):
        for _ in range(400):
            data = bytearray(whole)
            for _ in range(noise.randint(1, 4)):
                data[noise.randrange(len(data))] = noise.randrange(256)
            npz_path.write_bytes(data[: noise.choice([len(data), noise.randrange(len(data))])])
            try:
                found = read_weights(npz_path)
            except WeightsError:
                continue
            assert found.feature_names


def test_truncated_archives_are_refused(npz_path: Path) -> None:
    data = npz_path.read_bytes()
    for length in (2, 4, 100, len(data) // 2, len(data) - 30, len(data) - 1):
        npz_path.write_bytes(data[:length])
        check_refused(npz_path, "damaged or not an NPZ file")


def test_another_zip_file_is_refused(tmp_path: Path) -> None:
    write_members(tmp_path / "other.zip", {"text": b"hello"})
    check_refused(tmp_path / "other.zip", "“format” is missing")


def test_the_content_tells_the_format_whatever_the_name(json_path: Path, npz_path: Path, tmp_path: Path) -> None:
    json_path.rename(tmp_path / "a.npz")
    npz_path.rename(tmp_path / "b.json")
    check_same(read_weights(tmp_path / "a.npz"), read_weights(tmp_path / "b.json"))


def test_a_new_file_is_readable_to_others_like_any(npz_path: Path) -> None:
    other = npz_path.with_name("other")
    other.write_bytes(b"")
    assert stat.S_IMODE(npz_path.stat().st_mode) == stat.S_IMODE(other.stat().st_mode)
