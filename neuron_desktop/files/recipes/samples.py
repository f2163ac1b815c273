"""Real data sets that ship with the program, each with what to look for in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from neuron_desktop.core import TrainingSettings
from neuron_desktop.files.resources import resource_path

if TYPE_CHECKING:
    from neuron_desktop.files.recipes.csv_data import ImportedData
    from neuron_desktop.files.recipes.recipe import Recipe

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sample:
    """A table that ships with the program, and how it becomes a data set.

    Parameters
    ----------
    name
        Its name in the list of samples.
    file
        The table, a file in ``resources/samples``; ``resources/README.md`` tells its source and licence.
    label
        What is learned: as for a `LabelRecipe`, its column, the words of both classes, and their names.
    columns
        What it is learned from: the names of columns of numbers, or what a `ColumnRecipe` takes.
    advice
        A sentence on what to look for.
    origin
        The source of the figures.
    settings
        The settings that suit it.
    """

    name: str
    file: str
    label: tuple[str, Words, Words, tuple[str, str]]
    columns: tuple[str | tuple[str, Literal["binary"], Words], ...]
    advice: str
    origin: str
    settings: TrainingSettings = field(default_factory=TrainingSettings)

    @property
    def recipe(self) -> Recipe:
        """What is made of the table's columns."""
        from neuron_desktop.files.recipes.recipe import ColumnRecipe, LabelRecipe, Recipe
        from neuron_desktop.files.text.names import unit_of

        columns = (
            ColumnRecipe(column, unit=unit_of(column)) if isinstance(column, str) else ColumnRecipe(*column)
            for column in self.columns
        )
        return Recipe(LabelRecipe(*self.label), tuple(columns))

    def load(self) -> ImportedData:
        """Return the data set.

        Raises
        ------
        FileNotFoundError
            If the installation is incomplete.
        """
        from neuron_desktop.files.recipes.csv_data import to_dataset
        from neuron_desktop.files.text.tables import read_table

        return to_dataset(read_table(resource_path(f"samples/{self.file}")), self.recipe)


SAMPLES = (
    Sample(
        "Titanic",
        "titanic.csv",
        ("survived", ("0",), ("1",), ("died", "survived")),
        ("age", "fare", ("sex", "binary", ("male", "female")), "sibsp", "pclass"),
        "Train, and compare the weights: being a woman counts most, the fare hardly once the class is known.",
        "Passengers of the Titanic, as in the article; the columns of seaborn's copy.",
        TrainingSettings(standardize=True),
    ),
    Sample(
        "Banknotes",
        "banknotes.csv",
        ("class", ("0",), ("1",), ("class 0", "class 1")),
        ("variance", "skewness", "kurtosis", "entropy"),
        "Two features leave the classes mixed; all four separate nearly every banknote. Choose other axes to see it.",
        "Lohweg, V. (2012). Banknote Authentication. UCI Machine Learning Repository. CC BY 4.0.",
    ),
    Sample(
        "Challenger's O-rings",
        "challenger.csv",
        ("damaged O-rings", ("0",), ("1", "5"), ("sound", "damaged")),
        ("temperature (°F)",),
        "Twenty-three flights: the colder the start, the likelier the damage. For the last one, 31 °F was forecast.",
        "Dalal, S. R., Fowlkes, E. B. and Hoadley, B. (1989), J. Am. Stat. Assoc. 84, 945–957.",
        TrainingSettings(standardize=True),
    ),
    Sample(
        "Iris, two kinds",
        "iris.csv",
        ("species", ("Iris-setosa",), ("Iris-versicolor",), ("setosa", "versicolor")),
        ("petal length (cm)", "petal width (cm)"),
        "A line separates the two kinds perfectly, so the weights grow and the cost falls as long as you train.",
        "Fisher, R. (1936). Iris. UCI Machine Learning Repository. CC BY 4.0.",
    ),
)
