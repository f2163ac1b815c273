"""The data panel: where points come from, and which class a click places."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from neuron_desktop.core import Dataset
from neuron_desktop.session.document.samples import SAMPLE_NAMES, sample_description
from neuron_desktop.session.document.source import Source
from neuron_desktop.ui.looks.formatting import count
from neuron_desktop.ui.looks.icons import class_icon
from neuron_desktop.ui.looks.plain_text import PlainLabel, key_text
from neuron_desktop.ui.looks.theme import Theme
from neuron_desktop.ui.panels.generator_panel import GeneratorPanel
from neuron_desktop.ui.widgets.help_text import set_help
from neuron_desktop.ui.widgets.widgets import keep_keys, labelled

SAMPLES = SAMPLE_NAMES

HELP = (
    "Where the points come from. Sample takes a data set that comes with the program, Generator draws one at random; "
    "either can be undone. Open your own table with Ctrl+O, drop it on the window, or copy cells of a spreadsheet and "
    "press Ctrl+V. Below are the number of points of each class and where they came from. The two buttons choose the "
    "class that a left click places; B, R and X do the same."
)


class DataPanel(QWidget):
    """Chooses a sample data set and the class of the next point, and counts what is there.

    Signals
    -------
    sample_requested(int)
        Open the sample at this place of `SAMPLES`.
    class_chosen(int)
        Place this class from now on.

    Attributes
    ----------
    generator : GeneratorPanel
        Draws data sets at random.
    """

    sample_requested = Signal(int)
    class_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_help(self, "Data", HELP)
        self._samples = QComboBox()
        self._samples.setObjectName("sampleBox")
        self._samples.setAccessibleName("Sample data set")
        self._samples.addItems(list(SAMPLES))
        for place, name in enumerate(SAMPLES):
            self._samples.setItemData(place, sample_description(name), Qt.ItemDataRole.ToolTipRole)
        self._samples.setToolTip("Data sets that come with the program")
        self._samples.setPlaceholderText("your own data")
        self._samples.currentIndexChanged.connect(self.sample_requested)
        keep_keys(self._samples, Qt.Key.Key_Home)
        self.generator = GeneratorPanel()
        self._counts = PlainLabel()
        self._counts.setObjectName("countsLabel")
        self._counts.setWordWrap(True)
        self._source = PlainLabel()
        self._source.setObjectName("sourceLabel")
        self._source.setWordWrap(True)
        self._source.setProperty("role", "caption")
        self._source.hide()
        self._buttons = tuple(QPushButton() for _ in range(2))
        group = QButtonGroup(self)
        for label, button in enumerate(self._buttons):
            button.setCheckable(True)
            button.setProperty("role", "class")
            button.setObjectName(f"class{label}Button")
            button.setIconSize(QSize(16, 16))
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            # The arrows go from one to the other.
            keep_keys(button, Qt.Key.Key_Space, Qt.Key.Key_Left, Qt.Key.Key_Right)
            group.addButton(button, label)
        group.idClicked.connect(self.class_chosen)
        self.set_class(1)

        form = QFormLayout()
        form.addRow("Sample", self._samples)
        form.addRow("Generator", self.generator.kinds)
        layout = QVBoxLayout(self)
        layout.addWidget(labelled("Data", "heading"))
        layout.addLayout(form)
        layout.addWidget(self.generator)
        layout.addWidget(self._counts)
        layout.addWidget(self._source)
        layout.addSpacing(4)
        layout.addWidget(labelled("Left click places", "heading"))
        classes = QHBoxLayout()
        for button in reversed(self._buttons):
            classes.addWidget(button)
        layout.addLayout(classes)

    def set_theme(self, theme: Theme) -> None:
        """Draw the classes' symbols in their colours."""
        self.generator.set_theme(theme)
        for label, (button, color) in enumerate(zip(self._buttons, theme.class_colors, strict=True)):
            button.setIcon(class_icon(label, color, theme.raised))

    def set_class(self, label: int) -> None:
        """Show which class a click places."""
        self._buttons[label].setChecked(True)

    def show_source(self, source: Source) -> None:
        """Say where the data set came from."""
        self.generator.show_generator(source.generator)
        self._samples.setPlaceholderText("your own data" if source.generator is None else "generated")
        self._show_sample(self._samples.findText(source.name))
        self._source.setText(f"{source.name}: {source.summary}")
        self._source.setVisible(bool(source.summary))

    @Slot(object, bool)
    def on_dataset_changed(self, dataset: Dataset, replaced: bool) -> None:
        """Count the points of each class; an edited sample becomes the person's own data, and can be chosen again."""
        if not replaced:
            self._show_sample(-1)
        for label, button in enumerate(self._buttons):
            name = dataset.class_names[label]
            text = f"class {label}" if name == str(label) else f"{name} = {label}"
            button.setText(key_text(text))
            button.setAccessibleName(f"Left click places {text}")
        zeros, ones = dataset.class_counts
        self._counts.setText(
            f"{count(dataset.sample_count)} points: {_of_class(ones, dataset.class_names[1])}, "
            f"{_of_class(zeros, dataset.class_names[0])}"
        )

    def _show_sample(self, place: int) -> None:
        self._samples.blockSignals(True)
        self._samples.setCurrentIndex(place)
        self._samples.blockSignals(False)


def _of_class(number: int, name: str) -> str:
    """Return a number of points of a class in words, without two numbers side by side."""
    return f"{count(number)} in class {name}" if name[:1].isdigit() else f"{count(number)} {name}"
