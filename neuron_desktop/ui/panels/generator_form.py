"""The fields of one generator's values."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QToolButton,
    QWidget,
)

from neuron_desktop.core import GeneratorSpec
from neuron_desktop.core.generators.generator import LARGEST_SEED, Parameter
from neuron_desktop.ui.looks.icons import icon
from neuron_desktop.ui.looks.plain_text import PlainLabel, set_tip
from neuron_desktop.ui.looks.theme import Theme
from neuron_desktop.ui.widgets.fields import whole_number_box
from neuron_desktop.ui.widgets.number_fields import DecimalBox, WholeBox
from neuron_desktop.ui.widgets.widgets import keep_keys, set_tone

SHARED = ("count", "noise", "seed")


class GeneratorForm(QWidget):
    """Edits the values of one kind of generator.

    Signals
    -------
    edited(str, object)
        The parameter of this name is to have this value.
    finished()
        A field was left or finished by Enter: the next change is another gesture.
    entered()
        Enter was pressed in a field.
    """

    edited = Signal(str, object)
    finished = Signal()
    entered = Signal()

    def __init__(self, kind: type[GeneratorSpec], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # With a parent from the start: a layout in a form's row hands no owner to PySide, and both would delete it.
        self._dice = QToolButton(self)
        self._dice.setObjectName("newSeedButton")
        self._dice.setAccessibleName("New seed")
        self._dice.setToolTip("Draw other points, with a new random seed")
        self._dice.setIconSize(QSize(16, 16))
        self._dice.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        keep_keys(self._dice, Qt.Key.Key_Space)
        self._dice.clicked.connect(self._on_new_seed)
        self._complaint = PlainLabel()
        self._complaint.setObjectName("generatorComplaint")
        self._complaint.setWordWrap(True)
        self._complaint.setMargin(4)
        set_tone(self._complaint, "warning")
        self._boxes: dict[str, WholeBox | DecimalBox | QLineEdit] = {}
        self._form = QFormLayout(self)
        self._form.setContentsMargins(0, 0, 0, 0)
        # The parameters of this kind alone come first.
        for known in sorted(kind.parameters(), key=lambda known: known.name in SHARED):
            self._add_row(known)
            if isinstance(known.default, str):
                self._form.addRow(self._complaint)
        if self._complaint.parent() is None:
            self._form.addRow(self._complaint)
        self.complain("")

    def set_theme(self, theme: Theme) -> None:
        """Draw the dice in the theme's colours."""
        self._dice.setIcon(icon("dice", theme))

    def show_spec(self, spec: GeneratorSpec) -> None:
        """Show the values of `spec`."""
        self.complain("")
        for name, box in self._boxes.items():
            value = getattr(spec, name)
            box.blockSignals(True)
            if not isinstance(box, QLineEdit):
                box.setValue(value)
            elif box.text() != value:
                box.setText(value)
            box.blockSignals(False)

    @Slot(str)
    def complain(self, sentence: str) -> None:
        """Say what is wrong, or nothing."""
        self._complaint.setText(sentence)
        self._complaint.setVisible(bool(sentence))

    @property
    def is_complaining(self) -> bool:
        """Whether something is said to be wrong."""
        return bool(self._complaint.text())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the wheel scroll the panel, not change a field that the mouse happens to be on."""
        if event.type() is QEvent.Type.Wheel and isinstance(watched, QWidget) and not watched.hasFocus():
            event.ignore()
            return True
        return super().eventFilter(watched, event)

    def _add_row(self, known: Parameter) -> None:
        box = self._box(known)
        self._boxes[known.name] = box
        if known.name != "seed":
            self._form.addRow(known.title, box)
            return
        assert isinstance(box, WholeBox)
        box.setParent(self)
        self._seed = box
        row = QHBoxLayout()
        row.addWidget(box, 1)
        row.addWidget(self._dice)
        self._form.addRow(known.title, row)

    def _box(self, known: Parameter) -> WholeBox | DecimalBox | QLineEdit:
        name = f"generator{known.name.capitalize()}Box"
        if isinstance(known.default, str):
            line = QLineEdit()
            line.setObjectName(name)
            line.setAccessibleName(known.title)
            set_tip(line, known.tip)
            line.textEdited.connect(self._on_edited)
            line.editingFinished.connect(self.finished)
            line.returnPressed.connect(self.entered)
            return line
        box: WholeBox | DecimalBox
        if isinstance(known.default, int):
            box = whole_number_box(name, known.title, int(known.least), int(known.most), known.tip)
            box.setSingleStep(int(known.step))
            box.valueChanged.connect(self._on_edited)
        else:
            box = DecimalBox()
            box.setObjectName(name)
            box.setAccessibleName(known.title)
            set_tip(box, known.tip)
            box.setDecimals(6)
            box.setRange(known.least, known.most)
            box.setSingleStep(known.step)
            box.valueChanged.connect(self._on_edited)
        box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        box.installEventFilter(self)
        box.refused.connect(self.complain)
        box.editingFinished.connect(self.finished)
        field = box.lineEdit()
        assert field is not None
        field.returnPressed.connect(self.entered)
        return box

    @Slot(str)
    @Slot(int)
    @Slot(float)
    def _on_edited(self, value: object) -> None:
        box = self.sender()
        name = next(name for name, known in self._boxes.items() if known is box)
        self.edited.emit(name, value)

    @Slot()
    def _on_new_seed(self) -> None:
        self._seed.setValue(int(np.random.default_rng().integers(LARGEST_SEED, endpoint=True)))
