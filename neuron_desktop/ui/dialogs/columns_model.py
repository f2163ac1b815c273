"""The columns of a table, and what becomes of each."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from neuron_desktop.files.recipes.labels import MOST_LABEL_VALUES
from neuron_desktop.files.recipes.recipe import ColumnRecipe, Recipe
from neuron_desktop.files.recipes.recipe_parts import MISSING_RULES, Missing
from neuron_desktop.files.recipes.survey import ColumnSurvey, Survey
from neuron_desktop.ui.looks.formatting import count
from neuron_desktop.ui.looks.plain_text import tip
from neuron_desktop.ui.widgets.choice_table import CHOICES

FEATURE, LABEL, LEFT_OUT = "feature", "label", "leave out"
LEAVE_ROW_OUT = "leave row out"
HEADERS = ("Column", "Role", "Kind", "Where missing", "Mark", "Missing", "Distinct", "Remark")
NAME, ROLE, KIND, RULE, MARK, MISSING, DISTINCT, REMARK = range(len(HEADERS))

_TIPS = (
    "The name of the column, with its unit",
    "Whether the column is a feature, the label, or left out",
    "Numbers stay as they are; of two words, the second is 1; of more, each but the first gets a column of its own",
    "What becomes of a missing cell: its row is left out, or a value computed from the others is filled in",
    "Adds a column that is 1 where the cell was missing",
    "How many cells are missing",
    "How many different values there are",
    "Why it is not proposed",
)

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class _Choice:
    known: ColumnSurvey
    role: str
    missing: Missing = "drop"
    indicator: bool = False


class ColumnsModel(QAbstractTableModel):
    """A row for each column of a table.

    Signals
    -------
    edited()
        Something was chosen.
    label_chosen(str)
        Another column is to be the label; empty for none.
    """

    edited = Signal()
    label_chosen = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._choices: list[_Choice] = []
        self._order: tuple[str, ...] = ()

    def show_survey(self, known: Survey, recipe: Recipe | None) -> None:
        """Show the columns of a table with what is proposed or was chosen before."""
        chosen = {column.name: column for column in recipe.columns} if recipe is not None else {}
        label = recipe.label.column if recipe is not None else known.label
        self.beginResetModel()
        self._choices = []
        for column in known.columns:
            if column.name == label and can_be_label(column):
                self._choices.append(_Choice(column, LABEL))
            elif column.name in chosen and column.kind is not None:
                before = chosen[column.name]
                rule = before.missing if before.missing in _rules(column) else "drop"
                self._choices.append(_Choice(column, FEATURE, rule, before.indicator and rule != "drop"))
            else:
                self._choices.append(_Choice(column, LEFT_OUT))
        self._order = tuple(chosen)
        self.endResetModel()

    @property
    def label(self) -> str:
        """The name of the label's column; empty where there is none."""
        return next((choice.known.name for choice in self._choices if choice.role == LABEL), "")

    @property
    def columns(self) -> tuple[ColumnRecipe, ...]:
        """The features: those that came with the proposal in its order, then the others in that of the table."""
        chosen = {choice.known.name: choice for choice in self._choices if choice.role == FEATURE}
        recipes = []
        for name in dict.fromkeys((*(name for name in self._order if name in chosen), *chosen)):
            recipe = chosen[name].known.recipe
            assert recipe is not None
            recipes.append(replace(recipe, missing=chosen[name].missing, indicator=chosen[name].indicator))
        return tuple(recipes)

    def set_label(self, name: str) -> None:
        """Make a column the label; the one before is left out."""
        for row, choice in enumerate(self._choices):
            if choice.known.name == name:
                self._replace(row, replace(choice, role=LABEL))
            elif choice.role == LABEL:
                self._replace(row, replace(choice, role=LEFT_OUT))

    def set_all(self, *, used: bool) -> None:
        """Learn from all columns that can be features, or from none."""
        changed = False
        for row, choice in enumerate(self._choices):
            role = FEATURE if used and choice.known.kind is not None else LEFT_OUT
            if choice.role not in (LABEL, role):
                self._replace(row, _Choice(choice.known, role))
                changed = True
        if changed:
            self.edited.emit()

    # --- what Qt asks

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Return how many columns the table has."""
        return 0 if parent.isValid() else len(self._choices)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Return the number of columns."""
        return 0 if parent.isValid() else len(HEADERS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the headings and their tips."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return HEADERS[section]
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.ToolTipRole:
            return _TIPS[section]
        if role == Qt.ItemDataRole.TextAlignmentRole and section in (MISSING, DISTINCT):
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return what a cell shows, offers and is called."""
        choice, column = self._choices[index.row()], index.column()
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return self._text(choice, column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return tip(self._text(choice, column) or _TIPS[column])
        if role == Qt.ItemDataRole.CheckStateRole and column == MARK and _can_be_marked(choice):
            return Qt.CheckState.Checked if choice.indicator else Qt.CheckState.Unchecked
        if role == CHOICES:
            return _choices(choice, column)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{HEADERS[column]} of {choice.known.name}: {self._text(choice, column)}"
        if role == Qt.ItemDataRole.TextAlignmentRole and column in (MISSING, DISTINCT):
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Return what can be done with a cell; what is left out looks it."""
        choice, column = self._choices[index.row()], index.column()
        flags = Qt.ItemFlag.ItemIsSelectable
        if choice.role != LEFT_OUT or column in (NAME, ROLE, REMARK):
            flags |= Qt.ItemFlag.ItemIsEnabled
        if _choices(choice, column) is not None:
            flags |= Qt.ItemFlag.ItemIsEditable
        if column == MARK and _can_be_marked(choice):
            flags |= Qt.ItemFlag.ItemIsUserCheckable
        return flags

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Take what was chosen for a cell."""
        row, choice, column = index.row(), self._choices[index.row()], index.column()
        if role == Qt.ItemDataRole.CheckStateRole and column == MARK:
            changed = replace(choice, indicator=Qt.CheckState(value) is Qt.CheckState.Checked)
        elif column == ROLE and value in (_choices(choice, ROLE) or ()):
            changed = replace(choice, role=str(value))
        elif column == RULE and value in (_choices(choice, RULE) or ()):
            rule = _rule(str(value))
            changed = replace(choice, missing=rule, indicator=choice.indicator and rule != "drop")
        else:
            return False
        if changed == choice:
            return False
        label = self.label
        if changed.role == LABEL:
            self.set_label(choice.known.name)
        self._replace(row, changed)
        if self.label != label:
            self.label_chosen.emit(self.label)
        self.edited.emit()
        return True

    def _replace(self, row: int, choice: _Choice) -> None:
        if choice.role != FEATURE:
            choice = replace(choice, missing="drop", indicator=False)
        self._choices[row] = choice
        self.dataChanged.emit(self.index(row, 0), self.index(row, len(HEADERS) - 1))

    @staticmethod
    def _text(choice: _Choice, column: int) -> str:
        known = choice.known
        if column == NAME:
            return known.name
        if column == ROLE:
            return choice.role
        if column == KIND:
            return _kind_text(choice)
        if column == RULE:
            return _rule_text(choice.missing) if choice.role == FEATURE and known.column.missing else ""
        if column == MISSING:
            return count(known.column.missing) if known.column.missing else "–"
        if column == DISTINCT:
            return f"{count(len(known.values))}{'+' if len(known.values) >= 1000 else ''}"
        return known.reason if column == REMARK and choice.role == LEFT_OUT else ""


def _kind_text(choice: _Choice) -> str:
    known = choice.known
    if choice.role == LABEL:
        return "two classes"
    if known.kind == "binary":
        return f"1 = {known.categories[1]}"
    if known.kind == "one-hot":
        return f"{len(known.categories) - 1} columns"
    return "number" if known.kind == "number" else "words"


def _choices(choice: _Choice, column: int) -> tuple[str, ...] | None:
    known = choice.known
    if column == ROLE:
        roles = [FEATURE] * (known.kind is not None) + [LABEL] * can_be_label(known) + [LEFT_OUT]
        return tuple(roles)
    if column == RULE and choice.role == FEATURE and known.column.missing:
        return tuple(_rule_text(rule) for rule in _rules(known))
    return None


def can_be_label(known: ColumnSurvey) -> bool:
    """Return whether a column has enough values for two classes, and not too many to group by hand."""
    return 2 <= len(known.values) <= MOST_LABEL_VALUES


def _can_be_marked(choice: _Choice) -> bool:
    return choice.role == FEATURE and choice.missing != "drop"


def _rules(known: ColumnSurvey) -> tuple[Missing, ...]:
    return MISSING_RULES if known.kind == "number" else ("drop", "most frequent")


def _rule_text(rule: Missing) -> str:
    return LEAVE_ROW_OUT if rule == "drop" else rule


def _rule(text: str) -> Missing:
    return next(rule for rule in MISSING_RULES if _rule_text(rule) == text)
