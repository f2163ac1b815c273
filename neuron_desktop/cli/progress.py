"""The progress of ``train``: a line for each recorded cost, or a bar."""

from __future__ import annotations

import math
import sys
import time
from typing import Protocol, TextIO

from neuron_desktop.core.numerals import grouped
from neuron_desktop.core.training.snapshot import Snapshot

BAR_WIDTH = 30
SECONDS_BETWEEN_BARS = 0.1


class Reporter(Protocol):
    """Receives the states of a run as they come."""

    def report(self, snapshot: Snapshot) -> None:
        """Report a state."""

    def finish(self) -> None:
        """Leave the terminal in order."""


class CostLines:
    """Prints every recorded cost once and in order."""

    def __init__(self, stream: TextIO | None) -> None:
        self._stream = stream
        self._printed = -1

    def report(self, snapshot: Snapshot) -> None:
        """Print the costs that are new."""
        curve = snapshot.cost_curve
        # By its iteration: a long run thins out the costs that it has recorded.
        new = curve.iterations > self._printed
        rows = zip(curve.iterations[new].tolist(), curve.costs[new].tolist(), strict=True)
        lines = "".join(f"Iteration {iteration}: {cost!r}\n" for iteration, cost in rows)
        print(lines, end="", flush=True, file=self._stream)
        self._printed = int(curve.iterations[-1])

    def finish(self) -> None:
        """Do nothing: each line is complete."""


class Silence:
    """Prints nothing."""

    def report(self, snapshot: Snapshot) -> None:
        """Print nothing."""

    def finish(self) -> None:
        """Print nothing."""


class Bar:
    """Draws one line on a terminal over and over: how far the run is, and its cost."""

    def __init__(self, stream: TextIO, iterations: int) -> None:
        self._stream = stream
        self._iterations = iterations
        self._drawn = 0.0

    def report(self, snapshot: Snapshot) -> None:
        """Draw the line again, but not so often that it keeps the terminal busy."""
        is_last = snapshot.iteration == self._iterations
        if not is_last and time.monotonic() - self._drawn < SECONDS_BETWEEN_BARS:
            return
        self._drawn = time.monotonic()
        share = snapshot.iteration / self._iterations
        bar = "#" * math.floor(share * BAR_WIDTH)
        # 100 % only at the end.
        whole = math.floor(100 * share)
        text = f"[{bar:<{BAR_WIDTH}}] {whole:3}%  iteration {grouped(snapshot.iteration)}  cost {snapshot.cost:.6g}"
        self._stream.write(f"\r{text}\x1b[K")
        self._stream.flush()

    def finish(self) -> None:
        """Go to the next line."""
        self._stream.write("\n")
        self._stream.flush()


def reporter(*, progress: bool, quiet: bool, iterations: int, lines: TextIO | None) -> Reporter:
    """Return a bar if one is asked for and standard error is a terminal, else lines, or nothing."""
    if progress and sys.stderr is not None and sys.stderr.isatty():
        return Bar(sys.stderr, iterations)
    return Silence() if quiet else CostLines(lines)
