"""Chooses a generator, and its values."""

from __future__ import annotations

import dataclasses

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from neuron_desktop.core import GENERATORS, GeneratorError, GeneratorSpec
from neuron_desktop.ui.looks.theme import Theme
from neuron_desktop.ui.panels.generator_form import GeneratorForm
from neuron_desktop.ui.widgets.fields import MoreButton, push_button
from neuron_desktop.ui.widgets.help_text import set_help
from neuron_desktop.ui.widgets.widgets import keep_keys, labelled

HELP = (
    "Draws a data set at random, with the values under Points, noise, shape. A change draws at once, keeps the "
    "neuron's weights, and can be undone. The same seed draws the same points; the dice choose another. Enter "
    "finishes a field and returns the focus to the canvas."
)


class GeneratorPanel(QWidget):
    """Edits the generator of the data set on screen; every change takes effect at once.

    Signals
    -------
    generator_edited(GeneratorSpec, str)
        The person wants this data set. The text is the same for changes of one gesture, and empty for a single one.
    entered()
        Enter was pressed in a field: the focus may return to the canvas.

    Attributes
    ----------
    kinds : QComboBox
        Chooses the kind; it has its place beside that of the samples, above the panel.
    """

    generator_edited = Signal(object, str)
    entered = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_help(self, "Generator", HELP)
        self._spec: GeneratorSpec | None = None
        self._form: GeneratorForm | None = None
        self._theme: Theme | None = None
        self._refused: GeneratorError | None = None
        self._gesture = ""
        self._gesture_count = 0
        # Changes of one event are one request.
        self._request = QTimer(self)
        self._request.setSingleShot(True)
        self._request.timeout.connect(self._on_requested)

        self.kinds = QComboBox()
        self.kinds.setObjectName("generatorBox")
        self.kinds.setAccessibleName("Generated data set")
        self.kinds.setToolTip("Data sets drawn at random; choosing one draws it at once (can be undone)")
        self.kinds.setPlaceholderText("choose…")
        self.kinds.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.kinds.setMinimumContentsLength(8)
        self.kinds.addItems([kind.TITLE for kind in GENERATORS])
        keep_keys(self.kinds, Qt.Key.Key_Home)
        self.kinds.activated.connect(self._on_kind_chosen)
        self._look_for = labelled("", "caption")
        self._look_for.setObjectName("lookForLabel")
        self._look_for.setWordWrap(True)
        tip = "Draw the same points again, without changes made by hand (can be undone)"
        self._again = push_button("generateButton", "Generate again", tip)
        self._again.clicked.connect(self._on_again)

        self._details = QWidget()
        self._details_layout = QVBoxLayout(self._details)
        self._details_layout.setContentsMargins(0, 0, 0, 0)
        self._details_layout.addWidget(self._again)
        self._more = MoreButton("generatorDetailsButton", self._details)
        self._more.setText("Points, noise, shape")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._look_for)
        layout.addWidget(self._more)
        layout.addWidget(self._details)
        self.show_generator(None)

    def set_theme(self, theme: Theme) -> None:
        """Draw the dice in the theme's colours."""
        self._theme = theme
        if self._form is not None:
            self._form.set_theme(theme)

    def show_generator(self, spec: GeneratorSpec | None) -> None:
        """Show what the data set on screen was generated from, if it was."""
        if spec is not None and spec == self._spec:
            # Asked for here: what has been typed since must stay.
            return
        self._request.stop()
        self._refused = None
        if self._form is None or type(spec) is not type(self._spec):
            self._make_form(spec)
        self._spec = spec
        if spec is not None and self._form is not None:
            self._form.show_spec(spec)

    @Slot(object)
    def on_failed(self, error: GeneratorError) -> None:
        """Say why no data set could be made."""
        if self._form is not None:
            self._form.complain(str(error))

    def _make_form(self, spec: GeneratorSpec | None) -> None:
        self.kinds.setCurrentIndex(-1 if spec is None else GENERATORS.index(type(spec)))
        for part in (self._more, self._look_for):
            part.setVisible(spec is not None)
        self._details.setVisible(spec is not None and self._more.isChecked())
        if self._form is not None:
            self._details_layout.removeWidget(self._form)
            self._form.hide()
            # Not at once: a signal of one of its fields may have led here.
            self._form.deleteLater()
            self._form = None
        if spec is None:
            return
        self._look_for.setText(spec.LOOK_FOR)
        self._form = GeneratorForm(type(spec))
        self._form.edited.connect(self._on_edited)
        self._form.finished.connect(self._on_finished)
        self._form.entered.connect(self.entered)
        self._details_layout.insertWidget(0, self._form)
        self._form.show()
        if self._theme is not None:
            self.set_theme(self._theme)

    @Slot(int)
    def _on_kind_chosen(self, place: int) -> None:
        kind = GENERATORS[place]
        if self._spec is None:
            spec = kind()
        elif type(self._spec) is kind:
            return
        else:
            spec = kind(count=self._spec.count, seed=self._spec.seed)
        self.generator_edited.emit(spec, "")

    @Slot(str, object)
    def _on_edited(self, name: str, value: object) -> None:
        assert self._form is not None
        assert self._spec is not None
        try:
            value = value.strip() if isinstance(value, str) else value
            self._spec = dataclasses.replace(self._spec, **{name: value})  # type: ignore[arg-type]
        except GeneratorError as error:
            self._refused = error
            # Half a function is not a mistake while it is being typed.
            if self._form.is_complaining:
                self._form.complain(str(error))
            return
        if isinstance(value, str):
            self._refused = None
        # Another value does not correct a function that is still in its field.
        if self._refused is None:
            self._form.complain("")
        self._gesture = f"{name} {self._gesture_count}"
        self._request.start(0)

    @Slot()
    def _on_finished(self) -> None:
        self._gesture_count += 1
        if self._form is not None and self._refused is not None:
            self._form.complain(str(self._refused))

    @Slot()
    def _on_again(self) -> None:
        self._request.stop()
        self.generator_edited.emit(self._spec, "")

    @Slot()
    def _on_requested(self) -> None:
        self.generator_edited.emit(self._spec, self._gesture)
