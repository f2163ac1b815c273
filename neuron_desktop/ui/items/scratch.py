"""Memory and a thread for what is redrawn frame after frame."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
from numpy.typing import NDArray


class Scratch:
    """Memory that is reused, since getting it from the system takes longer than the work done in it; and a thread.

    Images that are drawn one after the other share it. It is as large as the largest one needed.
    """

    def __init__(self) -> None:
        self._arrays: dict[str, NDArray[Any]] = {}
        self._helper: tuple[ThreadPoolExecutor, Scratch] | None = None

    @property
    def helper(self) -> tuple[ThreadPoolExecutor, Scratch]:
        """A thread that can do half of the work, and memory for it."""
        if self._helper is None:
            self._helper = ThreadPoolExecutor(1, "stamps"), Scratch()
        return self._helper

    def array(self, name: str, size: int, dtype: type[np.generic]) -> NDArray[Any]:
        """Return an array of shape (size,), of any content, for the purpose `name` has."""
        held = self._arrays.get(name)
        if held is None or held.size < size:
            held = self._arrays[name] = np.empty(size, dtype)
        return held[:size]

    def release(self) -> None:
        """Give the memory back to the system, until it is needed again."""
        self._arrays.clear()
        if self._helper is not None:
            self._helper[1].release()

    def counting(self, size: int) -> NDArray[np.int32]:
        """Return 0, 1, 2 … up to `size` numbers, not to be changed."""
        held = self._arrays.get("counting")
        if held is None or held.size < size:
            held = self._arrays["counting"] = np.arange(size, dtype=np.int32)
        return held[:size]
