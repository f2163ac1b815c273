"""Where the points of a document came from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from neuron_desktop.core import GeneratorSpec
    from neuron_desktop.files.recipes.recipe import Recipe


@dataclass(frozen=True, slots=True)
class Source:
    """Where a data set came from: the name of a sample or file, and for a file what was taken from it.

    `generator` is what its points were generated from, if they were, and `recipe` how the rows of a table became
    samples, if they did; edits by hand keep both. `missing` says of which columns how many cells were missing.
    """

    name: str
    summary: str = ""
    generator: GeneratorSpec | None = None
    recipe: Recipe | None = None
    missing: tuple[tuple[str, int], ...] = ()
