"""How a file is written: what was found, to be changed where it is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QSignalBlocker, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QWidget

from neuron_desktop.core import NeuronDesktopError
from neuron_desktop.files.text.dialect import Dialect
from neuron_desktop.ui.widgets.number_fields import WholeBox
from neuron_desktop.ui.widgets.widgets import labelled

ENCODINGS = (
    ("UTF-8", "utf-8"),
    ("UTF-8 with BOM", "utf-8-sig"),
    ("UTF-16", "utf-16"),
    ("UTF-16 LE", "utf-16-le"),
    ("UTF-16 BE", "utf-16-be"),
    ("Windows-1252", "cp1252"),
    ("Latin-1", "latin-1"),
)
DELIMITERS = (("comma  ,", ","), ("semicolon  ;", ";"), ("tab", "\t"), ("bar  |", "|"), ("aligned spaces", " "))
DECIMALS = (("point  .", False), ("comma  ,", True))
THOUSANDS = (("none", ""), ("comma  ,", ","), ("point  .", "."), ("apostrophe  '", "'"), ("space", " "))
QUOTES = (('double  "', '"'), ("single  '", "'"), ("backtick  `", "`"), ("none", ""))
COMMENTS = (("none", ""), ("#", "#"), ("%", "%"), (";", ";"), ("//", "//"))
MOST_SKIPPED_LINES = 100_000


class DialectBar(QWidget):
    """A field for each part of a dialect.

    Signals
    -------
    edited(Dialect)
        A part was changed.
    refused(str)
        A part was changed to what contradicts another, and is as it was again, or a number cannot be taken; a sentence
        says why, and is empty once the number is mended.
    """

    edited = Signal(object)
    refused = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._dialect = Dialect()
        self._layout = QGridLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setHorizontalSpacing(8)
        self._layout.setVerticalSpacing(2)
        self._encoding = self._box("encodingBox", "Encoding", ENCODINGS)
        self._delimiter = self._box("delimiterBox", "Between cells", DELIMITERS)
        self._decimals = self._box("decimalsBox", "Decimals", DECIMALS)
        self._thousands = self._box("thousandsBox", "Thousands", THOUSANDS)
        self._quote = self._box("quoteBox", "Quotation marks", QUOTES)
        self._comment = self._box("commentBox", "Comments begin", COMMENTS)
        self._skipped = WholeBox()
        self._skipped.setObjectName("skippedLinesBox")
        self._skipped.setAccessibleName("Lines to skip")
        self._skipped.setRange(0, MOST_SKIPPED_LINES)
        self._skipped.valueChanged.connect(self._on_changed)
        self._skipped.refused.connect(self.refused)
        self._add("Lines to skip", self._skipped)
        self._header = QCheckBox("names")
        self._header.setObjectName("headerBox")
        self._header.setAccessibleName("First row names the columns")
        self._header.setToolTip("Whether the first row names the columns")
        self._header.toggled.connect(self._on_changed)
        self._add("First row", self._header)

    def show_dialect(self, dialect: Dialect) -> None:
        """Show how a file is read."""
        self._dialect = dialect
        blockers = [QSignalBlocker(field) for field in (self._skipped, self._header)]
        for box, value in (
            (self._encoding, dialect.encoding),
            (self._delimiter, dialect.delimiter),
            (self._decimals, dialect.decimal_comma),
            (self._thousands, dialect.thousands),
            (self._quote, dialect.quote),
            (self._comment, dialect.comment),
        ):
            if box.findData(value) < 0:
                # Found in the file, and not among the usual ones.
                box.addItem(str(value), value)
            box.setCurrentIndex(box.findData(value))
        self._skipped.setValue(dialect.skipped_lines)
        self._header.setChecked(dialect.has_header)
        del blockers

    def _box(self, name: str, title: str, items: Sequence[tuple[str, object]]) -> QComboBox:
        box = QComboBox()
        box.setObjectName(name)
        box.setAccessibleName(title)
        for text, value in items:
            box.addItem(text, value)
        # By hand only: showing a dialect changes nothing.
        box.activated.connect(self._on_changed)
        self._add(title, box)
        return box

    def _add(self, title: str, field: QWidget) -> None:
        column = self._layout.columnCount() if self._layout.count() else 0
        caption = labelled(title, "caption")
        caption.setBuddy(field)
        self._layout.addWidget(caption, 0, column)
        self._layout.addWidget(field, 1, column)

    @Slot()
    def _on_changed(self) -> None:
        try:
            dialect = replace(
                self._dialect,
                encoding=self._encoding.currentData(),
                delimiter=self._delimiter.currentData(),
                decimal_comma=self._decimals.currentData(),
                thousands=self._thousands.currentData(),
                quote=self._quote.currentData(),
                comment=self._comment.currentData(),
                skipped_lines=self._skipped.value(),
                has_header=self._header.isChecked(),
            )
        except NeuronDesktopError as error:
            self.show_dialect(self._dialect)
            self.refused.emit(str(error))
            return
        if dialect != self._dialect:
            self._dialect = dialect
            self.edited.emit(dialect)
