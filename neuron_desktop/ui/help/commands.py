"""What the Help menu does: each page is imported when it is first opened."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSize, Slot
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from neuron_desktop.ui.widgets.dialogs import bring_to_front, open_dialog, open_dialogs
from neuron_desktop.ui.widgets.help_text import help_on

if TYPE_CHECKING:
    from neuron_desktop.ui.help.sections import Section

# The space around a window's content.
FRAME = QSize(16, 48)


class HelpCommands(QObject):
    """Opens the pages of the Help menu over a window, one of each kind.

    Parameters
    ----------
    window
        The parent of the pages.
    actions
        Returns the actions of the window, one section a menu.
    """

    def __init__(self, window: QWidget, actions: Callable[[], Sequence[Section]]) -> None:
        super().__init__(window)
        self._window = window
        self._actions = actions
        self._kinds: list[type[QDialog]] = []

    def close(self) -> None:
        """Close every page; call it when the window closes."""
        for kind in self._kinds:
            for page in open_dialogs(self._window, kind):
                page.reject()

    @Slot()
    def explain(self) -> None:
        """Explain the part of the window that has the keyboard focus, or close what explains it."""
        from neuron_desktop.ui.help.topic_page import TopicPage

        # The focus may be in a page of help or in a menu, and returns from there to where it was in the window.
        topic = help_on(QApplication.focusWidget()) or help_on(self._window.focusWidget())
        if topic is None:
            self.show_keyboard()
            return
        page = next(iter(open_dialogs(self._window, TopicPage)), None)
        if page is not None and page.explains(topic):
            page.reject()
            return
        if page is None:
            page = TopicPage(self._window)
            page.keyboard_requested.connect(self.show_keyboard)
            page.show_topic(topic)
            self._open(page)
        else:
            page.show_topic(topic)
            bring_to_front(self._window, TopicPage)

    @Slot()
    def show_keyboard(self) -> None:
        """Show every key and gesture."""
        from neuron_desktop.ui.help.keyboard_page import KeyboardPage

        if bring_to_front(self._window, KeyboardPage) is None:
            self._open(KeyboardPage(self._actions(), self._window))

    @Slot()
    def show_formulas(self) -> None:
        """Show the neuron's formulas."""
        from neuron_desktop.ui.help.formulas_page import FormulasPage

        self._show(FormulasPage)

    @Slot()
    def show_news(self) -> None:
        """Show what has changed."""
        from neuron_desktop.ui.help.news_page import NewsPage

        self._show(NewsPage)

    @Slot()
    def show_report(self) -> None:
        """Show how a fault is reported."""
        from neuron_desktop.ui.help.report_page import ReportPage

        self._show(ReportPage)

    @Slot()
    def show_about(self) -> None:
        """Show versions, licence and folders."""
        from neuron_desktop.ui.help.about_page import AboutPage

        self._show(AboutPage)

    def _show(self, kind: type[QDialog]) -> None:
        if bring_to_front(self._window, kind) is None:
            self._open(kind(self._window))

    def _open(self, page: QDialog) -> None:
        # A projector may have fewer pixels than a page would use.
        page.resize(page.size().boundedTo(self._window.screen().availableSize() - FRAME))
        if type(page) not in self._kinds:
            self._kinds.append(type(page))
        open_dialog(page, blocks_window=False)
