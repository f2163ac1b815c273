"""A text to read, select and copy: headings, paragraphs and tables, in the colours of the palette."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import (
    QBrush,
    QFont,
    QFontInfo,
    QPalette,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFrameFormat,
    QTextLength,
    QTextTableCellFormat,
    QTextTableFormat,
)
from PySide6.QtWidgets import QTextEdit, QWidget

MARGIN = 12
LARGER = 1.25


@dataclass(frozen=True, slots=True)
class Heading:
    """A line above what follows."""

    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph."""

    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells, the first of each in bold, or a little larger as a formula. `widths` are in percent."""

    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]
    has_formulas: bool = False


Block = Heading | Paragraph | Table


class PageText(QTextEdit):
    """Shows blocks; their texts are shown as they are written, whatever looks like markup in them."""

    def __init__(self, name: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._blocks: tuple[Block, ...] = ()
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setReadOnly(True)
        flags = Qt.TextInteractionFlag
        self.setTextInteractionFlags(flags.TextSelectableByMouse | flags.TextSelectableByKeyboard)
        self.setTabChangesFocus(True)
        self.setUndoRedoEnabled(False)
        self.document().setDocumentMargin(MARGIN)

    def show_blocks(self, blocks: Sequence[Block]) -> None:
        """Show these and nothing else, from the top."""
        self._blocks = tuple(blocks)
        self._write()
        self.verticalScrollBar().setValue(0)

    def show_markdown(self, text: str) -> None:
        """Show Markdown of the program's own; HTML in it is text."""
        features = QTextDocument.MarkdownFeature
        self._blocks = ()
        self.document().setMarkdown(text, features.MarkdownDialectGitHub | features.MarkdownNoHTML)
        self.moveCursor(QTextCursor.MoveOperation.Start)

    def changeEvent(self, event: QEvent) -> None:
        """Take the colours of another palette, and the sizes of another font."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange) and self._blocks:
            place = self.verticalScrollBar().value()
            self._write()
            self.verticalScrollBar().setValue(place)

    def _write(self) -> None:
        self.clear()
        cursor = QTextCursor(self.document())
        # Nothing is laid out while it is being written.
        cursor.beginEditBlock()
        for block in self._blocks:
            if isinstance(block, Table):
                self._write_table(cursor, block)
            else:
                self._write_line(cursor, block)
        cursor.endEditBlock()
        # The cursor moved along with the text.
        self.moveCursor(QTextCursor.MoveOperation.Start)

    def _write_line(self, cursor: QTextCursor, block: Heading | Paragraph) -> None:
        is_first = cursor.atStart()
        lines, letters = QTextBlockFormat(), QTextCharFormat()
        if isinstance(block, Heading):
            lines.setTopMargin(0 if is_first else MARGIN)
            letters.setFontWeight(QFont.Weight.DemiBold)
        else:
            lines.setTopMargin(MARGIN / 2)
        if is_first:
            cursor.setBlockFormat(lines)
            cursor.setBlockCharFormat(letters)
        else:
            cursor.insertBlock(lines, letters)
        cursor.insertText(block.text, letters)

    def _write_table(self, cursor: QTextCursor, block: Table) -> None:
        form = QTextTableFormat()
        form.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_None)
        form.setBorder(0)
        form.setBorderCollapse(True)
        form.setCellPadding(4)
        form.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
        percent = QTextLength.Type.PercentageLength
        form.setColumnWidthConstraints([QTextLength(percent, width) for width in block.widths])
        form.setTopMargin(MARGIN / 3)
        table = cursor.insertTable(len(block.rows), len(block.widths), form)
        rule = QTextTableCellFormat()
        rule.setTopBorder(1)
        rule.setTopBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
        rule.setTopBorderBrush(QBrush(self.palette().color(QPalette.ColorRole.Mid)))
        first, others = QTextCharFormat(), QTextCharFormat()
        if block.has_formulas:
            first.setFontPointSize(QFontInfo(self.font()).pointSizeF() * LARGER)
        else:
            first.setFontWeight(QFont.Weight.DemiBold)
        for row, texts in enumerate(block.rows):
            for column, text in enumerate(texts):
                cell = table.cellAt(row, column)
                cell.setFormat(rule)
                cell.firstCursorPosition().insertText(text, others if column else first)
        cursor.movePosition(QTextCursor.MoveOperation.End)
