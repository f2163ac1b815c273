"""Spare memory behind the samples of a data set, so that adding one to a million does not copy them."""

from __future__ import annotations

import threading

import numpy as np
from numpy.typing import NDArray

LEAST_ROOM = 256

Columns = NDArray[np.float64]
Labels = NDArray[np.int8]


class SharedColumns:
    """Arrays with space at the end, shared by data sets that grow from each other.

    A data set sees the columns up to its own count, and these never change: new ones are written behind the last, once.
    A data set that has grown once already gets arrays of its own when it grows in another way.
    """

    def __init__(self, features: Columns, labels: Labels, more: int) -> None:
        count = labels.size
        capacity = count + more + max(LEAST_ROOM, (count + more) // 4)
        self._features = np.empty((features.shape[0], capacity))
        self._labels = np.empty(capacity, np.int8)
        self._features[:, :count] = features
        self._labels[:count] = labels
        self._used = count
        self._lock = threading.Lock()

    def append(self, count: int, features: Columns, labels: Labels) -> tuple[Columns, Labels] | None:
        """Write samples behind the first `count` and return all; None if that place is taken or there is no space."""
        end = count + labels.size
        with self._lock:
            if self._used != count or end > self._labels.size:
                return None
            self._used = end
        self._features[:, count:end] = features
        self._labels[count:end] = labels
        return self._features[:, :end], self._labels[:end]
