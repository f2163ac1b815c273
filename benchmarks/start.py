"""How long the program takes to start: its commands beside ``import numpy``, its window beside a bare one.

    python benchmarks/start.py [ROUNDS]

Each command is asked for its help, which is printed once everything it needs at its start has been imported;
``predict one row`` does its whole work. The window is timed from its first import to its first painted frame, beside
that of a window with one pyqtgraph plot (`first_frame.py`); offscreen, unless QT_QPA_PLATFORM says otherwise. All are
started in turn, round after round, and the medians compared. The first round is not measured: it leaves the compiled
modules that an installed program has, as NumPy's are there.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FIRST_FRAME = Path(__file__).with_name("first_frame.py")
REFERENCE = "import numpy"
BARE_WINDOW = "bare window"


def commands(folder: Path) -> dict[str, list[str]]:
    """Return what is started, by its name, the reference first."""
    program = [sys.executable, "-m", "neuron_desktop"]
    weights, data = folder / "weights.json", folder / "one.csv"
    subprocess.run([*program, "train", "--export", str(weights)], cwd=ROOT, check=True, capture_output=True)
    data.write_text("x1,x2\n1,2\n")
    named = {REFERENCE: [sys.executable, "-c", "import numpy"], "--version": [*program, "--version"]}
    for name in ("train", "predict", "evaluate", "export", "generate"):
        named[f"{name} --help"] = [*program, name, "--help"]
    named["predict one row"] = [*program, "predict", str(weights), str(data)]
    return named


def environment(folder: Path) -> dict[str, str]:
    """Return that of the programs: settings in `folder`, and no window on a screen that nobody asked for."""
    kept = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    own = dict.fromkeys(("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"), str(folder))
    return {"QT_QPA_PLATFORM": "offscreen", **kept, **own, "PYTHONPATH": str(ROOT)}


def until_ended(command: list[str], variables: dict[str, str]) -> float:
    """Return how many seconds a command takes."""
    began = time.perf_counter()
    subprocess.run(command, cwd=ROOT, env=variables, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - began


def until_painted(kind: str, variables: dict[str, str]) -> float:
    """Return how many seconds a window takes from its first import to its first frame."""
    command = [sys.executable, str(FIRST_FRAME), kind]
    done = subprocess.run(command, cwd=ROOT, env=variables, check=True, stdout=subprocess.PIPE, text=True)
    return float(done.stdout) / 1000


def main(rounds: int) -> None:
    """Measure and print the medians and their ratios."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        variables = environment(folder)
        named = commands(folder)
        ended: dict[str, list[float]] = {name: [] for name in named}
        painted: dict[str, list[float]] = {BARE_WINDOW: [], "the program's": []}
        for measured_round in range(-1, rounds):
            seconds = {name: until_ended(command, variables) for name, command in named.items()}
            frames = (until_painted(kind, variables) for kind in ("bare", "program"))
            if measured_round >= 0:
                for name, measured in seconds.items():
                    ended[name].append(measured)
                for name, measured in zip(painted, frames, strict=True):
                    painted[name].append(measured)
            else:
                list(frames)
    show(ended, REFERENCE)
    show(painted, BARE_WINDOW)


def show(seconds: dict[str, list[float]], reference: str) -> None:
    """Print medians, and how many times that of the reference they are."""
    unit = statistics.median(seconds[reference])
    print(f"{'':<20} {'ms':>6}  / {reference}")
    for name, measured in seconds.items():
        median = statistics.median(measured)
        print(f"{name:<20} {1000 * median:6.0f}  {median / unit:6.2f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 15)
