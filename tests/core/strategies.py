"""Data sets and neurons for Hypothesis to draw."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from neuron_desktop.core import Dataset, Neuron

LARGEST = 10.0


def numbers(largest: float = LARGEST) -> st.SearchStrategy[float]:
    return st.floats(-largest, largest, allow_subnormal=False)


@st.composite
def datasets(draw, *, largest: float = LARGEST, min_samples: int = 1, max_samples: int = 30) -> Dataset:
    shape = (draw(st.integers(1, 5)), draw(st.integers(min_samples, max_samples)))
    features = draw(arrays.arrays(np.float64, shape, elements=numbers(largest)))
    labels = draw(arrays.arrays(np.int8, shape[1], elements=st.integers(0, 1)))
    return Dataset(features, labels)


@st.composite
def problems(draw) -> tuple[Dataset, Neuron]:
    """A data set and a neuron for it, with logits small enough for finite differences."""
    dataset = draw(datasets(largest=3.0))
    weights = draw(arrays.arrays(np.float64, dataset.feature_count, elements=numbers(3.0)))
    return dataset, Neuron(weights, draw(numbers(3.0)))


@st.composite
def splits(draw, total: int) -> list[int]:
    """Whole numbers, some of them 0 perhaps, that add up to `total`."""
    cuts = sorted(draw(st.lists(st.integers(0, total), max_size=8)))
    return [end - start for start, end in zip([0, *cuts], [*cuts, total], strict=True)]
