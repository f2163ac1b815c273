"""Each format is read by a reader that this project did not write, and predicts what the neuron does."""

from __future__ import annotations

import csv
import io
import json
import math
import warnings
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neuron_desktop.core import Dataset, Neuron, Trainer, TrainingSettings, article_dataset, quadratic_terms, sigmoid
from neuron_desktop.core.numerals import grouped
from neuron_desktop.files.errors import FileError, WeightsError
from neuron_desktop.files.recipes.recipe import Recipe
from neuron_desktop.files.recipes.recipe_parts import ColumnRecipe, LabelRecipe
from neuron_desktop.files.text.tables import read_table
from neuron_desktop.files.weights.export_format import (
    CHECKED,
    LONGEST_PREVIEW,
    Check,
    ReadBack,
    WeightsFormat,
    check_samples,
    verify,
)
from neuron_desktop.files.weights.export_formats import FORMATS, export_bytes, export_weights
from neuron_desktop.files.weights.export_formula import LONGEST_FORMULA, column_letters
from neuron_desktop.files.weights.export_onnx import INSTALL
from neuron_desktop.files.weights.trained_neuron import TrainedNeuron, trained_neuron
from tests.children import python
from tests.places import DATA

BY_KEY = {known.key: known for known in FORMATS}
ARTICLE = article_dataset()
MAPS = [(), ("x2", "x1"), (*quadratic_terms(2), "sin x1"), ("sin x2", "x1·x2", "x1"), ("sin x1",)]
TITANIC = Recipe(
    LabelRecipe("survived", ("0",), ("1",), ("died", "survived")),
    (
        ColumnRecipe("age", missing="median", indicator=True),
        ColumnRecipe("sex", "binary", ("female", "male")),
        ColumnRecipe("embarked", "one-hot", ("C", "Q", "S"), missing="most frequent"),
        ColumnRecipe("pclass", "one-hot", ("1", "2", "3")),
        ColumnRecipe("fare"),
    ),
)


def train(dataset: Dataset, feature_map: tuple[str, ...] = (), **later: object) -> TrainedNeuron:
    chosen = TrainingSettings(iterations=200, standardize=True, learning_rate=1.0, feature_map=feature_map)
    trained = trained_neuron(dataset, Trainer(dataset, chosen).advance(200))
    return replace(trained, **later)  # type: ignore[arg-type]


def train_titanic() -> tuple[TrainedNeuron, Dataset]:
    table = read_table(DATA / "titanic_891.csv")
    recipe = TITANIC.fitted(table)
    encoding = recipe.encode(table)
    assert encoding.labels is not None
    dataset = Dataset(encoding.features, encoding.labels, recipe.feature_names, recipe.label.class_names)
    return train(dataset, recipe=recipe, data_file="titanic_891.csv"), dataset


def random_samples(trained: TrainedNeuron, count: int = 500) -> np.ndarray:
    return np.random.default_rng(3).uniform(-12.0, 12.0, (len(trained.feature_names), count))


# ------------------------------------------------------------------------------------------- foreign readers


def by_numpy(path: Path, features: np.ndarray) -> np.ndarray:
    with np.load(path, allow_pickle=False) as arrays:
        assert arrays["feature_map"].tolist() == []
        return 1.0 / (1.0 + np.exp(-(features.T @ arrays["weights"] + arrays["bias"])))


def by_json(path: Path, features: np.ndarray) -> np.ndarray:
    document = json.loads(path.read_text("utf-8"))
    z = [
        document["bias"] + math.fsum(f["weight"] * value for f, value in zip(document["features"], column, strict=True))
        for column in features.T.tolist()
    ]
    return np.array([1.0 / (1.0 + math.exp(-value)) for value in z])


def by_csv(path: Path, features: np.ndarray) -> np.ndarray:
    with path.open(encoding="utf-8", newline="") as file:
        header, *rows, bias = csv.reader(file)
    assert header == ["name", "weight"]
    assert bias[0] == "bias"
    weights = np.array([float(row[1]) for row in rows])
    return 1.0 / (1.0 + np.exp(-(features.T @ weights + float(bias[1]))))


def by_scikit_learn(path: Path, features: np.ndarray) -> np.ndarray:
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression()
    vars(model).update(np.load(path))
    with warnings.catch_warnings():
        # It wants a table that names its columns, and there is no pandas here.
        warnings.filterwarnings("ignore", "X does not have valid feature names")
        return model.predict_proba(features.T)[:, 1]


def by_onnxruntime(path: Path, features: np.ndarray) -> np.ndarray:
    return run_onnx(path, features)[0]


def run_onnx(path: Path, features: np.ndarray) -> list[np.ndarray]:
    import onnxruntime

    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    return session.run(["probability", "label"], {"features": np.ascontiguousarray(features.T)})


def by_script(path: Path, features: np.ndarray, names: tuple[str, ...] = ("x1", "x2")) -> np.ndarray:
    text = io.StringIO()
    csv.writer(text).writerows([names, *features.T.tolist()])
    data = path.with_suffix(".csv")
    data.write_text(text.getvalue(), "utf-8")
    return np.array([float(row["probability"]) for row in run_script(path, data)])


def run_script(path: Path, data: Path) -> list[dict[str, str]]:
    done = python("-I", path, data, check=True)
    assert done.stderr == b""
    return list(csv.DictReader(io.StringIO(done.stdout.decode("utf-8"))))


def by_python_syntax(path: Path, features: np.ndarray) -> np.ndarray:
    """Compute the formulas as Python expressions, which a formula of these few signs is too."""
    cells = path.read_text("utf-8").splitlines()[-1].split("\t")
    count = len(features)
    z_cell, probability_cell = (f"{column_letters(count + place)}2" for place in range(2))
    functions = {"EXP": math.exp, "SIN": math.sin, "IF": lambda test, yes, no: yes if test else no}
    found = []
    for column in features.T.tolist():
        sheet = {f"{column_letters(place)}2": value for place, value in enumerate(column)}
        sheet[z_cell] = eval(cells[count].removeprefix("="), functions | sheet)
        found.append(eval(cells[count + 1].removeprefix("="), functions | sheet))
    assert probability_cell in cells[count + 1] or z_cell in cells[count + 1]
    return np.array(found)


READERS: dict[str, Callable[[Path, np.ndarray], np.ndarray]] = {
    "npz": by_numpy,
    "json": by_json,
    "csv": by_csv,
    "sklearn": by_scikit_learn,
    "onnx": by_onnxruntime,
    "python": by_script,
    "formula": by_python_syntax,
}


def test_every_format_has_a_foreign_reader() -> None:
    assert set(READERS) == set(BY_KEY)


@pytest.mark.parametrize("key", READERS)
def test_a_foreign_reader_predicts_the_windows_probability(tmp_path: Path, key: str) -> None:
    trained = train(ARTICLE)
    path = tmp_path / f"weights{BY_KEY[key].suffix}"
    export_weights(path, BY_KEY[key], trained)
    samples = random_samples(trained)
    snapshot = Trainer(ARTICLE, trained.settings).advance(200)
    found = READERS[key](path, samples)
    assert np.abs(found - snapshot.forward_propagation(samples)).max() < 1e-12


@pytest.mark.parametrize("key", ["onnx", "python", "formula"])
@pytest.mark.parametrize("feature_map", MAPS[1:], ids=", ".join)
def test_derived_features_are_computed_inside(tmp_path: Path, key: str, feature_map: tuple[str, ...]) -> None:
    trained = train(ARTICLE, feature_map)
    path = tmp_path / f"weights{BY_KEY[key].suffix}"
    export_weights(path, BY_KEY[key], trained)
    samples = random_samples(trained, 50)
    assert np.abs(READERS[key](path, samples) - trained.probabilities(samples)).max() < 1e-12


@pytest.mark.parametrize("feature_map", MAPS[1:], ids=", ".join)
def test_scikit_learn_takes_derived_features_as_columns_that_the_preview_names(
    tmp_path: Path, feature_map: tuple[str, ...]
) -> None:
    trained = train(ARTICLE, feature_map)
    path = tmp_path / "weights.sklearn.npz"
    export_weights(path, BY_KEY["sklearn"], trained)
    samples = random_samples(trained)
    derived = trained.feature_map.apply(samples)
    assert np.abs(by_scikit_learn(path, derived) - trained.probabilities(samples)).max() < 1e-12
    preview = BY_KEY["sklearn"].preview(path.read_bytes())
    assert preview.startswith("The columns of X, the derived ones computed beforehand:")
    for place, name in enumerate(trained.term_names):
        assert f"X[:, {place}]  {name}\n" in preview


def test_scikit_learn_names_the_classes(tmp_path: Path) -> None:
    from sklearn.linear_model import LogisticRegression

    trained = train(ARTICLE)
    export_weights(tmp_path / "w", BY_KEY["sklearn"], trained)
    model = LogisticRegression()
    vars(model).update(np.load(tmp_path / "w"))
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "X does not have valid feature names")
        called = model.predict(ARTICLE.features.T)
    assert called.tolist() == [trained.class_names[label] for label in trained.predict(ARTICLE.features)]
    assert model.feature_names_in_.tolist() == ["x1", "x2"]


@pytest.mark.parametrize("threshold", [0.5, 0.2])
def test_onnx_gives_the_class_too(tmp_path: Path, threshold: float) -> None:
    trained = train(ARTICLE, MAPS[2], threshold=threshold)
    export_weights(tmp_path / "w", BY_KEY["onnx"], trained)
    assert run_onnx(tmp_path / "w", ARTICLE.features)[1].tolist() == trained.predict(ARTICLE.features).tolist()


def test_csv_writes_derived_features_with_their_formula() -> None:
    trained = train(Dataset(ARTICLE.features, ARTICLE.labels, ("a, b", "c")), ("x1²", "x1·x2"))
    rows = list(csv.reader(io.StringIO(BY_KEY["csv"].write(trained).decode())))
    w = trained.neuron.weights.tolist()
    assert rows == [
        ["name", "weight", "term"],
        ["a, b²", repr(w[0]), "x1²"],
        ["a, b·c", repr(w[1]), "x1·x2"],
        ["bias", repr(trained.neuron.bias), ""],
    ]


def test_the_script_encodes_rows_by_the_recipe(tmp_path: Path) -> None:
    trained, dataset = train_titanic()
    export_weights(tmp_path / "predict.py", BY_KEY["python"], trained)
    rows = run_script(tmp_path / "predict.py", DATA / "titanic_891.csv")
    found = np.array([float(row["probability"]) for row in rows])
    assert np.abs(found - trained.probabilities(dataset.features)).max() < 1e-12
    assert [row["class"] for row in rows] == [trained.class_names[label] for label in trained.predict(dataset.features)]


def test_the_script_leaves_a_row_empty_that_it_cannot_predict(tmp_path: Path) -> None:
    trained, _ = train_titanic()
    export_weights(tmp_path / "predict.py", BY_KEY["python"], trained)
    data = tmp_path / "rows.csv"
    data.write_text("age,sex,embarked,pclass,fare\n,male,,3.0,7\n30,NA,S,1,8\n", "utf-8")
    first, second = run_script(tmp_path / "predict.py", data)
    assert 0.0 < float(first["probability"]) < 0.5
    assert second == {"probability": "", "class": ""}


def test_the_script_refuses_a_word_it_does_not_know(tmp_path: Path) -> None:
    trained, _ = train_titanic()
    export_weights(tmp_path / "predict.py", BY_KEY["python"], trained)
    data = tmp_path / "rows.csv"
    data.write_text("age,sex,embarked,pclass,fare\n30,other,S,1,8\n", "utf-8")
    done = python("-I", tmp_path / "predict.py", data)
    assert done.returncode == 1
    assert b"'other' is not in list" in done.stderr


@pytest.mark.parametrize("arguments", [[], ["a.csv", "b.csv"], ["--help"]])
@pytest.mark.parametrize("kind", ["plain", "derived", "recipe"])
def test_a_script_called_otherwise_than_with_one_table_says_how_it_is_used(
    tmp_path: Path, kind: str, arguments: list[str]
) -> None:
    trained = train_titanic()[0] if kind == "recipe" else train(ARTICLE, ("x1²", "x2") if kind == "derived" else ())
    path = tmp_path / "predict.py"
    export_weights(path, BY_KEY["python"], trained)
    done = python("-I", path, *arguments, text=True)
    assert (done.returncode, done.stdout) == (0 if arguments == ["--help"] else 2, "")
    usage, columns = done.stderr.splitlines()
    assert usage == f"usage: python {path} DATA.csv > PREDICTIONS.csv"
    named = columns.partition("the columns ")[2].split(", ")
    assert named == (["'age'", "'sex'", "'embarked'", "'pclass'", "'fare'"] if kind == "recipe" else ["'x1'", "'x2'"])


def test_names_in_a_script_are_nothing_but_names(tmp_path: Path) -> None:
    evil = ('"""; import os; os._exit(9) #', "a\n'{}\\")
    trained = train(Dataset(ARTICLE.features, ARTICLE.labels, evil, ("rot ü", "'blau\"")))
    path = tmp_path / "predict.py"
    export_weights(path, BY_KEY["python"], trained)
    samples = random_samples(trained, 20)
    assert np.abs(by_script(path, samples, evil) - trained.probabilities(samples)).max() < 1e-12


def test_names_in_formulas_are_nothing_but_names(tmp_path: Path) -> None:
    names = ("=1+1", 'a\t"b')
    trained = train(Dataset(ARTICLE.features, ARTICLE.labels, names, ('say "red"', "=blue\n")))
    data = BY_KEY["formula"].write(trained)
    titles, cells = data.decode().splitlines()[-2:]
    assert titles.split("\t") == ["'=1+1", 'a "b', "z", "probability", "class"]
    assert cells.split("\t")[-1] == '=IF(C2>=0,"=blue ","say ""red""")'
    assert verify(BY_KEY["formula"], data, trained, check_samples(trained, ARTICLE)).agrees


def test_formulas_name_their_columns_and_what_is_in_them() -> None:
    trained, _ = train_titanic()
    text = BY_KEY["formula"].write(trained).decode()
    assert "A = age: the number in age; 28.0 where it is missing\n" in text
    assert "B = age missing: 1 where age is missing, 0 elsewhere\n" in text
    assert "C = sex → male: 1 where sex is male, 0 where it is another of female, male\n" in text
    assert "H = fare\n" in text
    assert "I = z, J = the probability of survived, K = the class\n" in text
    assert "SIN" not in text
    assert "134217728" in BY_KEY["formula"].write(train(ARTICLE, ("sin x1",))).decode()


def test_column_letters_go_on_after_z() -> None:
    assert [column_letters(place) for place in (0, 25, 26, 51, 52, 701, 702, 16383)] == [
        *("A", "Z", "AA", "AZ", "BA", "ZZ", "AAA", "XFD")
    ]


# ------------------------------------------------------------------------------------------------ the check


@pytest.mark.parametrize("known", FORMATS, ids=lambda known: known.key)
@pytest.mark.parametrize("feature_map", MAPS, ids=lambda terms: ", ".join(terms) or "as is")
@pytest.mark.parametrize("threshold", [0.5, 0.8])
def test_every_format_reads_itself_back(known: WeightsFormat, feature_map: tuple[str, ...], threshold: float) -> None:
    trained = train(ARTICLE, feature_map, threshold=threshold)
    if known.key == "sklearn" and threshold != 0.5:
        assert "decides at ŷ = ½" in str(known.explain_impossible(trained))
        return
    assert known.explain_impossible(trained) is None
    check = verify(known, known.write(trained), trained, check_samples(trained, ARTICLE))
    # A table of names and weights has no threshold.
    assert check.agrees or (known.key == "csv" and threshold != 0.5)
    assert check.count == CHECKED
    assert check.largest_difference < 1e-12


@given(data=st.data())
@settings(deadline=None, max_examples=30)
def test_any_finite_weights_are_read_back_within_rounding(data: st.DataObject) -> None:
    count = data.draw(st.integers(1, 4))
    numbers = st.floats(-1e6, 1e6)
    weights = np.array(data.draw(st.lists(numbers, min_size=count, max_size=count)))
    dataset = Dataset(np.random.default_rng(1).normal(size=(count, 20)) * 1e3, np.arange(20) % 2)
    trained = train(dataset, neuron=Neuron(weights, data.draw(numbers)))
    for known in FORMATS:
        check = verify(known, known.write(trained), trained, check_samples(trained, dataset))
        assert check.agrees, known.key


class Wrong:
    """A format whose file gives other predictions."""

    key, name, suffix, sentence = "wrong", "Wrong", ".wrong", ""

    def __init__(self, shift: float, *, classes: np.ndarray | None = None) -> None:
        self._shift = shift
        self._classes = classes

    def explain_impossible(self, trained: TrainedNeuron) -> str | None:
        return None

    def write(self, trained: TrainedNeuron) -> bytes:
        return b""

    def preview(self, data: bytes) -> str:
        return ""

    def read_back(self, data: bytes) -> ReadBack:
        trained = train(ARTICLE)
        return ReadBack(
            lambda features: trained.probabilities(features) + self._shift,
            None if self._classes is None else lambda _: self._classes,
        )


def test_a_file_that_predicts_otherwise_is_not_called_verified() -> None:
    trained = train(ARTICLE)
    samples = check_samples(trained, ARTICLE)
    for shift in (1e-9, math.nan):
        check = verify(Wrong(shift), b"", trained, samples)
        assert not check.agrees
        assert check.sentence.startswith("not verified: only ")
    check = verify(Wrong(0.0, classes=1 - trained.predict(samples)), b"", trained, samples)
    assert (check.agrees, check.same_classes) == (False, 0)


def test_the_check_says_its_figures() -> None:
    assert Check(2000, 2000, 0, 0.0, agrees=True).sentence == (
        "verified: 2\u202f000 predictions identical (ŷ to the last bit)"
    )
    assert Check(2000, 2000, 0, 1.1e-16, agrees=True).sentence == (
        "verified: 2\u202f000 predictions identical (ŷ differs by at most 1.1e-16)"
    )
    assert "1\u202f998 of 2\u202f000 predictions identical; the other 2 lie exactly on the boundary" in (
        Check(2000, 1998, 2, 1.1e-16, agrees=True).sentence
    )


def test_classes_of_points_on_the_boundary_may_round_either_way() -> None:
    trained = train(ARTICLE, neuron=Neuron(np.zeros(2), 0.0))
    samples = check_samples(trained, ARTICLE)

    class Strict(Wrong):
        def read_back(self, data: bytes) -> ReadBack:
            return ReadBack(trained.probabilities, lambda features: np.zeros(features.shape[1]))

    check = verify(Strict(0.0), b"", trained, samples)
    assert (check.agrees, check.same_classes, check.undecided) == (True, 0, CHECKED)


def test_half_of_the_checked_samples_are_of_the_data_and_the_others_in_its_range() -> None:
    trained = train(ARTICLE)
    many = Dataset(np.tile(ARTICLE.features, 10), np.tile(ARTICLE.labels, 10))
    samples = check_samples(trained, many)
    assert samples.shape == (2, CHECKED)
    known = set(map(tuple, ARTICLE.features.T.tolist()))
    assert [tuple(column) in known for column in samples.T.tolist()] == [True] * 1000 + [False] * 1000
    assert (samples.min(axis=1) >= ARTICLE.features.min(axis=1)).all()
    assert (samples.max(axis=1) <= ARTICLE.features.max(axis=1)).all()
    assert np.array_equal(samples, check_samples(trained, many))


def test_without_data_the_checks_of_the_weights_give_the_range() -> None:
    trained = train(ARTICLE)
    for dataset in (None, Dataset.empty()):
        samples = check_samples(trained, dataset)
        assert samples.shape == (2, CHECKED)
        assert samples[:, :3].tolist() == trained.checks.tolist()
    huge = replace(trained, check_features=np.array([[-1.7e308, 1.7e308], [0.0, 0.0]]))
    assert np.isfinite(check_samples(huge, None)).all()


# ----------------------------------------------------------------------------------- what cannot be written


@pytest.mark.parametrize("known", FORMATS, ids=lambda known: known.key)
def test_a_diverged_neuron_is_written_in_no_format(tmp_path: Path, known: WeightsFormat) -> None:
    trained = train(ARTICLE, neuron=Neuron(np.array([1.0, math.nan])))
    with pytest.raises(WeightsError, match="diverged"):
        export_bytes(tmp_path / "w", known, trained)


@pytest.mark.parametrize("key", ["csv", "python", "formula", "sklearn", "onnx"])
def test_a_name_that_is_no_text_is_explained(key: str) -> None:
    trained = train(Dataset(ARTICLE.features, ARTICLE.labels, ("caf\udce9", "b")))
    assert "'caf\\udce9' cannot be written to a file" in str(BY_KEY[key].explain_impossible(trained))
    assert BY_KEY["json"].explain_impossible(trained) is None


def test_npz_explains_a_name_that_it_would_cut() -> None:
    trained = train(Dataset(ARTICLE.features, ARTICLE.labels, ("a\0", "b")))
    assert str(BY_KEY["npz"].explain_impossible(trained)).startswith("NPZ cannot keep a name")


def test_onnx_says_how_to_install_what_it_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    assert INSTALL in str(BY_KEY["onnx"].explain_impossible(train(ARTICLE)))


def test_formulas_explain_what_a_spreadsheet_cannot_take() -> None:
    formula = BY_KEY["formula"]
    wide = Dataset(np.ones((16_382, 1)), np.ones(1))
    assert "16\u202f384 columns" in str(formula.explain_impossible(train(wide)))
    many = Dataset(np.random.default_rng(1).normal(size=(400, 20)), np.arange(20) % 2)
    assert f"Excel takes {grouped(LONGEST_FORMULA)}" in str(formula.explain_impossible(train(many)))
    named = Dataset(ARTICLE.features, ARTICLE.labels, class_names=("n" * 256, "y"))
    assert "255 characters" in str(formula.explain_impossible(train(named)))


def test_previews_are_bounded_and_show_the_beginning() -> None:
    many = Dataset(np.random.default_rng(1).normal(size=(3000, 4)), np.array([0, 1, 0, 1]))
    trained = train(many)
    for known in FORMATS:
        if known.explain_impossible(trained) is None:
            assert 100 < len(known.preview(known.write(trained))) <= LONGEST_PREVIEW
    assert BY_KEY["json"].preview(BY_KEY["json"].write(trained)).startswith('{\n  "format"')
    assert "… 2\u202f992 more" in BY_KEY["sklearn"].preview(BY_KEY["sklearn"].write(trained))
    assert "3000" in BY_KEY["npz"].preview(BY_KEY["npz"].write(trained))
    small = BY_KEY["onnx"].preview(BY_KEY["onnx"].write(train(ARTICLE)))
    assert "Sigmoid" in small
    assert "A = x1" in BY_KEY["formula"].preview(BY_KEY["formula"].write(train(ARTICLE)))
    assert BY_KEY["sklearn"].preview(BY_KEY["sklearn"].write(train(ARTICLE))).startswith("The columns of X:\n")


def test_every_format_says_in_a_sentence_what_it_is_for() -> None:
    for known in FORMATS:
        assert known.sentence.endswith(".")
        assert known.suffix.startswith(".")
        assert known.name


def test_what_was_there_stays_when_an_export_fails(tmp_path: Path) -> None:
    path = tmp_path / "w"
    path.write_bytes(b"old")
    with pytest.raises(WeightsError):
        export_weights(path, BY_KEY["csv"], train(ARTICLE, neuron=Neuron(np.array([math.inf, 1.0]))))
    assert path.read_bytes() == b"old"
    with pytest.raises(FileError, match="does not exist"):
        export_weights(tmp_path / "none" / "w", BY_KEY["csv"], train(ARTICLE))


def test_rounding_covers_what_sums_in_another_order_differ_by() -> None:
    random = np.random.default_rng(8)
    dataset = Dataset(random.normal(1e6, 1.0, (30, 50)), np.arange(50) % 2)
    trained = train(dataset, neuron=Neuron(random.normal(size=30), 3.0))
    order = random.permutation(30)
    other = sigmoid(trained.neuron.weights[order] @ dataset.features[order] + 3.0)
    difference = np.abs(other - trained.probabilities(dataset.features))
    assert (difference <= trained.rounding(dataset.features)).all()
    huge = replace(trained, neuron=Neuron(np.full(30, 1e308), 0.0))
    assert np.isinf(huge.rounding(dataset.features)).all()
