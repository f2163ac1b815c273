"""How long the commands take to start, beside a bare ``import numpy``.

    python benchmarks/start.py [ROUNDS]

Each command is asked for its help, which is printed once everything it needs at its start has been imported;
``predict one row`` does its whole work. All are started in turn, round after round, and the medians compared. The
first round is not measured: it leaves the compiled modules that an installed program has, as NumPy's are there.
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
REFERENCE = "import numpy"


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


def main(rounds: int) -> None:
    """Measure and print the medians and their ratios."""
    with tempfile.TemporaryDirectory() as folder:
        named = commands(Path(folder))
        seconds: dict[str, list[float]] = {name: [] for name in named}
        environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
        for measured_round in range(-1, rounds):
            for name, command in named.items():
                began = time.perf_counter()
                subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
                if measured_round >= 0:
                    seconds[name].append(time.perf_counter() - began)
    reference = statistics.median(seconds[REFERENCE])
    print(f"{'':<20} {'ms':>6}  / {REFERENCE}")
    for name, measured in seconds.items():
        median = statistics.median(measured)
        print(f"{name:<20} {1000 * median:6.0f}  {median / reference:6.2f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 15)
