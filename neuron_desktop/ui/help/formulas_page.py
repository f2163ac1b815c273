"""The formulas: what the neuron computes, in the symbols that the window uses."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from neuron_desktop.ui.help.formulas import FORMULAS, SYMBOLS
from neuron_desktop.ui.help.page import Page
from neuron_desktop.ui.help.page_text import Block, Heading, Table

FORMULA_WIDTHS, SYMBOL_WIDTHS = (45, 55), (16, 42, 42)


class FormulasPage(Page):
    """Shows every formula with its sentence, and every symbol with its place in the window."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("formulas", "The formulas", parent)
        blocks: list[Block] = []
        for formulas in FORMULAS:
            blocks += [Heading(formulas.title), Table(formulas.rows, FORMULA_WIDTHS, has_formulas=True)]
        blocks += [Heading("The symbols, and where you see them"), Table(SYMBOLS, SYMBOL_WIDTHS)]
        self.text.show_blocks(blocks)
