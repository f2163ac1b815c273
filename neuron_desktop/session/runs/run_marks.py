"""Runs as they were at the ends of the steps of undo, kept in the thread that trains."""

from __future__ import annotations

import weakref

from neuron_desktop.core.training.checkpoint import Bookmark

# How much of the recorded states all marks together may hold; beyond it, the oldest keep only some of theirs.
BYTES_FOR_RECORDS = 64 * 2**20
FEW_ROWS = 512


class RunMark:
    """A place to return to: made in one thread, filled and read in the one that trains, and opaque elsewhere.

    Its content is freed with it.
    """

    __slots__ = ("__weakref__", "goal", "place")

    def __init__(self) -> None:
        self.place: Bookmark | None = None
        self.goal = 0


class RunMarks:
    """Fills marks, and thins the records of the oldest if they take too much memory."""

    def __init__(self, most_bytes: int = BYTES_FOR_RECORDS) -> None:
        self._most_bytes = most_bytes
        self._marks: list[weakref.ref[RunMark]] = []

    def keep(self, mark: RunMark, place: Bookmark, goal: int) -> None:
        """Keep a run, which is to end at iteration `goal`, under `mark`."""
        mark.place, mark.goal = place, goal
        living = [known for reference in self._marks if (known := reference()) is not None]
        self._thin([*living, mark])
        self._marks = [weakref.ref(known) for known in (*living, mark)]

    def kept(self, mark: RunMark) -> tuple[Bookmark, int]:
        """Return what is kept under `mark`, and where the run is to end.

        Raises
        ------
        LookupError
            If there was not enough memory to keep it.
        """
        if mark.place is None:
            raise LookupError("The run before this step could not be kept; reset to start a new one.")
        return mark.place, mark.goal

    def _thin(self, marks: list[RunMark]) -> None:
        """Thin records from the oldest on until the rest is small enough; runs that grow share what they recorded."""
        seen: set[int] = set()
        left = self._most_bytes
        for mark in reversed(marks):
            assert mark.place is not None
            record = mark.place.record
            owner = record.states if record.states.base is None else record.states.base
            if id(owner) not in seen:
                seen.add(id(owner))
                left -= owner.nbytes
            if left < 0:
                mark.place = mark.place.thinned(FEW_ROWS)
