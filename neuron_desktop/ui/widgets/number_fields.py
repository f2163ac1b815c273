"""Boxes for numbers: they accept what `parse_number` reads, and keep anything else, marked, until it is corrected."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QValidator
from PySide6.QtWidgets import QAbstractSpinBox, QDoubleSpinBox, QSpinBox, QWidget

from neuron_desktop.core.errors import NumberError
from neuron_desktop.core.numerals import parse_number, parse_whole, written
from neuron_desktop.ui.looks.plain_text import tip
from neuron_desktop.ui.widgets.widgets import set_tone

_FINISHING = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Refusal:
    """How a field shows that its text does not count: in the colours of a warning, and with a sentence.

    The colours are those of the whole box: Qt takes a box's style for the field inside it too.
    """

    def __init__(self, widget: QWidget) -> None:
        self._widget = widget
        self._tips = widget.toolTip(), widget.accessibleDescription()
        self.text = ""
        self.sentence = ""

    def __bool__(self) -> bool:
        """Whether a text is refused at present."""
        return bool(self.sentence)

    def show(self, text: str, sentence: str) -> None:
        """Mark `text` as refused, or with an empty sentence nothing."""
        if sentence and not self:
            self._tips = self._widget.toolTip(), self._widget.accessibleDescription()
        changed = sentence != self.sentence
        self.text, self.sentence = text, sentence
        if changed:
            shown, description = (tip(sentence), sentence) if sentence else self._tips
            self._widget.setToolTip(shown)
            self._widget.setAccessibleDescription(description)
            set_tone(self._widget, "warning" if sentence else "")


if TYPE_CHECKING:
    _Box = QAbstractSpinBox
else:
    # A class can be made from one of Qt's only.
    _Box = object


class _NumberBox(_Box):
    """What boxes for whole numbers and for decimals share; see `WholeBox` and `DecimalBox`.

    No text is invalid while it is typed, so that no key is swallowed; if the finished text is refused it stays, marked,
    and the value in force stays too. Esc restores that.
    """

    refused: Signal

    def _prepare(self) -> None:
        field = self.lineEdit()
        assert field is not None
        self._field = field
        self._special = ""
        self._refusal = Refusal(self)
        self.setKeyboardTracking(False)
        field.textChanged.connect(self._on_text_changed)

    @property
    def refusal(self) -> str:
        """Why the text is refused; empty if it is not."""
        return self._refusal.sentence

    def _in_force(self) -> float:
        raise NotImplementedError

    def _read(self, text: str) -> float:
        raise NotImplementedError

    def _bounds(self) -> tuple[float, float]:
        raise NotImplementedError

    def _written(self, value: float) -> str:
        return self._special if self._special and value == self._bounds()[0] else written(value)

    def _checked(self, text: str) -> float:
        """Return the value that `text` means here.

        Raises
        ------
        NumberError
            If it is not a number, or out of range.
        """
        least, most = self._bounds()
        if self._special and text.strip() == self._special:
            return least
        value = self._read(text)
        if not least <= value <= most:
            raise NumberError(
                f"“{text.strip()}” is out of range; write a number from {written(least)} to {written(most)}."
            )
        return value

    def _problem(self, text: str) -> str:
        try:
            self._checked(text)
        except NumberError as error:
            return f"{str(error).removesuffix('.')}; {self._written(self._in_force())} stays."
        return ""

    def _refuse(self, text: str, sentence: str) -> None:
        if sentence != self._refusal.sentence:
            self._refusal.show(text, sentence)
            self.refused.emit(sentence)
        else:
            self._refusal.text = text

    def _shown(self, value: float) -> str:
        return self._refusal.text if self._refusal and value == self._in_force() else self._written(value)

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        """Take every character; only a number in range is acceptable."""
        state = QValidator.State.Intermediate if self._problem(text) else QValidator.State.Acceptable
        return state, text, position

    def fixup(self, text: str) -> str:
        """Mark a finished text that is not acceptable."""
        self._refuse(text, self._problem(text))
        return text

    def event(self, event: QEvent) -> bool:
        """Claim Esc while it is needed here."""
        claimed = event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent)
        if claimed and self._refusal and event.key() == Qt.Key.Key_Escape:  # type: ignore[attr-defined]
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Stay in the field on Enter until its text is corrected; on Esc restore the number in force."""
        if event.key() == Qt.Key.Key_Escape and self._refusal:
            self._refuse("", "")
            self._field.setText(self._written(self._in_force()))
            self._field.selectAll()
        elif event.key() in _FINISHING and self._problem(self._field.text()):
            self.fixup(self._field.text())
        else:
            super().keyPressEvent(event)

    @Slot(str)
    def _on_text_changed(self, text: str) -> None:
        # A mark disappears as soon as the text is corrected, and appears only when a text is finished.
        if self._refusal:
            self._refuse(text, self._problem(text))


class WholeBox(_NumberBox, QSpinBox):
    """A box for a whole number.

    Signals
    -------
    refused(str)
        Why the text is refused; empty once it is corrected.
    """

    refused = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._prepare()

    def setSpecialValueText(self, text: str) -> None:
        """Write the least value as `text`."""
        self._special = text
        self._field.setText(self._written(self.value()))

    def setValue(self, value: int) -> None:
        """Show another value; a refused text stays if the value in force does."""
        if value != self.value():
            self._refuse("", "")
        super().setValue(value)

    def textFromValue(self, value: int) -> str:
        """Return the number as the whole program writes it."""
        return self._shown(value)

    def valueFromText(self, text: str) -> int:
        """Return the number in `text`, or the one in force if there is none."""
        return self.value() if self._problem(text) else int(self._checked(text))

    def _in_force(self) -> float:
        return self.value()

    def _read(self, text: str) -> float:
        return parse_whole(text)

    def _bounds(self) -> tuple[float, float]:
        return self.minimum(), self.maximum()


class DecimalBox(_NumberBox, QDoubleSpinBox):
    """A box for a number, which it shows without zeros at the end.

    Signals
    -------
    refused(str)
        Why the text is refused; empty once it is corrected.
    """

    refused = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._prepare()

    def setValue(self, value: float) -> None:
        """Show another value; a refused text stays if the value in force does."""
        if not math.isclose(value, self.value(), abs_tol=0.5 * 10.0 ** -self.decimals()):
            self._refuse("", "")
        super().setValue(value)

    def textFromValue(self, value: float) -> str:
        """Return the number as the whole program writes it."""
        return self._shown(value)

    def valueFromText(self, text: str) -> float:
        """Return the number in `text`, or the one in force if there is none."""
        return self.value() if self._problem(text) else self._checked(text)

    def _in_force(self) -> float:
        return self.value()

    def _read(self, text: str) -> float:
        return parse_number(text)

    def _bounds(self) -> tuple[float, float]:
        return self.minimum(), self.maximum()


class Refusals(QObject):
    """Knows whether any of several boxes refuses its text, so that nothing is done with a wrong value.

    Signals
    -------
    changed(str)
        Why the first of them refuses its text; empty once none does.
    """

    changed = Signal(str)

    def __init__(self, boxes: Sequence[WholeBox | DecimalBox], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._boxes = tuple(boxes)
        for box in boxes:
            box.refused.connect(self._on_refused)

    @property
    def sentence(self) -> str:
        """Why the first enabled box refuses its text; empty if none does."""
        return next((box.refusal for box in self._boxes if box.refusal and box.isEnabled()), "")

    @Slot()
    def _on_refused(self) -> None:
        self.changed.emit(self.sentence)
