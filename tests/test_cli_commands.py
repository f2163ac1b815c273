"""The commands beside training: predicting, judging, exporting and generating, alone and in pipes."""

from __future__ import annotations

import contextlib
import csv
import importlib
import io
import json
import os
import pty
import re
import shutil
import signal
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from neuron_desktop import cli
from neuron_desktop.cli import COMMANDS
from neuron_desktop.core import (
    GENERATORS,
    Snapshot,
    Trainer,
    TrainingSettings,
    article_dataset,
)
from neuron_desktop.core import (
    generate as generate_dataset,
)
from neuron_desktop.files.recipes.csv_data import write_dataset
from neuron_desktop.files.text import table_stream
from neuron_desktop.files.weights.export_format import ReadBack
from neuron_desktop.files.weights.export_formats import FORMATS
from neuron_desktop.files.weights.weights_file import read_weights
from tests.children import PIPE, CompletedProcess, child, python
from tests.children import run as run_program
from tests.places import ROOT

TITANIC = ROOT / "tests" / "data" / "titanic_891.csv"
posix_only = pytest.mark.skipif(os.name != "posix", reason="signals, pipes and terminals of POSIX")


def run(*arguments: object) -> int:
    return cli.run([str(argument) for argument in arguments])


def program(*arguments: object, **keywords: object) -> CompletedProcess[bytes]:
    environment = os.environ | {"PYTHONPATH": str(ROOT)} | keywords.pop("environment", {})  # type: ignore[operator]
    return python("-m", "neuron_desktop", *arguments, env=environment, **keywords)


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


@pytest.fixture
def trained(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> tuple[Path, Path, Snapshot]:
    """Weights of the article's points, these points as a table, and the trainer's own last state."""
    weights, data = tmp_path / "w.json", tmp_path / "points.csv"
    write_dataset(data, article_dataset())
    assert run("train", "--iterations", 60, "--export", weights) == 0
    capsys.readouterr()
    return weights, data, Trainer(article_dataset(), TrainingSettings(iterations=60)).advance(60)


@pytest.fixture
def titanic(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """Weights of the passengers, with words and missing cells encoded."""
    path = tmp_path / "titanic.json"
    options = ["--label", "survived", "--features", "age,sex,fare,embarked", "--standardize", "--iterations", "80"]
    assert run("train", TITANIC, *options, "--export", path) == 0
    capsys.readouterr()
    return path


# ------------------------------------------------------------------------------------------------- predict


@pytest.mark.parametrize("rows", [1, 64, 8192])
def test_predictions_are_the_windows_to_the_last_bit(
    trained: tuple[Path, Path, Snapshot],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    rows: int,
) -> None:
    monkeypatch.setattr(table_stream, "ROWS_AT_A_TIME", rows)
    weights, data, snapshot = trained
    assert run("predict", weights, data) == 0
    output, complaint = capsys.readouterr()
    assert complaint == ""
    features = article_dataset().features
    found = rows_of(output)
    assert [float(row["probability"]) for row in found] == snapshot.forward_propagation(features).tolist()
    assert [row["class"] for row in found] == [("red", "blue")[label] for label in snapshot.predict(features)]


def test_rows_are_encoded_by_the_recipe(titanic: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("predict", titanic, TITANIC) == 0
    found = rows_of(capsys.readouterr().out)
    weights = read_weights(titanic)
    assert weights.recipe is not None
    from neuron_desktop.files.text.tables import read_table

    table = read_table(TITANIC)
    encoding = weights.recipe.encode(table, labelled=False)
    assert len(found) == table.row_count == 891
    kept = [row for row in found if row["probability"]]
    assert [float(row["probability"]) for row in kept] == weights.probabilities(encoding.features).tolist()
    assert [place for place, row in enumerate(found) if row["probability"]] == encoding.rows.tolist()
    assert all(row == {"probability": "", "class": ""} for row in found if not row["probability"])


def test_columns_may_stand_in_any_order_and_others_beside_them(
    trained: tuple[Path, Path, Snapshot], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    weights, _, snapshot = trained
    (tmp_path / "rows.csv").write_text("name;x2;x1\nJürgen;5,5;1\nAda;-3;2,25\n", "cp1252")
    assert run("predict", weights, tmp_path / "rows.csv") == 0
    found = [float(row["probability"]) for row in rows_of(capsys.readouterr().out)]
    assert found == snapshot.forward_propagation(np.array([[1.0, 2.25], [5.5, -3.0]])).tolist()


def test_output_goes_to_a_file_whole_or_not_at_all(
    trained: tuple[Path, Path, Snapshot], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    weights, data, _ = trained
    out = tmp_path / "out.csv"
    assert run("predict", weights, data, "-o", out) == 0
    assert capsys.readouterr() == ("", "")
    whole = out.read_bytes()
    assert whole.count(b"\n") == 501
    data.write_text(data.read_text() + "1,2\n")
    assert run("predict", weights, data, "-o", out) == 1
    assert "points.csv, line 502: " in capsys.readouterr().err
    assert out.read_bytes() == whole
    assert sorted(os.listdir(tmp_path)) == ["out.csv", "points.csv", "w.json"]


@posix_only
def test_a_table_larger_than_memory_is_predicted(tmp_path: Path, trained: tuple[Path, Path, Snapshot]) -> None:
    weights, _, _ = trained
    data = tmp_path / "large.csv"
    block = "".join(f"{place / 7},{place / 11},some words that only cost memory {place}\n" for place in range(10_000))
    with data.open("w") as file:
        file.write("x1,x2,remark\n")
        for _ in range(40):
            file.write(block)
    script = (
        "import resource, sys; from neuron_desktop.cli import run;"
        "import neuron_desktop.cli.predict; before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss;"
        "status = run(sys.argv[1:]);"
        "print(status, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before, file=sys.stderr)"
    )
    with (tmp_path / "out.csv").open("wb") as out:
        done = python("-c", script, "predict", weights, data, stdout=out, cwd=ROOT, check=True)
    status, kibibytes = map(int, done.stderr.split())
    assert status == 0
    assert (tmp_path / "out.csv").read_bytes().count(b"\n") == 400_001
    assert kibibytes * 1024 < data.stat().st_size


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("x1,x3\n1,2\n", ["There is no column x2; the columns are x1, x3"]),
        ("x1,x2\n1,2\n3,many\n", ["line 3, column 2: ", "“many” in the feature x2"]),
        ('x1,x2\n1,2\n"3,4\n', ["line 3: "]),
        ("", ["empty"]),
    ],
)
def test_faults_of_a_table_are_told_with_their_place(
    trained: tuple[Path, Path, Snapshot],
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    content: str,
    words: list[str],
) -> None:
    weights, _, _ = trained
    (tmp_path / "bad.csv").write_text(content)
    assert run("predict", weights, tmp_path / "bad.csv") == 1
    complaint = capsys.readouterr().err
    assert complaint.startswith("neuron-desktop: bad.csv")
    assert complaint.count("\n") == 1
    for word in words:
        assert word in complaint


def test_what_is_no_file_of_weights_is_told(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert run("predict", TITANIC, TITANIC) == 1
    assert "titanic_891.csv, line 1: It is not complete JSON" in capsys.readouterr().err
    assert run("predict", tmp_path / "none.json", TITANIC) == 1
    assert "none.json: There is no such file" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [
        ["predict", "-", "-"],
        ["predict", "{w}", "{d}", "-o", "{d}"],
        ["predict", "{w}", "{d}", "-o", "{w}"],
        ["predict", "{w}"],
        ["evaluate", "-", "-"],
        ["evaluate", "{w}"],
        ["export", "{w}"],
        ["export", "{w}", "--to", "xlsx"],
        ["export", "{w}", "--to", "npz", "-o", "{w}"],
        ["generate"],
        ["generate", "cat"],
        ["generate", "line", "--angle", "3"],
        ["train", "--json", "--export", "-"],
    ],
    ids=" ".join,
)
def test_arguments_that_make_no_sense_are_a_usage_error(
    trained: tuple[Path, Path, Snapshot], capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    weights, data, _ = trained
    before = weights.read_bytes(), data.read_bytes()
    assert run(*(argument.format(w=weights, d=data) for argument in arguments)) == 2
    output, complaint = capsys.readouterr()
    assert output == ""
    assert f"usage: neuron-desktop {arguments[0]}" in complaint
    assert (weights.read_bytes(), data.read_bytes()) == before


# ------------------------------------------------------------------------------------------------ evaluate


def test_evaluation_tells_the_trainers_figures(
    trained: tuple[Path, Path, Snapshot], capsys: pytest.CaptureFixture[str]
) -> None:
    weights, data, snapshot = trained
    assert run("evaluate", weights, data) == 0
    lines = capsys.readouterr().out.splitlines()
    dataset = article_dataset()
    assert lines[:4] == [
        "Left out: 0",
        "Samples: 500",
        f"Cost: {snapshot.neuron.cost(dataset.features, dataset.labels)!r}",
        f"Accuracy: {snapshot.accuracy!r}",
    ]
    assert lines[4] == "Larger class: 0.504"
    assert lines[-1] == "Positive is blue, negative red."


def test_evaluation_for_machines_is_one_object(titanic: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("evaluate", titanic, TITANIC, "--json") == 0
    figures = json.loads(capsys.readouterr().out)
    weights = read_weights(titanic)
    assert figures["samples"] == weights.sample_count
    assert figures["samples"] + figures["left_out"] == 891
    assert figures["accuracy"] == weights.accuracy
    assert figures["cost"] == pytest.approx(weights.cost, rel=1e-12)
    counts = [figures[f"{kind}_{of}"] for kind in ("true", "false") for of in ("positives", "negatives")]
    assert sum(counts) == figures["samples"]
    assert (counts[0] + counts[1]) / figures["samples"] == figures["accuracy"]


def test_an_infinite_cost_is_no_number_for_machines(
    trained: tuple[Path, Path, Snapshot], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    weights, _, _ = trained
    (tmp_path / "far.csv").write_text("x1,x2,label\n1e308,1e308,0\n-1e308,1e308,0\n1e308,-1.7e308,1\n")
    trained_by = json.loads(weights.read_text())
    trained_by["features"][0]["weight"], trained_by["checks"] = 1e10, []
    weights.write_text(json.dumps(trained_by))
    assert run("evaluate", weights, tmp_path / "far.csv", "--label", "label", "--json") == 0
    assert json.loads(capsys.readouterr().out)["cost"] is None


def test_a_table_without_a_whole_row_is_told(titanic: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "rows.csv").write_text("survived,age,sex,fare,embarked\n,3,male,7,S\n7,3,male,7,S\n")
    assert run("evaluate", titanic, tmp_path / "rows.csv") == 1
    assert "No row has a label of the two classes" in capsys.readouterr().err


# -------------------------------------------------------------------------------------------------- export


@pytest.mark.parametrize("known", FORMATS, ids=lambda known: known.key)
def test_every_format_is_written_and_verified(
    trained: tuple[Path, Path, Snapshot], capsys: pytest.CaptureFixture[str], tmp_path: Path, known: object
) -> None:
    weights, _, _ = trained
    out = tmp_path / f"out{known.suffix}"  # type: ignore[attr-defined]
    assert run("export", weights, "--to", known.key, "-o", out) == 0  # type: ignore[attr-defined]
    assert out.read_bytes() == known.write(read_weights(weights))  # type: ignore[attr-defined]
    assert capsys.readouterr().err.startswith("verified: 2\u202f000 predictions identical (ŷ ")


def test_unknown_fields_survive_the_way_from_json_to_json(trained: tuple[Path, Path, Snapshot], tmp_path: Path) -> None:
    weights, _, _ = trained
    document = json.loads(weights.read_text()) | {"course": "week 3"}
    weights.write_text(json.dumps(document))
    assert run("export", weights, "--to", "json", "-o", tmp_path / "again.json") == 0
    assert json.loads((tmp_path / "again.json").read_text())["course"] == "week 3"


def test_a_format_that_cannot_hold_the_weights_says_why(
    trained: tuple[Path, Path, Snapshot], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    weights, _, _ = trained
    document = json.loads(weights.read_text()) | {"threshold": 0.3}
    weights.write_text(json.dumps(document))
    assert run("export", weights, "--to", "sklearn", "-o", tmp_path / "out") == 1
    assert "w.json: scikit-learn decides at ŷ = ½" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_file_that_would_predict_otherwise_is_not_written(
    trained: tuple[Path, Path, Snapshot],
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    weights, _, _ = trained
    csv_format = next(known for known in FORMATS if known.key == "csv")
    nothing = ReadBack(lambda features: np.zeros(features.shape[1]))
    monkeypatch.setattr(type(csv_format), "read_back", lambda *_: nothing)
    assert run("export", weights, "--to", "csv", "-o", tmp_path / "out") == 1
    assert "not verified: only" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


# ------------------------------------------------------------------------------------------------ generate


@pytest.mark.parametrize("kind", GENERATORS, ids=lambda kind: kind.NAME)
def test_every_kind_is_the_windows(kind: type, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert run("generate", kind.NAME, "--count", 40, "--seed", 5) == 0
    output = capsys.readouterr().out
    write_dataset(tmp_path / "expected.csv", generate_dataset(kind(count=40, seed=5)))
    assert output == (tmp_path / "expected.csv").read_text("utf-8")
    assert run("generate", kind.NAME, "--count", 40, "--seed", 5, "--output", tmp_path / "out.csv") == 0
    assert (tmp_path / "out.csv").read_text("utf-8") == output


def test_help_on_a_kind_tells_what_can_be_set(capsys: pytest.CaptureFixture[str]) -> None:
    for kind in GENERATORS:
        assert run("generate", kind.NAME, "--help") == 0
        text = capsys.readouterr().out
        for parameter in kind.parameters():
            assert f"--{parameter.name.replace('_', '-')}" in text
            assert f"(default: {parameter.default})" in " ".join(text.split())


def test_a_value_out_of_range_is_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("generate", "line", "--noise", 7) == 1
    assert "Noise must be from 0 to 0.5" in capsys.readouterr().err


# --------------------------------------------------------------------------------- training for machines, bars


def test_the_result_for_machines_is_one_object(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("train", "--iterations", 30, "--standardize", "--json") == 0
    output, words = capsys.readouterr()
    found = json.loads(output)
    assert [f"{each['severity']}: {each['sentence']}" for each in found["findings"]] == words.splitlines()
    assert [each["problem"] for each in found["findings"]] == ["crawling", "separable"]
    assert found["findings"][0]["remedy"].startswith("Set the learning rate to ")
    assert found["larger_class"] == 0.504
    settings = TrainingSettings(iterations=30, standardize=True)
    snapshot = Trainer(article_dataset(), settings).advance(30)
    assert found["weights"] == dict(zip(("x1", "x2"), snapshot.neuron.weights.tolist(), strict=True))
    assert (found["bias"], found["cost"], found["accuracy"]) == (
        snapshot.neuron.bias,
        snapshot.cost,
        snapshot.accuracy,
    )
    assert (found["iteration"], found["samples"], found["converged"]) == (30, 500, False)
    assert found["classes"] == ["red", "blue"]
    assert found["settings"]["standardize"] is True


def findings_of(capsys: pytest.CaptureFixture[str], *arguments: object, status: int = 0) -> dict[str, str]:
    """Return what is said on standard error, by problem, which is what the JSON holds."""
    assert run("train", *arguments, "--json") == status
    output, words = capsys.readouterr()
    found = json.loads(output)["findings"]
    for finding in found:
        assert status or f"{finding['severity']}: {finding['sentence']}" in words
    return {finding["problem"]: finding["sentence"] for finding in found}


def test_a_run_whose_cost_went_up_says_so(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "scales.csv"
    random = np.random.default_rng(1)
    rows = [f"{a},{5000 + 1000 * b},{int(a + b + random.normal() > 0)}" for a, b in random.normal(size=(200, 2))]
    path.write_text("\n".join(["a,b,label", *rows]))
    assert run("train", path, "--iterations", 300) == 0
    output, words = capsys.readouterr()
    cost = float(re.search("^Cost: (.*)$", output, re.MULTILINE)[1])  # type: ignore[index]
    assert cost > 1000.0
    assert words.startswith("warning: The cost is")
    assert "standardize the features" in words
    assert "oscillating" in findings_of(capsys, path, "--iterations", 300)
    assert "oscillating" not in findings_of(capsys, path, "--iterations", 300, "--standardize", "--learning-rate", 1)


def test_a_run_that_left_the_range_of_numbers_has_its_findings_too(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "huge.csv"
    path.write_text("a,b,label\n1e300,2e300,0\n-3e300,1e300,1\n2e300,-1e300,1\n1e300,1e300,0\n")
    assert list(findings_of(capsys, path, "--learning-rate", "1e10", status=1)) == ["diverged"]


def test_separable_data_say_so_and_name_the_column(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "treated.csv"
    path.write_text("age,treated,sick\n" + "1,0,0\n2,0,1\n3,0,0\n4,1,1\n5,0,1\n1,1,1\n" * 5)
    found = findings_of(capsys, path, "--label", "sick", "--features", "age,treated", "--standardize")
    assert "Look at treated: where it is 1, every point is" in found["separable"]


def test_dependent_columns_are_told(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "sums.csv"
    numbers = np.random.default_rng(2).integers(0, 50, (60, 2)).tolist()
    path.write_text("\n".join(["a,b,both,label", *(f"{a},{b},{a + b},{a * b % 2}" for a, b in numbers)]))
    found = findings_of(capsys, path, "--label", "label", "--features", "a,b,both", "--standardize")
    assert "both = a + b" in found["combined columns"]


def test_words_about_a_table_do_not_get_into_the_result(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("train", TITANIC, "--label", "survived", "--features", "fare", "--iterations", 3, "--json") == 0
    output, words = capsys.readouterr()
    assert list(json.loads(output)["weights"]) == ["fare"]
    assert words.startswith("891 rows, 1 feature")


def test_weights_on_standard_output_are_alone_there(capfdbinary: pytest.CaptureFixture[bytes], tmp_path: Path) -> None:
    done = program("train", "--iterations", 20, "--export", "-")
    assert done.returncode == 0
    assert b"Iteration 0: " in done.stderr
    assert b"Bias: " in done.stderr
    (tmp_path / "w.json").write_bytes(done.stdout)
    snapshot = Trainer(article_dataset(), TrainingSettings(iterations=20)).advance(20)
    assert read_weights(tmp_path / "w.json").neuron == snapshot.neuron


def test_weights_know_their_file_recipe_and_separability(titanic: Path, tmp_path: Path) -> None:
    weights = read_weights(titanic)
    assert weights.data_file == "titanic_891.csv"
    assert weights.recipe is not None
    assert weights.recipe.label.column == "survived"
    assert weights.separable is False
    assert run("train", "--iterations", 2, "--export", tmp_path / "w.json") == 0
    article = read_weights(tmp_path / "w.json")
    assert (article.data_file, article.recipe, article.separable) == ("", None, True)


@posix_only
def test_progress_is_a_bar_on_a_terminal() -> None:
    control, terminal = pty.openpty()
    command = [sys.executable, "-m", "neuron_desktop", "train", "--iterations", "3000", "--progress"]
    with child(command, stdout=PIPE, stderr=terminal, cwd=ROOT) as process:
        os.close(terminal)
        output, shown = process.communicate()[0], b""
        while True:
            try:
                part = os.read(control, 65536)
            except OSError:
                break
            if not part:
                break
            shown += part
    os.close(control)
    assert process.returncode == 0
    assert b"Iteration" not in output
    assert output.startswith(b"Weight of x1: ")
    last = shown.decode().partition("note: ")[0].strip().rpartition("\r")[2]
    assert last.startswith(f"[{'#' * 30}] 100%  iteration 3\u202f000  cost ")
    assert shown.endswith(b"\n")


def test_progress_that_nobody_watches_is_the_usual_lines(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("train", "--iterations", 5, "--progress") == 0
    assert capsys.readouterr().out.startswith("Iteration 0: ")


# --------------------------------------------------------------------------------------- pipes and encodings


@posix_only
def test_standard_input_is_read_for_a_dash(trained: tuple[Path, Path, Snapshot], tmp_path: Path) -> None:
    weights, data, snapshot = trained
    expected = snapshot.forward_propagation(article_dataset().features).tolist()
    for arguments, given in ((["-", data], weights), ([weights, "-"], data)):
        with given.open("rb") as file:
            done = program("predict", *arguments, stdin=file)
        assert (done.returncode, done.stderr) == (0, b"")
        assert [float(row["probability"]) for row in rows_of(done.stdout.decode())] == expected
    done = program("train", "-", "--iterations", 60, "--export", tmp_path / "again.json", input=data.read_bytes())
    assert done.returncode == 0
    assert read_weights(tmp_path / "again.json").neuron == snapshot.neuron


def test_faults_of_standard_input_are_told_as_such(trained: tuple[Path, Path, Snapshot]) -> None:
    weights, _, _ = trained
    done = program("predict", weights, "-", input=b"x1,x2\n1,2\n3,many\n")
    assert done.returncode == 1
    assert done.stderr.startswith(b"neuron-desktop: standard input, line 3, column 2: ")


@posix_only
def test_a_reader_that_leaves_ends_every_command_quietly(trained: tuple[Path, Path, Snapshot]) -> None:
    weights, data, _ = trained
    for arguments in (
        ["predict", weights, data],
        ["evaluate", weights, data],
        ["export", weights, "--to", "csv"],
        ["generate", "line"],
        ["train", "--iterations", 5, "--json"],
    ):
        reading, writing = os.pipe()
        os.close(reading)
        done = program(*arguments, stdout=writing)
        os.close(writing)
        assert done.returncode == 141, arguments
        assert b"Error" not in done.stderr
        assert b"Traceback" not in done.stderr


@posix_only
def test_names_survive_pipes_under_a_c_locale(tmp_path: Path) -> None:
    environment = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    data = tmp_path / "größe.csv"
    data.write_text("größe,höhe,art\n1,2,rötlich\n2,1,grün\n3,5,rötlich\n", "utf-8")
    done = program("train", data, "--iterations", 2, "--label", "art", "--export", "-", environment=environment)
    assert done.returncode == 0, done.stderr
    weights = json.loads(done.stdout.decode("utf-8"))
    assert [part["name"] for part in weights["inputs"]] == ["größe", "höhe"]
    done = program("predict", "-", data, input=done.stdout, environment=environment)
    assert (done.returncode, done.stderr) == (0, b"")
    assert {row["class"] for row in rows_of(done.stdout.decode("utf-8"))} <= {"rötlich", "grün"}
    assert "rötlich".encode() in done.stdout


@posix_only
def test_interrupting_a_prediction_leaves_no_file(tmp_path: Path, trained: tuple[Path, Path, Snapshot]) -> None:
    weights, _, _ = trained
    reading, writing = os.pipe()
    command = [sys.executable, "-m", "neuron_desktop", "predict", weights, "-", "-o", tmp_path / "out.csv"]
    with child(command, stdin=reading, stderr=PIPE, cwd=ROOT) as process:
        os.close(reading)
        os.write(writing, b"x1,x2\n")
        # The program is in its own code once it has taken what was written.
        while process.poll() is None and not _is_empty(writing):
            pass
        process.send_signal(signal.SIGINT)
        complaint = process.communicate()[1]
    os.close(writing)
    assert process.returncode == 130
    assert complaint.startswith(b"neuron-desktop: Stopped before the end; nothing was written.")
    assert not (tmp_path / "out.csv").exists()


def _is_empty(pipe: int) -> bool:
    import fcntl
    import struct
    import termios

    return struct.unpack("i", fcntl.ioctl(pipe, termios.FIONREAD, b"\0" * 4))[0] == 0


def test_a_program_without_streams_carries_out_every_command(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, trained: tuple[Path, Path, Snapshot]
) -> None:
    weights, data, _ = trained
    for stream in ("stdin", "stdout", "stderr"):
        monkeypatch.setattr(sys, stream, None)
    assert run("predict", weights, data, "-o", tmp_path / "out.csv") == 0
    assert run("predict", weights, data) == 0
    assert run("evaluate", weights, data) == 0
    assert run("export", weights, "--to", "npz", "-o", tmp_path / "w.npz") == 0
    assert run("generate", "line") == 0
    assert run("predict", weights, "-", "-o", tmp_path / "nothing.csv") == 1
    assert (tmp_path / "out.csv").exists()


# ---------------------------------------------------------------------------------------------- help, start


@pytest.mark.parametrize("name", COMMANDS)
def test_help_tells_of_the_command(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(name, "--help") == 0
    text = capsys.readouterr().out
    assert text.startswith(f"usage: neuron-desktop {name} ")
    assert "examples:\n  neuron-desktop " in text


def test_help_names_every_command_and_exit_status(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--help") == 0
    text = capsys.readouterr().out
    for name, meaning in COMMANDS.items():
        assert f"neuron-desktop {name}" in text
        assert meaning in text
    for status in ("0 done", "1 failed", "2 invalid arguments", "130 interrupted", "141 nobody reads"):
        assert status in text


def help_texts() -> Iterator[str]:
    """Print the help of the program, of each command, and of each kind that a command has of its own."""
    for arguments in ([], *([name] for name in COMMANDS), *(["generate", kind.NAME] for kind in GENERATORS)):
        with contextlib.redirect_stdout(io.StringIO()) as printed:
            assert run(*arguments, "--help") == 0
        yield printed.getvalue()


def examples() -> list[str]:
    """Return every line below “examples:” in any help, as a person would copy it."""
    return [line.strip() for text in help_texts() for line in text.partition("examples:\n")[2].splitlines()]


@pytest.fixture(scope="module")
def folder_of_examples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the files that examples name."""
    folder = tmp_path_factory.mktemp("examples")
    (folder / "people.csv").write_text(
        "height,weight,name,sick\n1.5,60,a,no\n1.6,70,b,no\n1.7,65,c,yes\n1.8,90,d,yes\n1.9,85,e,no\n1.4,50,f,yes\n"
    )
    chosen = ["--label", "sick", "--features", "height,weight", "--iterations", "5"]
    for name in ("weights.json", "weights.npz"):
        assert run("train", folder / "people.csv", *chosen, "--export", folder / name) == 0
    return folder


def test_each_command_has_examples_that_begin_with_it_or_with_a_pipe() -> None:
    found = examples()
    for name in COMMANDS:
        assert any(line.startswith(f"neuron-desktop {name}") for line in found)
    assert any(line.startswith("cat people.csv | neuron-desktop ") for line in found)


@posix_only
@pytest.mark.parametrize("line", examples())
def test_the_examples_of_the_help_run_as_they_stand(line: str, folder_of_examples: Path, tmp_path: Path) -> None:
    """Copied into a shell, in a folder where their files are, with the installed program on the path."""
    scripts = sysconfig.get_path("scripts")
    assert shutil.which("neuron-desktop", path=scripts), "install the project first: python -m pip install -e ."
    folder = tmp_path / "folder"
    shutil.copytree(folder_of_examples, folder)
    made = [folder / name for name in re.findall(r"(?:-o|--export|>) (\w[\w.]*)", line)]
    for path in made:
        path.unlink(missing_ok=True)
    environment = os.environ | {"PATH": os.pathsep.join([scripts, os.environ["PATH"]])}
    # Of a pipe that fails in its middle, the shell tells the end's status.
    done = run_program(["sh", "-c", line], cwd=folder, env=environment)
    assert done.returncode == 0, done.stderr
    assert b"neuron-desktop: " not in done.stderr
    assert b"not found" not in done.stderr
    assert all(path.stat().st_size for path in made)
    assert done.stdout or made


@pytest.mark.parametrize("arguments", [["--version"], ["predict", "--help"], ["generate", "line", "--count", "5"]])
def test_no_command_needs_qt_or_what_others_need(arguments: list[str]) -> None:
    script = (
        "import sys; from neuron_desktop.cli import run; status = run(sys.argv[1:]);"
        "print(sorted(name for name in sys.modules if name.split('.')[0] in"
        " ('PySide6', 'pyqtgraph', 'onnx', 'onnxruntime', 'sklearn')"
        " or name in ('neuron_desktop.core.judging.newton', 'neuron_desktop.core.judging.diagnosis')), status)"
    )
    done = python("-c", script, *arguments, text=True, cwd=ROOT, check=True)
    assert done.stdout.splitlines()[-1] == "[] 0"


def test_evaluating_loads_neither_archives_nor_what_training_needs(tmp_path: Path) -> None:
    weights, data = tmp_path / "w.json", tmp_path / "points.csv"
    data.write_text("x1,x2,label\n1,2,0\n2,1,1\n1,3,0\n3,1,1\n")
    script = (
        "import sys; from neuron_desktop.cli import run; status = run(sys.argv[1:]);"
        "needless = {'zipfile', 'hashlib', 'concurrent.futures', 'neuron_desktop.core.training.segments'};"
        "print(sorted(needless & {*sys.modules}), status)"
    )
    said = []
    for arguments in (["train", data, "--export", weights], ["evaluate", weights, data]):
        done = python("-c", script, *arguments, text=True, cwd=ROOT, check=True)
        said.append(done.stdout.splitlines()[-1])
    assert "neuron_desktop.core.training.segments" in said[0]
    assert said[1] == "[] 0"


@pytest.mark.parametrize("command", ["predict", "export", "train"])
@pytest.mark.parametrize("was_there", [False, True])
def test_a_file_that_somebody_else_writes_meanwhile_is_left_alone(
    trained: tuple[Path, Path, Snapshot],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    command: str,
    was_there: bool,
) -> None:
    weights, data, _ = trained
    output = tmp_path / "out.json"
    if was_there:
        output.write_bytes(b"before")
    arguments, step = {
        "predict": ((weights, data, "--output", output), "read_weights"),
        "export": ((weights, "--to", "csv", "--output", output), "read_weights"),
        "train": (("--iterations", 5, "--export", output), "trained_neuron"),
    }[command]
    module = importlib.import_module(f"neuron_desktop.cli.{command}")
    real = getattr(module, step)

    def meanwhile(*given: object, **named: object) -> object:
        output.write_bytes(b"theirs")
        return real(*given, **named)

    monkeypatch.setattr(module, step, meanwhile)
    assert run(command, *arguments) == 1
    assert output.read_bytes() == b"theirs"
    assert "out.json: Another program has written to it" in capsys.readouterr().err
    monkeypatch.undo()
    # What is there when the command begins is replaced, as ever.
    assert run(command, *arguments) == 0
    assert output.read_bytes() != b"theirs"
