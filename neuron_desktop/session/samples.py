"""The samples to choose from: the article's, those that ship as files, and an empty canvas."""

from __future__ import annotations

from neuron_desktop.core import Dataset, article_dataset
from neuron_desktop.files.samples import SAMPLES
from neuron_desktop.session.document import Source
from neuron_desktop.session.generation import ARTICLE_NAME, article_source

EMPTY_NAME = "Empty canvas"
SAMPLE_NAMES = (ARTICLE_NAME, *(sample.name for sample in SAMPLES), EMPTY_NAME)


def sample_named(name: str) -> tuple[Dataset, Source]:
    """Return the sample of that name, one of `SAMPLE_NAMES`, and where it comes from.

    Raises
    ------
    FileNotFoundError
        If the program is not whole.
    """
    if name == ARTICLE_NAME:
        return article_dataset(), article_source()
    if name == EMPTY_NAME:
        return Dataset.empty(), Source(EMPTY_NAME)
    sample = next(sample for sample in SAMPLES if sample.name == name)
    made = sample.load()
    return made.dataset, Source(name, f"{made.summary}. {sample.advice}", recipe=made.recipe, missing=made.missing)


def sample_description(name: str) -> str:
    """Return what to look for in a sample and where its figures come from; empty for the other two."""
    return next((f"{sample.advice}\n{sample.origin}" for sample in SAMPLES if sample.name == name), "")
