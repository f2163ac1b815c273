"""Data sets that the program makes itself."""

from __future__ import annotations

import numpy as np

from neuron_desktop.core.dataset import Dataset, TrueLine

ARTICLE_LINE = TrueLine(slope=1.23, intercept=3.23)
ARTICLE_SAMPLES = 500
ARTICLE_SEED = 2


def line_dataset(line: TrueLine, sample_count: int, *, seed: int) -> Dataset:
    """Return points scattered about `line`: above it class 1 (blue), below it class 0 (red).

    x1 is uniform in ±10 and x2 uniform within ±15 of the line, as in the article's example.
    """
    random = np.random.Generator(np.random.PCG64(seed))
    x1, offset = random.uniform([[-10.0], [-15.0]], [[10.0], [15.0]], (2, sample_count))
    x2 = line.slope * x1 + line.intercept + offset
    labels = x2 > line.slope * x1 + line.intercept
    return Dataset(np.vstack([x1, x2]), labels, true_line=line)


def article_dataset() -> Dataset:
    """Return the article's data set: 500 points about the line x2 = 1.23·x1 + 3.23."""
    return line_dataset(ARTICLE_LINE, ARTICLE_SAMPLES, seed=ARTICLE_SEED)
