"""The command line, called as a function and, where processes matter, as a program."""

from __future__ import annotations

import json
import os
import signal
import sys
from contextlib import AbstractContextManager
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from neuron_desktop import __version__, cli
from neuron_desktop.core import (
    Dataset,
    NeuronDesktopError,
    Optimizer,
    Trainer,
    TrainingSettings,
    article_dataset,
    quadratic_terms,
)
from neuron_desktop.files.recipes.csv_data import write_dataset
from neuron_desktop.files.weights.weights_file import read_weights
from tests.children import PIPE, STDOUT, Popen, child, python
from tests.places import ROOT

posix_only = pytest.mark.skipif(os.name != "posix", reason="signals and pipes of POSIX")

TABLE = """height,weight,"age, in years",name,sick
1.5,60,30,a,no
1.6,70,31,b,no
1.7,65,60,c,yes
1.8,90,61,d,yes
1.9,85,33,e,no
1.4,50,70,f,yes
"""


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "people.csv"
    path.write_text(TABLE, "utf-8")
    return path


class Window:
    """Stands for the window's module, which need not be importable here."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.opened: list[Path | None] = []
        module = ModuleType("neuron_desktop.ui.window.app")
        module.open_window = self.open_window  # type: ignore[attr-defined]
        monkeypatch.setitem(sys.modules, "neuron_desktop.ui.window.app", module)

    def open_window(self, path: Path | None = None) -> int:
        self.opened.append(path)
        return 7


@pytest.fixture
def window(monkeypatch: pytest.MonkeyPatch) -> Window:
    return Window(monkeypatch)


def program(*arguments: object, **keywords: object) -> AbstractContextManager[Popen[bytes]]:
    keywords = {"stdout": PIPE, "stderr": PIPE} | keywords
    environment = os.environ | {"PYTHONPATH": str(ROOT)} | keywords.pop("environment", {})  # type: ignore[operator]
    # With it nothing is buffered, and neither what is flushed nor what is not would show.
    environment.pop("PYTHONUNBUFFERED", None)
    return child([sys.executable, "-m", "neuron_desktop", *arguments], env=environment, **keywords)


def check_fails(capsys: pytest.CaptureFixture[str], arguments: list[object], *words: str) -> str:
    assert cli.run([str(argument) for argument in arguments]) == 1
    output, complaint = capsys.readouterr()
    assert complaint.startswith("neuron-desktop: ")
    assert complaint.count("\n") == 1
    assert complaint.endswith("\n")
    for word in words:
        assert word in complaint
    assert "Weight of" not in output
    return output


def results_of(output: str) -> dict[str, float]:
    lines = [line.rpartition(": ") for line in output.splitlines() if not line.startswith("Iteration")]
    return {name: float(value) for name, _, value in lines if value.replace(".", "").replace("-", "").isdigit()}


# ------------------------------------------------------------------------------------------------- the window


def test_no_arguments_open_an_empty_window(window: Window) -> None:
    assert cli.run([]) == 7
    assert window.opened == [None]


@pytest.mark.parametrize(
    ("arguments", "path"),
    [(["train.csv"], "train.csv"), (["./train"], "train"), (["--", "train"], "train"), (["a b.csv"], "a b.csv")],
)
def test_a_file_opens_in_the_window(window: Window, arguments: list[str], path: str) -> None:
    assert cli.run(arguments) == 7
    assert window.opened == [Path(path)]


@pytest.mark.parametrize("arguments", [["a.csv", "b.csv"], ["--nonsense"], ["a.csv", "train"]])
def test_arguments_that_make_no_sense_open_nothing(
    window: Window, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    assert cli.run(arguments) == 2
    assert window.opened == []
    assert "usage: neuron-desktop" in capsys.readouterr().err


def test_the_version_is_printed(window: Window, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["--version"]) == 0
    assert capsys.readouterr().out == f"neuron-desktop {__version__}\n"
    assert window.opened == []


def test_help_tells_of_both_ways_to_start(window: Window, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["--help"]) == 0
    text = capsys.readouterr().out
    assert "neuron-desktop [-h] [--version] [FILE]" in text
    assert "neuron-desktop train" in text
    assert "./train" in text
    assert window.opened == []


def test_help_on_training_names_every_option(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["train", "--help"]) == 0
    text = capsys.readouterr().out
    for option in (
        *("--label", "--features", "--derive", "--learning-rate", "--iterations", "--tolerance", "--l1", "--l2"),
        *("--momentum", "--seed", "--batch-size", "--standardize", "--export"),
        "--optimizer {gradient-descent,momentum,adam}",
    ):
        assert option in text
    assert "(default: 0.1)" in text
    assert "(default: 2000)" in text


def test_a_failure_of_the_window_is_one_sentence(
    window: Window, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_path: Path | None) -> int:
        raise NeuronDesktopError("No window today.")

    monkeypatch.setattr(sys.modules["neuron_desktop.ui.window.app"], "open_window", fail)
    check_fails(capsys, [], "No window today.")


# ----------------------------------------------------------------------------------------------- training


@pytest.mark.parametrize("standardize", [False, True])
@pytest.mark.parametrize("iterations", [1, 5, 7, 203])
def test_the_result_is_the_trainers_to_the_last_bit(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, standardize: bool, iterations: int
) -> None:
    settings = TrainingSettings(learning_rate=0.05, iterations=iterations, standardize=standardize)
    expected = Trainer(article_dataset(), settings).advance(iterations)
    arguments = ["train", "--learning-rate", "0.05", "--iterations", str(iterations), "--export", str(tmp_path / "w")]
    assert cli.run(arguments + ["--standardize"] * standardize) == 0
    output, complaint = capsys.readouterr()
    assert "note: A straight boundary can separate these points perfectly." in complaint
    costs = [f"Iteration {i}: {cost!r}" for i, cost in zip(*map(list, curve_of(expected)), strict=True)]
    assert output.splitlines() == [
        *costs,
        f"Weight of x1: {float(expected.neuron.weights[0])!r}",
        f"Weight of x2: {float(expected.neuron.weights[1])!r}",
        f"Bias: {expected.neuron.bias!r}",
        f"Cost: {expected.cost!r}",
        f"Accuracy: {expected.accuracy!r}",
        "Always blue: 0.504",
        f"Weights written to {tmp_path / 'w'}",
    ]
    written = read_weights(tmp_path / "w")
    assert written.neuron == expected.neuron
    assert written.scaled_neuron == expected.scaled_neuron
    assert written.settings == settings
    assert written.iteration == iterations
    assert written.dataset_fingerprint == article_dataset().fingerprint()


def curve_of(snapshot: object) -> tuple[list[int], list[float]]:
    curve = snapshot.cost_curve  # type: ignore[attr-defined]
    return curve.iterations.tolist(), curve.costs.tolist()


def test_slow_and_fast_machines_print_the_same(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    outputs = []
    for seconds in (0.0, 1e6):
        monkeypatch.setattr("neuron_desktop.cli.train.SECONDS_BETWEEN_PRINTS", seconds)
        assert cli.run(["train", "--iterations", "333"]) == 0
        outputs.append(capsys.readouterr().out)
    assert outputs[0] == outputs[1]
    assert outputs[0].count("Iteration") == 67


def test_the_costs_are_the_articles(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["train", "--iterations", "10"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.partition(":")[0] for line in lines[:4]] == [
        "Iteration 0",
        "Iteration 5",
        "Iteration 10",
        "Weight of x1",
    ]
    assert float(lines[0].partition(": ")[2]) == pytest.approx(np.log(2), rel=1e-15)


def test_a_table_is_learned_with_the_columns_that_suggest_themselves(
    table: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert cli.run(["train", str(table), "--iterations", "3", "--export", str(tmp_path / "w.npz")]) == 0
    output = capsys.readouterr().out
    assert output.splitlines()[0] == "6 rows, 3 features; label sick, learned from height, weight, age, in years"
    assert output.splitlines()[1].startswith("Iteration 0: ")
    written = read_weights(tmp_path / "w.npz")
    assert written.feature_names == ("height", "weight", "age, in years")
    assert written.class_names == ("no", "yes")
    assert (tmp_path / "w.npz").read_bytes().startswith(b"PK")


@pytest.mark.parametrize(
    ("options", "label", "features"),
    [
        (["--features", "weight,height"], "sick", ("weight", "height")),
        (["--features", "2, 1"], "sick", ("weight", "height")),
        (["--features", '"age, in years",1'], "sick", ("age, in years", "height")),
        (["--label", "sick"], "sick", ("height", "weight", "age, in years")),
        (["--label", "5", "--features", "3,weight"], "sick", ("age, in years", "weight")),
        (["--label", "sick", "--features", "height"], "sick", ("height",)),
    ],
)
def test_columns_are_chosen_by_name_or_position(
    table: Path, tmp_path: Path, options: list[str], label: str, features: tuple[str, ...]
) -> None:
    assert cli.run(["train", str(table), "--iterations", "2", "--export", str(tmp_path / "w"), *options]) == 0
    written = read_weights(tmp_path / "w")
    assert written.feature_names == features
    assert written.class_names == ("no", "yes")


def test_another_label_leaves_the_other_numbers_as_features(tmp_path: Path) -> None:
    path = tmp_path / "two.csv"
    path.write_text("a,smoker,b,target\n1,0,5,1\n2,1,6,0\n4,1,7,1\n3,0,9,0\n")
    assert cli.run(["train", str(path), "--label", "smoker", "--iterations", "2", "--export", f"{path}.json"]) == 0
    assert read_weights(Path(f"{path}.json")).feature_names == ("a", "b", "target")


def test_a_name_goes_before_a_position(tmp_path: Path) -> None:
    path = tmp_path / "digits.csv"
    write_dataset(path, Dataset(np.array([[5.0, 6.0], [7.0, 8.0]]), np.array([0, 1]), ("2", "1")))
    assert cli.run(["train", str(path), "--features", "1", "--iterations", "1", "--export", f"{path}.json"]) == 0
    assert read_weights(Path(f"{path}.json")).feature_names == ("1",)


def test_the_weights_of_a_table_are_the_trainers(table: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["train", str(table), "--features", "height,weight", "--standardize", "--iterations", "9"]) == 0
    features = np.array([[1.5, 1.6, 1.7, 1.8, 1.9, 1.4], [60, 70, 65, 90, 85, 50]])
    dataset = Dataset(features, np.array([0, 0, 1, 1, 0, 1]), ("height", "weight"), ("no", "yes"))
    expected = Trainer(dataset, TrainingSettings(iterations=9, standardize=True)).advance(9)
    found = results_of(capsys.readouterr().out)
    assert found["Weight of height"] == expected.neuron.weights[0]
    assert found["Weight of weight"] == expected.neuron.weights[1]
    assert found["Bias"] == expected.neuron.bias
    assert found["Cost"] == expected.cost
    assert found["Accuracy"] == expected.accuracy


@pytest.mark.parametrize(
    ("options", "changes"),
    [
        (["--batch-size", "32"], {"batch_size": 32}),
        (["--batch-size", "32", "--seed", "7"], {"batch_size": 32, "seed": 7}),
        (["--l1", "0.01"], {"l1": 0.01}),
        (["--l2", "0.5"], {"l2": 0.5}),
        (["--optimizer", "gradient-descent"], {}),
        (["--optimizer", "momentum"], {"optimizer": Optimizer.MOMENTUM}),
        (["--optimizer", "momentum", "--momentum", "0.5"], {"optimizer": Optimizer.MOMENTUM, "momentum": 0.5}),
        (["--optimizer", "adam"], {"optimizer": Optimizer.ADAM}),
        (["--tolerance", "1e-12"], {"tolerance": 1e-12}),
        (["--derive", "x1,x2²"], {"feature_map": ("x1", "x2²")}),
    ],
    ids=" ".join,
)
def test_every_setting_reaches_the_trainer_and_the_file(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, options: list[str], changes: dict[str, object]
) -> None:
    settings = TrainingSettings(iterations=23, **changes)  # type: ignore[arg-type]
    expected = Trainer(article_dataset(), settings).advance(23)
    assert cli.run(["train", "--iterations", "23", "--export", str(tmp_path / "w"), *options]) == 0
    output = capsys.readouterr().out
    assert f"Bias: {expected.neuron.bias!r}\nCost: {expected.cost!r}\n" in output
    assert "Converged" not in output
    written = read_weights(tmp_path / "w")
    assert written.settings == settings
    assert written.neuron == expected.neuron


@pytest.mark.parametrize(
    ("terms", "expected"),
    [
        ("x1,x2,x1²,x2²,x1·x2,sin x1", ("x1", "x2", "x1²", "x2²", "x1·x2", "sin x1")),
        ("x1^2, x2*x1 ,sin(x2)", ("x1²", "x1·x2", "sin x2")),
        ("quadratic", quadratic_terms(2)),
        ("sin x1,quadratic,sin x2", (*quadratic_terms(2), "sin x1", "sin x2")),
    ],
)
def test_derived_features_are_named_by_their_inputs(
    table: Path, capsys: pytest.CaptureFixture[str], terms: str, expected: tuple[str, ...]
) -> None:
    export = table.with_name("w.npz")
    options = ["--features", "height,weight", "--standardize", "--iterations", "4", "--export", str(export)]
    assert cli.run(["train", str(table), "--derive", terms, *options]) == 0
    written = read_weights(export)
    assert written.feature_names == ("height", "weight")
    assert written.settings.feature_map == expected
    named = [term.replace("x1", "height").replace("x2", "weight") for term in expected]
    lines = [line for line in capsys.readouterr().out.splitlines() if line.startswith("Weight of")]
    assert lines == [
        f"Weight of {name}: {weight!r}" for name, weight in zip(named, written.neuron.weights.tolist(), strict=True)
    ]


def test_squares_let_the_neuron_learn_a_circle(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    features = np.random.default_rng(3).normal(size=(2, 400))
    dataset = Dataset(features, (np.square(features).sum(axis=0) < 1.2).astype(np.int8))
    write_dataset(tmp_path / "circle.csv", dataset)
    accuracies = []
    for options in ([], ["--derive", "x1²,x2²"]):
        assert cli.run(["train", str(tmp_path / "circle.csv"), "--learning-rate", "1", *options]) == 0
        accuracies.append(results_of(capsys.readouterr().out)["Accuracy"])
    assert accuracies[0] < 0.7
    assert accuracies[1] > 0.97


def test_training_ends_where_the_gradient_is_short(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    settings = TrainingSettings(learning_rate=0.5, iterations=10**12, tolerance=0.01, standardize=True)
    expected = Trainer(article_dataset(), settings).advance(10**6)
    assert expected.converged
    arguments = ["--learning-rate", "0.5", "--iterations", str(10**12), "--tolerance", "0.01", "--standardize"]
    outputs = []
    for seconds in (0.0, 1e6):
        monkeypatch.setattr("neuron_desktop.cli.train.SECONDS_BETWEEN_PRINTS", seconds)
        assert cli.run(["train", *arguments, "--export", str(tmp_path / "w")]) == 0
        outputs.append(capsys.readouterr().out)
    assert outputs[0] == outputs[1]
    lines = outputs[0].splitlines()
    place = lines.index(f"Converged at iteration {expected.iteration}: the gradient's length is below 0.01.")
    assert lines[place - 1].startswith(f"Iteration {expected.iteration}: ")
    assert lines[place + 1] == f"Weight of x1: {float(expected.neuron.weights[0])!r}"
    assert read_weights(tmp_path / "w").iteration == expected.iteration


def test_a_start_that_is_good_enough_is_the_result(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["train", "--tolerance", "1e9"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("Iteration 0: ")
    assert lines[1:] == [
        "Converged at iteration 0: the gradient's length is below 1000000000.0.",
        *("Weight of x1: 0.0", "Weight of x2: 0.0", "Bias: 0.0"),
        *lines[-3:],
    ]


def test_costs_that_a_long_run_thins_out_are_printed_once_and_in_order(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("neuron_desktop.core.training.history.BYTES_FOR_STATES", 16 * 6 * 64)
    assert cli.run(["train", "--iterations", "5000"]) == 0
    output = capsys.readouterr().out
    printed = [int(line.split()[1][:-1]) for line in output.splitlines() if line.startswith("Iteration")]
    assert printed[:4] == [0, 5, 10, 15]
    assert printed == sorted(set(printed))
    assert len(printed) < 1000
    assert printed[-1] > 4500


# ----------------------------------------------------------------------------------------------- failures


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--learning-rate", "-1"], "learning rate is -1.0"),
        (["--learning-rate", "nan"], "learning rate is nan"),
        (["--iterations", "0"], "number of iterations is 0"),
        (["--batch-size", "0"], "batch size is 0"),
        (["--l1", "-1"], "L1 penalty is -1.0"),
        (["--l2", "inf"], "L2 penalty is inf"),
        (["--momentum", "1"], "momentum is 1.0"),
        (["--tolerance", "-0.1"], "tolerance is -0.1"),
        (["--seed", "-1"], "seed is -1"),
        (["--derive", "x1,cos x1"], "“cos x1” is no feature"),
        (["--derive", ""], "“” is no feature"),
        (["--derive", "x1,x1"], "x1 is listed twice"),
        (["--derive", "x3"], "x3 needs 3 columns, but the data set has 2"),
        (["--derive", "quadratic,x1"], "x1 is listed twice"),
    ],
)
def test_a_setting_that_cannot_be_is_one_sentence(
    capsys: pytest.CaptureFixture[str], options: list[str], words: str
) -> None:
    assert check_fails(capsys, ["train", *options], words) == ""


@pytest.mark.parametrize(
    "arguments",
    [
        ["--iterations", "many"],
        ["--learning-rate", "fast"],
        ["--optimizer", "newton"],
        ["--batch-size", "half"],
        ["--seed", "1.5"],
        ["--label", "x"],
        ["--features", "x"],
        ["a.csv", "--features", ""],
        ["a.csv", "--features", '"a'],
        ["--iter", "5"],
        ["a.csv", "b.csv"],
    ],
)
def test_a_usage_error_is_2(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    assert cli.run(["train", *arguments]) == 2
    output, complaint = capsys.readouterr()
    assert output == ""
    assert "usage: neuron-desktop train" in complaint


def test_the_table_is_not_replaced_by_its_weights(table: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = table.parent / "." / ".." / table.parent.name / table.name
    assert cli.run(["train", str(table), "--export", str(other)]) == 2
    assert "would replace the table" in capsys.readouterr().err
    assert table.read_text("utf-8") == TABLE


def test_a_missing_table_is_one_sentence(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    check_fails(capsys, ["train", tmp_path / "none.csv"], "none.csv: ")


@pytest.mark.parametrize("options", [["--label", "colour"], ["--features", "height,9"], ["--features", "colour"]])
def test_a_column_that_is_not_there_is_one_sentence(
    table: Path, capsys: pytest.CaptureFixture[str], options: list[str]
) -> None:
    check_fails(capsys, ["train", table, *options], f"There is no column {options[1].rpartition(',')[2]}", "height")


@pytest.mark.parametrize(
    "options", [["--features", "height,1"], ["--label", "sick", "--features", "sick"], ["--features", "name"]]
)
def test_a_column_that_cannot_be_learned_is_one_sentence(
    table: Path, capsys: pytest.CaptureFixture[str], options: list[str]
) -> None:
    check_fails(capsys, ["train", table, *options], "people.csv")


def test_a_label_that_is_not_clear_is_asked_for(table: Path, capsys: pytest.CaptureFixture[str]) -> None:
    check_fails(capsys, ["train", table, "--features", "sick"], "say it with --label", "height, weight")
    words = table.with_name("words.csv")
    words.write_text("a,b\nx,yes\ny,no\nz,no\n")
    check_fails(capsys, ["train", words], "say it with --label", "a, b")


def test_words_are_learned_from(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    words = tmp_path / "words.csv"
    words.write_text("sex,port,sick\n" + "male,S,yes\nfemale,C,no\nmale,Q,no\nfemale,S,yes\n" * 3)
    assert cli.run(["train", str(words), "--iterations", "3"]) == 0
    output = capsys.readouterr().out
    assert output.startswith(
        "12 rows, 3 features, sex → female, port → 2 columns; label sick, learned from sex, port\n"
    )
    for name in ("sex → female", "port → C", "port → Q"):
        assert f"Weight of {name}: " in output


def test_no_samples_are_one_sentence(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    write_dataset(tmp_path / "empty.csv", Dataset.empty())
    check_fails(capsys, ["train", tmp_path / "empty.csv", "--export", tmp_path / "w"], "no samples")
    assert not (tmp_path / "w").exists()


def test_weights_that_cannot_be_written_are_one_sentence_and_still_printed(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert cli.run(["train", "--iterations", "2", "--export", str(tmp_path / "none" / "w.json")]) == 1
    output, complaint = capsys.readouterr()
    assert complaint.startswith("neuron-desktop: w.json: The folder")
    assert "Weight of x1: " in output
    assert "written" not in output


@pytest.mark.parametrize("standardize", [False, True])
def test_training_that_diverges_exports_nothing(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, standardize: bool
) -> None:
    path = tmp_path / "huge.csv"
    if standardize:
        # Among features of about 1 a rate that large throws the one far sample beyond all numbers, on the wrong side.
        path.write_text("a,b,label\n" + "1,3,1\n-1,3,0\n" * 500 + "-50,3,1\n")
        options = ["--standardize", "--learning-rate", "1.7e308", "--iterations", "1"]
        remedy = "Lower the learning rate (it is 1.7e+308)."
    else:
        path.write_text("a,b,label\n1e300,2e300,0\n-3e300,1e300,1\n2e300,-1e300,1\n1e300,1e300,0\n")
        options = ["--learning-rate", "1e10"]
        remedy = "Lower the learning rate (it is 10000000000.0), or add --standardize."
    output = check_fails(capsys, ["train", path, *options, "--export", tmp_path / "w"], "The training diverged", remedy)
    assert "Iteration 0: " in output
    assert len(output.splitlines()) < 10
    assert os.listdir(tmp_path) == ["huge.csv"]


def test_what_the_optimizer_remembers_may_leave_the_range_of_numbers_too(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    # The square of the gradient is infinite, and steps divided by it are none.
    path = tmp_path / "huge.csv"
    path.write_text("a,b,label\n1e200,2e200,0\n-3e200,1e200,1\n2e200,-1e200,1\n1e200,1e200,0\n")
    arguments = ["train", path, "--optimizer", "adam", "--export", tmp_path / "w"]
    check_fails(capsys, arguments, "The training diverged", "add --standardize")
    assert not (tmp_path / "w").exists()


def test_a_derived_feature_too_large_is_one_sentence(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "huge.csv"
    path.write_text("a,b,label\n1e200,2,0\n-3e200,1,1\n")
    check_fails(capsys, ["train", path, "--derive", "quadratic"], "x1² is too large")


# ---------------------------------------------------------------------------------------- as a program


def test_training_needs_no_qt(tmp_path: Path) -> None:
    script = (
        "import sys; from neuron_desktop.cli import run; status = run(sys.argv[1:]);"
        "print(sorted(name for name in sys.modules if name.split('.')[0] in ('PySide6', 'shiboken6', 'pyqtgraph')"
        " or name.startswith('neuron_desktop.ui')), status)"
    )
    for arguments in (["train", "--iterations", "5", "--export", str(tmp_path / "w")], ["train", "--help"]):
        done = python("-c", script, *arguments, text=True, cwd=ROOT, check=True)
        assert done.stdout.splitlines()[-1] == "[] 0"


def test_the_program_starts_by_its_module(tmp_path: Path) -> None:
    with program("train", "--iterations", 5, "--export", tmp_path / "w.json") as process:
        output, complaint = process.communicate()
    assert process.returncode == 0
    assert complaint.startswith(b"note: A straight boundary")
    expected = Trainer(article_dataset(), TrainingSettings(iterations=5)).advance(5)
    assert f"Bias: {expected.neuron.bias!r}\n".encode() in output
    assert json.loads((tmp_path / "w.json").read_text("utf-8"))["bias"] == expected.neuron.bias


@posix_only
@pytest.mark.parametrize("stream", ["stdout", "both"])
def test_a_reader_that_leaves_ends_the_training_quietly(stream: str, tmp_path: Path) -> None:
    both = {"stderr": STDOUT} if stream == "both" else {}
    with program("train", "--iterations", 10**12, "--export", tmp_path / "w", **both) as process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith(b"Iteration 0: ")
        process.stdout.close()
        complaint = b"" if process.stderr is None else process.stderr.read()
    assert (process.returncode, complaint) == (141, b"")
    assert not (tmp_path / "w").exists()


@posix_only
def test_a_reader_gone_before_the_first_line_is_no_trouble() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with program("--version", stdout=writing) as process:
        os.close(writing)
        assert process.stderr is not None
        assert process.stderr.read() == b""
    assert process.returncode == 141


@posix_only
def test_interrupting_shows_what_was_reached_and_exports_nothing(tmp_path: Path) -> None:
    with program("train", "--iterations", 10**12, "--export", tmp_path / "w") as process:
        assert process.stdout is not None
        assert process.stderr is not None
        first = process.stdout.readline()
        process.send_signal(signal.SIGINT)
        rest, complaint = process.communicate()
    assert first.startswith(b"Iteration 0: ")
    assert process.returncode == 130
    assert complaint.startswith(b"neuron-desktop: Stopped")
    assert complaint.count(b"\n") == 1
    assert b"Weight of" not in rest
    assert not (tmp_path / "w").exists()


def test_costs_can_be_read_while_it_trains(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "output"
    readable = []
    advance = Trainer.advance

    def noted_advance(trainer: Trainer, iterations: int) -> object:
        readable.append((trainer.iteration, path.read_text("utf-8").count("Iteration")))
        return advance(trainer, iterations)

    monkeypatch.setattr(Trainer, "advance", noted_advance)
    with path.open("w", encoding="utf-8") as stream:
        monkeypatch.setattr(sys, "stdout", stream)
        assert cli.run(["train", "--iterations", "100"]) == 0
        monkeypatch.undo()
    assert readable[0] == (0, 0)
    assert len(readable) > 2
    assert all(count == iteration // 5 + 1 for iteration, count in readable[1:])


def test_names_that_the_terminal_cannot_show_are_escaped(tmp_path: Path) -> None:
    path = tmp_path / "names.csv"
    path.write_text("größe,\x1b[31mred,label\n1,2,0\n2,1,1\n3,5,0\n", "utf-8")
    with program("train", path, "--iterations", 1, environment={"PYTHONIOENCODING": "ascii:strict"}) as process:
        output, complaint = process.communicate()
    assert process.returncode == 0
    assert rb"\x1b[31mred alone does it: " in complaint
    assert b"\x1b" not in complaint
    assert rb"Weight of gr\xf6\xdfe: " in output
    assert rb"Weight of \x1b[31mred: " in output
    assert b"\x1b" not in output


def test_complaints_are_one_line_without_what_a_terminal_obeys(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    check_fails(capsys, ["train", tmp_path / "no\x1b[31m\nsuch.csv"], r"no\x1b[31m\nsuch.csv")


def test_a_program_without_streams_trains(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    # So it is for a program that Windows starts without a console.
    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setattr(sys, "stderr", None)
    assert cli.run(["train", "--iterations", "1", "--export", str(tmp_path / "w")]) == 0
    assert cli.run(["train", "--iterations", "0"]) == 1
    assert read_weights(tmp_path / "w").iteration == 1
