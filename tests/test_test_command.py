"""The test command and .ci/run: what they run, in how many processes, with which Pythons and warnings."""

from __future__ import annotations

import os
import re
import sys
import warnings
from pathlib import Path

import pytest

from tests import __main__ as command
from tests.children import python, run
from tests.conftest import pytest_xdist_auto_num_workers
from tests.places import ROOT

posix_only = pytest.mark.skipif(os.name != "posix", reason="scripts of a POSIX shell")

# Stands for an interpreter and all its modules; VERSION is its own, LOG tells what it was asked for.
INTERPRETER = """#!/bin/sh
case "$*" in
    --version) echo "Python $VERSION" ;;
    -m\\ venv\\ *) mkdir -p "$3/bin" && cp "$0" "$3/bin/python" ;;
    .ci/other_pythons.py) printf '%s' "$OTHERS" ;;
    -c\\ *) ;;
    *) echo "$VERSION: $*" >>"$LOG"; case "$VERSION $*" in $FAILING) exit 1 ;; esac ;;
esac
"""


def script(path: Path, text: str) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    path.chmod(0o755)
    return path


def interpreter(folder: Path, version: str) -> Path:
    return script(folder / f"python{version}", INTERPRETER.replace("\n", f"\nVERSION={version}\n", 1))


def run_ci(folder: Path, *arguments: str, failing: str = "never", others: str = "") -> tuple[int, list[str], list[str]]:
    """Run .ci/run with made-up interpreters; return its status, its last words and what it has run."""
    script(folder / "bin" / "id", "#!/bin/sh\necho 1000\n")  # so that it installs no packages
    log, temporary = folder / "log", folder / "temporary"
    temporary.mkdir()
    log.touch()
    path = os.pathsep.join([str(folder / "bin"), os.environ["PATH"]])
    environment = {"LOG": str(log), "FAILING": failing, "OTHERS": others, "PATH": path, "TMPDIR": str(temporary)}
    environment["PYTHON"] = str(interpreter(folder, "3.11"))
    done = run([ROOT / ".ci" / "run", *arguments], env=os.environ | environment, text=True)
    assert os.listdir(temporary) == []
    summary = [re.sub(r" after \d+ s", "", line) for line in done.stdout.splitlines() if " after " in line]
    return done.returncode, summary, [line for line in log.read_text().splitlines() if "-m pip" not in line]


@posix_only
@pytest.mark.parametrize(
    ("failing", "results"),
    [
        ("never", ["passed", "passed", "passed"]),
        ("3.11*-m?tests*", ["FAILED", "passed", "passed"]),
        ("3.12*-m?pip*", ["passed", "FAILED", "passed"]),
        ("3.13*-m?pytest*", ["passed", "passed", "FAILED"]),
    ],
)
def test_every_python_is_tried_and_one_that_fails_fails_the_whole(
    tmp_path: Path, failing: str, results: list[str]
) -> None:
    others = "\n".join(str(interpreter(tmp_path, version)) for version in ("3.12", "3.13"))
    status, summary, commands = run_ci(tmp_path, failing=failing, others=others)
    assert status == ("FAILED" in results)
    whats = ["the whole command", "window, session and packaging", "window, session and packaging"]
    versions = ["3.11", "3.12", "3.13"]
    assert summary == [
        f"== Python {version}, {what}: {result}" for version, what, result in zip(versions, whats, results, strict=True)
    ]
    assert commands[0] == "3.11: -m tests"
    assert all("-m pytest -n auto" in command and " tests/ui " in command for command in commands[1:])


@posix_only
def test_arguments_go_to_the_test_command_alone(tmp_path: Path) -> None:
    others = str(interpreter(tmp_path, "3.12"))
    status, summary, commands = run_ci(tmp_path, "tests/core", "-x", others=others)
    assert (status, summary) == (0, ["== Python 3.11, the whole command: passed"])
    assert commands == ["3.11: -m tests tests/core -x"]


@posix_only
def test_without_another_python_one_is_enough(tmp_path: Path) -> None:
    assert run_ci(tmp_path)[:2] == (0, ["== Python 3.11, the whole command: passed"])


@posix_only
def test_other_pythons_are_those_that_start_and_are_new_enough(tmp_path: Path) -> None:
    says = "#!/bin/sh\necho "
    for folder, name, text in (
        ("first", "python3.9", f"{says}3 9\n"),
        ("first", "python3.77", f"{says}3 77\n"),
        ("first", "python3.78", "#!/bin/sh\necho no such version >&2\nexit 127\n"),
        ("first", "python3.79-config", f"{says}3 79\n"),
        ("first", f"python3.{sys.version_info[1]}", f"{says}3 {sys.version_info[1]}\n"),
        ("second", "python3.77", f"{says}3 77\n"),
        ("second", "python3.80", f"{says}3 80\n"),
    ):
        script(tmp_path / folder / name, text)
    path = os.pathsep.join(str(tmp_path / folder) for folder in ("first", "second", "third"))
    done = python(ROOT / ".ci" / "other_pythons.py", env=os.environ | {"PATH": path}, text=True, check=True)
    made_up = [Path(line) for line in done.stdout.splitlines() if line.startswith(str(tmp_path))]
    assert made_up == [tmp_path / "first" / "python3.77", tmp_path / "second" / "python3.80"]


class Options:
    """Stands for pytest's configuration."""

    def __init__(self, *given: str) -> None:
        self.getoption = given.__contains__


@pytest.mark.parametrize(("cores", "processes"), [(None, 2), (1, 2), (2, 2), (5, 5), (64, 8)])
def test_the_processes_are_as_many_as_the_cores_within_reason(
    monkeypatch: pytest.MonkeyPatch, cores: int | None, processes: int
) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: cores)
    assert pytest_xdist_auto_num_workers(Options()) == processes  # type: ignore[arg-type]


def test_real_windows_are_shown_by_one_process() -> None:
    assert pytest_xdist_auto_num_workers(Options("--headed")) == 0  # type: ignore[arg-type]


@pytest.mark.parametrize("arguments", [[], ["-n", "0", "-x", "-k", "cost"]])
def test_arguments_come_after_those_of_the_test_command(monkeypatch: pytest.MonkeyPatch, arguments: list[str]) -> None:
    commands = {}
    monkeypatch.setattr(command, "run", lambda name, words, environment: commands.update({name: words}) or True)
    monkeypatch.setattr(command, "coverage_suffices", lambda environment: False)
    # What a part of the tests leaves uncovered is no failure.
    assert command.main(arguments) == (not arguments)
    words = commands["pytest"][3:]
    assert words[:4] == ["-n", "auto", "--dist", "loadfile"]
    assert "--cov-branch" in words
    assert words[len(words) - len(arguments) :] == arguments


@pytest.mark.parametrize(
    "module", ["neuron_desktop.ui.canvas.tools", "tests.ui.items.test_axis", "tests.files.test_atomic", "conftest"]
)
@pytest.mark.parametrize("category", [DeprecationWarning, PendingDeprecationWarning, UserWarning])
def test_a_warning_about_what_is_called_here_fails(module: str, category: type[Warning]) -> None:
    with pytest.raises(category):
        warnings.warn_explicit("old", category, "file.py", 1, module)


@pytest.mark.parametrize("module", ["pyqtgraph.Qt", "onnx", "testing_tools", "neuron_desktop_theme"])
def test_of_what_dependencies_call_only_deprecations_are_let_pass(module: str) -> None:
    warnings.warn_explicit("old", DeprecationWarning, "file.py", 1, module)
    with pytest.raises(RuntimeWarning):
        warnings.warn_explicit("wrong", RuntimeWarning, "file.py", 1, module)
