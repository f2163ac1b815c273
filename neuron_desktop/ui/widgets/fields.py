"""Fields to type in or choose from, and the meaning of their text."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QPushButton, QToolButton, QWidget

from neuron_desktop.core import quadratic_terms
from neuron_desktop.core.errors import NumberError
from neuron_desktop.core.numerals import parse_number
from neuron_desktop.ui.looks.plain_text import set_tip
from neuron_desktop.ui.widgets.number_fields import Refusal, WholeBox
from neuron_desktop.ui.widgets.widgets import keep_keys

NEVER = "never"
SQUARES = "+ squares and products"
SINES = ("sin x1", "sin x2")


class CommitBox(QComboBox):
    """A list to choose from or to type in; typed text counts once it is finished, not letter by letter.

    Signals
    -------
    committed(str)
        A text was chosen, or typed and finished by Enter or by leaving the field.
    """

    committed = Signal(str)

    def __init__(self, name: str, title: str, items: Sequence[str], tip: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        # Completion would turn a finished 0.0 into the 0.00001 of the list.
        self.setCompleter(None)  # type: ignore[arg-type]
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(6)
        set_tip(self, tip)
        self.addItems(list(items))
        field = self.lineEdit()
        assert field is not None
        self._field = field
        # It is the field that a screen reader has in focus.
        field.setAccessibleName(title)
        self.currentTextChanged.connect(self._on_text_changed)
        field.editingFinished.connect(self.commit)

    @Slot()
    def commit(self) -> None:
        """Commit what is being typed."""
        if self._field.isModified():
            self._field.setModified(False)
            self.committed.emit(self.currentText())

    def show_text(self, text: str) -> None:
        """Show `text` without committing it."""
        self.blockSignals(True)
        # From there ↑ and ↓ go on.
        self.setCurrentIndex(self.findText(text))
        self.setCurrentText(text)
        self._field.home(False)
        self.blockSignals(False)

    @Slot(str)
    def _on_text_changed(self, text: str) -> None:
        if not self._field.isModified():
            self.committed.emit(text)


class NumberBox(CommitBox):
    """A `CommitBox` of numbers, read as all fields read them; “never” is 0.

    A refused text stays, marked, until it is corrected; Esc restores the number in force.
    """

    def __init__(self, name: str, title: str, items: Sequence[str], tip: str, parent: QWidget | None = None) -> None:
        super().__init__(name, title, items, tip, parent)
        self._refusal = Refusal(self)
        self._value = math.nan
        keep_keys(self, Qt.Key.Key_Escape)
        self._field.textEdited.connect(self._on_edited)

    def refuse(self, sentence: str) -> None:
        """Mark the text as one that does not count, and why."""
        self._refusal.show(self.currentText(), sentence)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Restore the number in force on Esc."""
        if event.key() == Qt.Key.Key_Escape and self._refusal:
            self._refusal.show("", "")
            self.show_number(self._value)
            self._field.setModified(False)
            self.committed.emit(self.currentText())
        else:
            super().keyPressEvent(event)

    @Slot()
    def _on_edited(self) -> None:
        self._refusal.show("", "")

    def show_number(self, value: float) -> None:
        """Show `value` as the list writes it, or else with all of its digits; leave a text that means it alone."""
        if self._refusal and value == self._value:
            return
        self._refusal.show("", "")
        self._value = value
        if parsed(self.currentText()) == value:
            return
        known = [self.itemText(place) for place in range(self.count())]
        self.show_text(next((text for text in known if parsed(text) == value), repr(value)))


class FeatureMapBox(CommitBox):
    """Chooses the terms the neuron sees: some usual sets, or a list that is typed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("featureMapBox", "Features", (), "", parent)
        self._input_count = 2
        self._fill()

    def set_input_count(self, count: int) -> None:
        """Offer what can be derived from this many features."""
        if count != self._input_count:
            self._input_count = count
            self._fill()

    def terms(self, text: str) -> tuple[str, ...]:
        """Return what `text` means as `TrainingSettings.feature_map`; terms are set apart by commas."""
        place = self.findText(text, Qt.MatchFlag.MatchFixedString)
        if place >= 0:
            return self._terms_at(place)
        return tuple(term.strip() for term in text.split(",") if term.strip())

    def show_terms(self, terms: tuple[str, ...]) -> None:
        """Show the feature map in force."""
        known = (self.itemText(place) for place in range(self.count()) if self._terms_at(place) == terms)
        self.show_text(next(known, ", ".join(terms)))
        self.setToolTip(
            "What the neuron sees. Squares, products and sines bend its line into a curve; "
            "or type your own, such as x1, x2², x1·x2, sin x1"
        )

    def _fill(self) -> None:
        self.blockSignals(True)
        self.clear()
        if self._input_count == 2:
            self.addItems(["x1, x2", SQUARES, "+ sines", "+ squares, products and sines"])
        else:
            self.addItems(["as they are", SQUARES])
        width = max(self.fontMetrics().horizontalAdvance(self.itemText(place)) for place in range(self.count()))
        self.view().setMinimumWidth(width + 30)
        self.blockSignals(False)

    def _terms_at(self, place: int) -> tuple[str, ...]:
        if place == 0:
            return ()
        terms = quadratic_terms(self._input_count) if place in (1, 3) else ("x1", "x2")
        return terms + SINES if place >= 2 else terms


def whole_number_box(name: str, title: str, least: int, most: int, tip: str) -> WholeBox:
    """Return a box for a whole number that counts once it is finished."""
    box = WholeBox()
    box.setObjectName(name)
    box.setAccessibleName(title)
    box.setRange(least, most)
    set_tip(box, tip)
    return box


def check_box(name: str, title: str, tip: str) -> QCheckBox:
    """Return a box that takes the focus, and with it Space, only by Tab: after a click Space still trains."""
    box = QCheckBox(title)
    box.setObjectName(name)
    set_tip(box, tip)
    box.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    keep_keys(box, Qt.Key.Key_Space)
    return box


def push_button(name: str, text: str, tip: str) -> QPushButton:
    """Return a button that takes the focus, and with it Space, only by Tab: after a click Space still trains."""
    button = QPushButton(text)
    button.setObjectName(name)
    set_tip(button, tip)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    keep_keys(button, Qt.Key.Key_Space)
    return button


def action_button(name: str, action: QAction) -> QPushButton:
    """Return such a button for an action."""
    button = push_button(name, action.text().replace("&", ""), action.toolTip())
    button.clicked.connect(action.trigger)
    return button


class MoreButton(QToolButton):
    """Shows and hides a part of a panel."""

    def __init__(self, name: str, part: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._part = part
        self.setObjectName(name)
        self.setCheckable(True)
        self.setAutoRaise(True)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        keep_keys(self, Qt.Key.Key_Space)
        self.toggled.connect(self._on_toggled)
        self._on_toggled(False)

    @Slot(bool)
    def _on_toggled(self, shown: bool) -> None:
        self._part.setVisible(shown)
        self.setArrowType(Qt.ArrowType.DownArrow if shown else Qt.ArrowType.RightArrow)


def complaint(text: str, domain: str, stays: str) -> str:
    """Return why `text` is not taken: it is no number, or else not in `domain`; and what goes on."""
    try:
        parse_number(text)
    except NumberError as error:
        return f"{str(error).removesuffix('.')}; {stays} stays."
    return f"“{text.strip()}” is not a number {domain}; {stays} stays."


def parsed(text: str) -> float:
    """Return the number that `parse_number` finds in `text`, 0 for “never”, or NaN."""
    if text.strip() == NEVER:
        return 0.0
    try:
        return parse_number(text)
    except NumberError:
        return math.nan
