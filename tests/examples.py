"""How many examples a property is tried with, where each of them takes long."""

from hypothesis import settings


def few_examples(share: float) -> settings:
    """Draw this share of the examples that other properties get; with ``--soak`` that are many more than 100."""
    return settings(max_examples=max(round(share * settings.default.max_examples), 1))
