"""Real data sets that ship with the program, each with what to look for in it."""

from __future__ import annotations

from dataclasses import dataclass, field

from neuron_desktop.core import TrainingSettings
from neuron_desktop.files.recipes.csv_data import ImportedData, to_dataset
from neuron_desktop.files.recipes.recipe import ColumnRecipe, LabelRecipe, Recipe
from neuron_desktop.files.resources import resource_path
from neuron_desktop.files.text.names import unit_of
from neuron_desktop.files.text.tables import read_table


@dataclass(frozen=True, slots=True)
class Sample:
    """A table that ships with the program, and how it becomes a data set.

    Parameters
    ----------
    name
        Its name in the list of samples.
    file
        The table, a file in ``resources/samples``; ``resources/README.md`` tells its source and licence.
    recipe
        The label and the features.
    advice
        A sentence on what to look for.
    origin
        The source of the figures.
    settings
        The settings that suit it.
    """

    name: str
    file: str
    recipe: Recipe
    advice: str
    origin: str
    settings: TrainingSettings = field(default_factory=TrainingSettings)

    def load(self) -> ImportedData:
        """Return the data set.

        Raises
        ------
        FileNotFoundError
            If the installation is incomplete.
        """
        return to_dataset(read_table(resource_path(f"samples/{self.file}")), self.recipe)


def _numbers(*names: str) -> tuple[ColumnRecipe, ...]:
    return tuple(ColumnRecipe(name, unit=unit_of(name)) for name in names)


SAMPLES = (
    Sample(
        "Titanic",
        "titanic.csv",
        Recipe(
            LabelRecipe("survived", ("0",), ("1",), ("died", "survived")),
            (
                *_numbers("age", "fare"),
                ColumnRecipe("sex", "binary", ("male", "female")),
                *_numbers("sibsp", "pclass"),
            ),
        ),
        "Train, and compare the weights: being a woman counts most, the fare hardly once the class is known.",
        "Passengers of the Titanic, as in the article; the columns of seaborn's copy.",
        TrainingSettings(standardize=True),
    ),
    Sample(
        "Banknotes",
        "banknotes.csv",
        Recipe(
            LabelRecipe("class", ("0",), ("1",), ("class 0", "class 1")),
            _numbers("variance", "skewness", "kurtosis", "entropy"),
        ),
        "Two features leave the classes mixed; all four separate nearly every banknote. Choose other axes to see it.",
        "Lohweg, V. (2012). Banknote Authentication. UCI Machine Learning Repository. CC BY 4.0.",
    ),
    Sample(
        "Challenger's O-rings",
        "challenger.csv",
        Recipe(
            LabelRecipe("damaged O-rings", ("0",), ("1", "5"), ("sound", "damaged")),
            _numbers("temperature (°F)"),
        ),
        "Twenty-three flights: the colder the start, the likelier the damage. For the last one, 31 °F was forecast.",
        "Dalal, S. R., Fowlkes, E. B. and Hoadley, B. (1989), J. Am. Stat. Assoc. 84, 945–957.",
        TrainingSettings(standardize=True),
    ),
    Sample(
        "Iris, two kinds",
        "iris.csv",
        Recipe(
            LabelRecipe("species", ("Iris-setosa",), ("Iris-versicolor",), ("setosa", "versicolor")),
            _numbers("petal length (cm)", "petal width (cm)"),
        ),
        "A line separates the two kinds perfectly, so the weights grow and the cost falls as long as you train.",
        "Fisher, R. (1936). Iris. UCI Machine Learning Repository. CC BY 4.0.",
    ),
)
