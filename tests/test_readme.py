"""What README.md and the user guide show of a notebook and of the command line runs as it stands there."""

from __future__ import annotations

import os
import re
import shutil
import sysconfig
from pathlib import Path

import pytest
from PIL import Image

from tests.children import python, run
from tests.places import ROOT

README = (ROOT / "README.md").read_text("utf-8")
GUIDE = (ROOT / "docs" / "user-guide.md").read_text("utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with the table that the examples name."""
    made = tmp_path / "examples"
    made.mkdir()
    shutil.copy(ROOT / "tests" / "data" / "titanic_891.csv", made / "passengers.csv")
    return made


def run_the_notebook(text: str, folder: Path) -> str:
    """Run the notebook in a process of its own, without a display or a word on standard error; return its output."""
    (block,) = re.findall(r"```python\n(.*?)```", text, flags=re.DOTALL)
    hidden = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    environment = {name: value for name, value in os.environ.items() if name not in hidden}
    environment |= {"HOME": str(folder.parent), "XDG_RUNTIME_DIR": str(folder.parent)}
    folder.parent.chmod(0o700)
    done = python("-c", block, cwd=folder, env=environment, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_the_first_notebook_runs_as_it_stands(folder: Path) -> None:
    assert float(run_the_notebook(README, folder)) > 0.95


def test_the_long_notebook_runs_as_it_stands(folder: Path) -> None:
    output = run_the_notebook(GUIDE, folder)
    assert output.startswith("Neuron([-")
    assert "714 of 891 rows, 3 features, sex → female, 177 rows without age left out" in output
    assert output.count("verified: 2\N{NARROW NO-BREAK SPACE}000 predictions identical") == 2
    assert output.endswith("\n[1]\n")
    made = {path.name for path in folder.iterdir()}
    assert made == {"passengers.csv", "weights.json", "predict.py", "circle.csv", "circle.png"}
    with Image.open(folder / "circle.png") as picture:
        assert picture.size == (900, 600)
        red, blue = picture.getpixel((120, 60)), picture.getpixel((470, 290))
    assert red[0] > red[2] + 20
    assert blue[2] > blue[0] + 20


@pytest.mark.skipif(os.name != "posix", reason="a shell of POSIX")
@pytest.mark.parametrize(("text", "count"), [(README, 2), (GUIDE, 6)], ids=["readme", "guide"])
def test_the_commands_run_as_they_stand(folder: Path, text: str, count: int) -> None:
    """One after the other, with the installed program on the path."""
    lines = re.findall(r"^    (neuron-desktop .*)$", text, flags=re.MULTILINE)
    assert len(lines) == count
    environment = os.environ | {"PATH": os.pathsep.join([sysconfig.get_path("scripts"), os.environ["PATH"]])}
    for line in lines:
        done = run(["sh", "-c", line], cwd=folder, env=environment)
        assert done.returncode == 0, (line, done.stderr)
        assert b"not found" not in done.stderr
