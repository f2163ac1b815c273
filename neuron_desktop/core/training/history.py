"""The record of a run: states and costs, so that every earlier iteration can be reached."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from neuron_desktop.core.data.dataset import read_only
from neuron_desktop.core.model.neuron import Array
from neuron_desktop.core.numerals import bracketed

ITERATIONS_BETWEEN_COSTS = 5
BYTES_FOR_STATES = 40 * 2**20
FEWEST_ROWS = 4
# For the smallest states: a weight, a bias and the count of steps.
MOST_ROWS = BYTES_FOR_STATES // (2 * 8 * (3 + 2))
# More points than the columns of a screen only cost time: beyond this, each bin is drawn as its lowest and highest
# cost.
CURVE_BINS = 1024


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class CostCurve:
    """The recorded costs of a run: `costs[i]` is the cost at iteration `iterations[i]`; both read-only."""

    iterations: NDArray[np.int64]
    costs: Array

    def __repr__(self) -> str:
        return f"<CostCurve of {self.costs.size} costs: {bracketed(self.costs.tolist(), 4)}>"

    def thinned(self) -> CostCurve:
        """Return at most 3 · `CURVE_BINS` points that look the same as the whole curve."""
        iterations, costs = self.iterations, self.costs
        per_bin = costs.size // CURVE_BINS
        if per_bin <= 2:
            return self
        whole = costs.size // per_bin * per_bin
        binned = costs[:whole].reshape(-1, per_bin)
        starts = np.arange(0, whole, per_bin)[:, None]
        places = np.sort(np.stack([binned.argmin(axis=1), binned.argmax(axis=1)], axis=1), axis=1) + starts
        chosen = np.unique(np.concatenate([[0], places.ravel(), np.arange(whole, costs.size), [costs.size - 1]]))
        return CostCurve(read_only(iterations[chosen]), read_only(costs[chosen]))


@dataclass(frozen=True, slots=True, eq=False)
class RecordedStates:
    """The content of a `StateRecord` at one moment; read-only.

    Row i of `states`, shape (r, k), is the state at `iterations[i]`, with zeros after a state of fewer numbers, and
    `costs[i]` its cost. One row more than `most_rows` doubles the `spacing`.
    """

    spacing: int
    most_rows: int
    iterations: NDArray[np.int64]
    states: Array
    costs: Array

    def thinned(self, most: int) -> RecordedStates:
        """Return at most `most` rows, those that a record of that size would keep; copies, if any are left out."""
        if self.iterations.size <= most:
            return self
        spacing, kept = self.spacing, np.arange(self.iterations.size)
        while kept.size > most:
            spacing *= 2
            kept = kept[self.iterations[kept] % spacing == 0]
        rows = (self.iterations[kept], self.states[kept], self.costs[kept])
        return RecordedStates(spacing, self.most_rows, *map(read_only, rows))


class StateRecord:
    """States and costs at every fifth iteration, or more rarely once they fill their share of memory.

    Arrays double when full. Those handed out as a curve never change afterwards.
    """

    def __init__(self, state_size: int) -> None:
        row_bytes = 8 * (state_size + 2)
        # Twice the rows are held for a moment while an array grows or is thinned.
        self._most_rows = max(FEWEST_ROWS, BYTES_FOR_STATES // (2 * row_bytes))
        self.spacing = ITERATIONS_BETWEEN_COSTS
        capacity = min(512, self._most_rows)
        self._iterations = np.empty(capacity, np.int64)
        self._states = np.zeros((capacity, state_size))
        self._costs = np.empty(capacity)
        self.count = 0

    @classmethod
    def of(cls, kept: RecordedStates, state_size: int) -> StateRecord:
        """Return the record that `kept` was taken of."""
        record = cls(state_size)
        record.spacing, record._most_rows = kept.spacing, kept.most_rows
        if kept.iterations.size:
            record._iterations, record._states, record._costs = kept.iterations, kept.states, kept.costs
            record.count = kept.iterations.size
            record._keep(slice(0, record.count), record.count + 1)
        return record

    def kept(self) -> RecordedStates:
        """Return the record as a value."""
        count = self.count
        # Rows that are filled never change in place, so that views of them will do.
        parts = (self._iterations[:count], self._states[:count], self._costs[:count])
        return RecordedStates(self.spacing, self._most_rows, *map(read_only, parts))

    def widen(self, state_size: int) -> None:
        """Make room for states of another size; a row holds the largest so far."""
        width = self._states.shape[1]
        if state_size > width:
            self._states = np.pad(self._states, ((0, 0), (0, state_size - width)))
            self._most_rows = max(FEWEST_ROWS, self.count, BYTES_FOR_STATES // (16 * (state_size + 2)))

    def add(self, iterations: NDArray[np.int64], states: Array, costs: Array) -> None:
        """Record the states, a row each, and costs at ascending iterations, where the spacing asks for them."""
        first = int(self._iterations[self.count - 1]) + 1 if self.count else 0
        while True:
            wanted = np.flatnonzero((iterations >= first) & (iterations % self.spacing == 0))
            if not wanted.size:
                return
            self._make_room()
            wanted = wanted[iterations[wanted] % self.spacing == 0][: self._costs.size - self.count]
            rows = slice(self.count, self.count + wanted.size)
            self._iterations[rows] = iterations[wanted]
            self._states[rows, : states.shape[1]] = states[wanted]
            self._costs[rows] = costs[wanted]
            self.count += wanted.size
            first = int(self._iterations[self.count - 1]) + 1

    def newest(self, iteration: int, start: int) -> tuple[int, Array] | None:
        """Return the newest state from `start` to `iteration`, both included."""
        place = int(np.searchsorted(self._iterations[: self.count], iteration, side="right")) - 1
        if place < 0 or self._iterations[place] < start:
            return None
        return int(self._iterations[place]), self._states[place]

    def curve(self, present: tuple[int, float] | None) -> CostCurve:
        """Return the recorded costs, with that of the `present` iteration at the end if it is given and new."""
        count = self.count
        if present is not None and (count == 0 or self._iterations[count - 1] < present[0]):
            self._make_room()
            count = self.count
            self._iterations[count], self._costs[count] = present
            count += 1
        return CostCurve(read_only(self._iterations[:count]), read_only(self._costs[:count]))

    def truncate(self, iteration: int) -> None:
        """Forget what came after `iteration`."""
        count = int(np.searchsorted(self._iterations[: self.count], iteration, side="right"))
        self._keep(slice(0, count), max(count, 512))

    def forget_before(self, iteration: int) -> None:
        """Forget what came before `iteration`."""
        first = int(np.searchsorted(self._iterations[: self.count], iteration))
        if first:
            self._keep(slice(first, self.count), max(self.count - first, 512))

    def _make_room(self) -> None:
        if self.count < self._costs.size:
            return
        if self.count >= self._most_rows:
            self.spacing *= 2
            kept = np.flatnonzero(self._iterations[: self.count] % self.spacing == 0)
            self._keep(kept, self._most_rows)
        else:
            self._keep(slice(0, self.count), min(2 * self.count, self._most_rows))

    def _keep(self, rows: slice | NDArray[np.intp], capacity: int) -> None:
        """Move rows to arrays of their own: the old ones may have been handed out."""
        kept = self._iterations[: self.count][rows]
        self.count, old_count = kept.size, self.count
        capacity = max(capacity, self.count + 1)
        for name in ("_iterations", "_states", "_costs"):
            old = getattr(self, name)
            new = np.zeros((capacity, *old.shape[1:]), old.dtype)
            new[: self.count] = old[:old_count][rows]
            setattr(self, name, new)
