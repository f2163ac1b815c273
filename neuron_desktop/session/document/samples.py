"""The samples to choose from: the article's, those that ship as files, and an empty canvas."""

from __future__ import annotations

from neuron_desktop.core import Dataset, TrainingSettings, article_dataset
from neuron_desktop.core.training.segments import changes_between
from neuron_desktop.files.recipes.samples import SAMPLES
from neuron_desktop.session.document.generation import ARTICLE_NAME, article_source
from neuron_desktop.session.document.source import Source

EMPTY_NAME = "Empty canvas"
SAMPLE_NAMES = (ARTICLE_NAME, *(sample.name for sample in SAMPLES), EMPTY_NAME)


def sample_named(name: str) -> tuple[Dataset, Source, TrainingSettings]:
    """Return the sample of that name, one of `SAMPLE_NAMES`, with its source and the settings that suit it.

    Raises
    ------
    FileNotFoundError
        If the installation is incomplete.
    """
    if name == ARTICLE_NAME:
        return article_dataset(), article_source(), TrainingSettings()
    if name == EMPTY_NAME:
        return Dataset.empty(), Source(EMPTY_NAME), TrainingSettings()
    sample = next(sample for sample in SAMPLES if sample.name == name)
    made = sample.load()
    summary = " ".join([f"{made.summary}.", *_settings_in_words(sample.settings), sample.advice])
    return made.dataset, Source(name, summary, recipe=made.recipe, missing=made.missing), sample.settings


def sample_description(name: str) -> str:
    """Return what to look for in a sample and where its figures come from; empty for the other two."""
    parts = (
        [sample.advice, *_settings_in_words(sample.settings), sample.origin]
        for sample in SAMPLES
        if sample.name == name
    )
    return "\n".join(next(parts, ()))


def _settings_in_words(settings: TrainingSettings) -> list[str]:
    """Return a sentence on what differs from the default, if anything does."""
    changes = changes_between(TrainingSettings(), settings)
    return [f"Comes with its own settings: {', '.join(changes)}."] if changes else []
