"""The wheel, used from a folder where neither the clone nor an editable install can help."""

from __future__ import annotations

import os
import sys
import zipfile
from pathlib import Path

import pytest

from neuron_desktop import __version__
from neuron_desktop.files.resources import DOCUMENTS
from tests.children import CompletedProcess, python, run
from tests.places import ROOT

# The offscreen platform says so of every window with a smallest size; real ones do not.
OFFSCREEN_REMARK = "This plugin does not support propagateSizeHints()"

FIND_A_RESOURCE = """
from pathlib import Path
import neuron_desktop
from neuron_desktop.files.resources import resource_path
package = Path(neuron_desktop.__file__).resolve().parent
print(package)
print(resource_path("icons/neuron.svg").relative_to(package).as_posix())
"""

OPEN_AND_CLOSE_THE_WINDOW = """
import sys
from PySide6.QtCore import QTimer
from neuron_desktop.ui.looks.application import create_application
application = create_application(sys.argv[:1])
from neuron_desktop.ui.window.main_window import MainWindow
window = MainWindow()
window.show()
assert window.isVisible()
# The second turn comes after the first paint.
QTimer.singleShot(0, lambda: QTimer.singleShot(0, window.close))
sys.exit(application.exec())
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    done = run(build, cwd=folder, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def unpacked(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("unpacked")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def run_elsewhere(unpacked: Path, folder: Path, *arguments: str) -> CompletedProcess[str]:
    """Run Python on the unpacked wheel, in `folder`, with all settings and caches there too."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("COV_", "COVERAGE_"))}
    runtime = folder / "runtime"
    runtime.mkdir(mode=0o700)
    environment |= {
        "PYTHONPATH": str(unpacked),
        "QT_QPA_PLATFORM": "offscreen",
        "HOME": str(folder),
        "XDG_CONFIG_HOME": str(folder / "config"),
        "XDG_CACHE_HOME": str(folder / "cache"),
        "XDG_RUNTIME_DIR": str(runtime),
    }
    return python(*arguments, cwd=folder, env=environment, text=True)


def test_the_wheel_holds_every_resource_and_nothing_of_the_tests(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    shipped = {file.relative_to(ROOT).as_posix() for file in (ROOT / "resources").rglob("*") if file.is_file()}
    assert "resources/icons/neuron.svg" in shipped
    shipped |= {f"resources/{name}" for name in DOCUMENTS}
    assert {f"neuron_desktop/{name}" for name in shipped} <= names
    tops = {name.split("/")[0] for name in names}
    assert tops == {"neuron_desktop", f"neuron_desktop-{__version__}.dist-info"}


def test_a_shipped_file_is_found_inside_the_unpacked_package(unpacked: Path, tmp_path: Path) -> None:
    done = run_elsewhere(unpacked, tmp_path, "-c", FIND_A_RESOURCE)
    assert done.stderr == ""
    assert done.stdout.splitlines() == [str((unpacked / "neuron_desktop").resolve()), "resources/icons/neuron.svg"]


def test_the_unpacked_wheel_tells_its_version(unpacked: Path, tmp_path: Path) -> None:
    done = run_elsewhere(unpacked, tmp_path, "-m", "neuron_desktop", "--version")
    assert (done.returncode, done.stderr) == (0, "")
    assert __version__ in done.stdout


def test_the_window_opens_and_closes_from_the_unpacked_wheel_without_a_word(unpacked: Path, tmp_path: Path) -> None:
    done = run_elsewhere(unpacked, tmp_path, "-c", OPEN_AND_CLOSE_THE_WINDOW)
    assert [line for line in done.stderr.splitlines() if line != OFFSCREEN_REMARK] == []
    assert done.returncode == 0
