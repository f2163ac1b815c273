"""A project: everything a window holds, as one value."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from neuron_desktop.core import Dataset, GeneratorSpec
    from neuron_desktop.core.data.split import Keys, Split
    from neuron_desktop.core.training.checkpoint import Checkpoint
    from neuron_desktop.core.training.pinned_run import PinnedRun
    from neuron_desktop.files.recipes.recipe import Recipe


SUFFIX = ".neuron"

Range = tuple[float, float]


@dataclass(frozen=True, slots=True)
class View:
    """What is on screen.

    Parameters
    ----------
    axes
        The features along the axes, counted from 0; None for the first two.
    hold, sample
        Where the other features are held, by name, and at which sample where it is at one.
    x_range, y_range
        The ranges shown; None for all points.
    hidden_panels
        The objectNames of the hidden panels; None to leave the window's as they are.
    speed
        Iterations a second, infinity for no limit; None to leave the window's speed as it is.
    test_seed
        What the new points of the test were drawn with; None where none were.
    """

    axes: tuple[int, int] | None = None
    hold: str = "mean"
    sample: int = 0
    x_range: Range | None = None
    y_range: Range | None = None
    hidden_panels: tuple[str, ...] | None = None
    speed: float | None = None
    test_seed: int | None = None


@dataclass(frozen=True, slots=True)
class Others:
    """The parts of a file that this version does not know: values of its JSON, as text, and entries by name."""

    values: str = "{}"
    entries: tuple[tuple[str, bytes], ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Project:
    """Everything a window holds; read-only throughout.

    Parameters
    ----------
    dataset
        The whole data set.
    split, keys, drawn_keys
        How samples are held back; the key of each, shape (m,); how many keys have been drawn so far.
    checkpoint
        The run; its data set is the part that is not held back.
    goal
        The iteration at which the run is to end.
    source, summary, recipe, generator, missing
        Where the data set came from, what was taken from there and how, or what it was generated from; and of which
        columns how many cells were missing.
    notes
        What the person wrote.
    runs
        Those that were pinned.
    view
        What is on screen.
    others
        Unknown parts of the file it was read from, to be written again.

    Raises
    ------
    ValueError
        If there is not one key for each sample.
    """

    dataset: Dataset
    split: Split
    keys: Keys
    drawn_keys: int
    checkpoint: Checkpoint
    goal: int
    source: str
    summary: str = ""
    recipe: Recipe | None = None
    generator: GeneratorSpec | None = None
    missing: tuple[tuple[str, int], ...] = ()
    notes: str = ""
    runs: tuple[PinnedRun, ...] = ()
    view: View = field(default_factory=View)
    others: Others = field(default_factory=Others)

    def __post_init__(self) -> None:
        if self.keys.shape != (self.dataset.sample_count,):
            raise ValueError("Each sample needs a key.")
