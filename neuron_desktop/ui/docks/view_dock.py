"""The dock of a view: its title bar, and the view itself once it is needed."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QPoint, QSettings, QSize, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication, QImage, QImageWriter, QPainter
from PySide6.QtWidgets import QDockWidget, QHBoxLayout, QMainWindow, QMenu, QToolButton, QWidget

from neuron_desktop.files.atomic import replace_file
from neuron_desktop.files.errors import FileError
from neuron_desktop.ui.looks.icons import icon
from neuron_desktop.ui.looks.theme import LIGHT, Theme
from neuron_desktop.ui.views import View, ViewSpec, Workbench
from neuron_desktop.ui.widgets.choosing import ask_where, complain
from neuron_desktop.ui.widgets.help_text import help_on, set_help
from neuron_desktop.ui.widgets.widgets import keep_keys, labelled

# Of a picture beside what is on screen.
PICTURE_SCALE = 2.0


class ViewDock(QDockWidget):
    """Holds a view, which is made when the dock is first visible.

    Signals
    -------
    told(str)
        What was done, in a sentence.
    """

    told = Signal(str)

    def __init__(self, spec: ViewSpec, workbench: Workbench, stored: QSettings, window: QMainWindow) -> None:
        super().__init__(spec.title, window)
        self.spec = spec
        self._workbench = workbench
        self._stored = stored
        self._theme = LIGHT
        self._view: View | None = None
        self.setObjectName(f"{spec.name}Dock")
        self._title = _TitleBar(self)
        self.setTitleBarWidget(self._title)
        self.visibilityChanged.connect(self._on_visibility_changed)

    @property
    def is_made(self) -> bool:
        """Whether the view has been made yet."""
        return self._view is not None

    @property
    def view(self) -> View:
        """The view, made now if it was not needed before."""
        if self._view is None:
            self._view = view = self.spec.make(self._workbench)
            view.setAccessibleName(self.spec.title)
            view.set_theme(self._theme)
            view.set_state(str(self._stored.value(self._key, "")))
            self._title.take(view.header)
            self.setWidget(view)
            offered = help_on(view)
            if offered is not None:
                # For what is on the title bar, too.
                set_help(self, offered.title, offered.text)
        return self._view

    def keep_state(self) -> None:
        """Keep what a person has set in the view for the next start."""
        if self._view is not None:
            self._stored.setValue(self._key, self._view.state())

    def set_theme(self, theme: Theme) -> None:
        """Take every colour from `theme`, now or when the view is made."""
        self._theme = theme
        self._title.set_theme(theme)
        if self._view is not None:
            self._view.set_theme(theme)

    def picture(self) -> QImage:
        """Return a picture of the view, at twice its size."""
        view = self.view
        image = QImage(view.size() * PICTURE_SCALE, QImage.Format.Format_ARGB32_Premultiplied)
        image.setDevicePixelRatio(PICTURE_SCALE)
        image.fill(self._theme.window)
        painter = QPainter(image)
        view.render(painter, QPoint())
        painter.end()
        return image

    @property
    def _key(self) -> str:
        return f"views/{self.spec.name}"

    @Slot()
    def copy_picture(self) -> None:
        """Put a picture of the view on the clipboard."""
        QGuiApplication.clipboard().setImage(self.picture())
        self.told.emit(f"A picture of “{self.spec.title}” is on the clipboard.")

    @Slot()
    def save_picture(self) -> None:
        """Ask for a file, and save a picture of the view there."""
        title = f"Save a picture of “{self.spec.title}”"
        path = ask_where(self.window(), title, Path(f"{self.spec.name}.png"), "PNG (*.png)", (".png",))
        if path is None:
            return
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        QImageWriter(buffer, b"PNG").write(self.picture())
        try:
            replace_file(path, bytes(buffer.data().data()))
        except FileError as error:
            complain(self.window(), "The picture was not saved", error)
        else:
            self.told.emit(f"A picture of “{self.spec.title}” was saved as {path.name}.")

    @Slot(bool)
    def make_window(self, on: bool) -> None:
        """Give the view a window of its own, or put it back."""
        self.setFloating(on)

    @Slot(bool)
    def _on_visibility_changed(self, visible: bool) -> None:
        if visible:
            _ = self.view


class _TitleBar(QWidget):
    """Title, the view's own controls, and buttons; dragging it moves the dock."""

    def __init__(self, dock: ViewDock) -> None:
        super().__init__(dock)
        self._title = labelled(dock.windowTitle(), "heading")
        self._menu_button = _button(f"{dock.spec.name}MoreButton", f"More for “{dock.windowTitle()}”")
        menu = QMenu(self)
        menu.addAction("Copy picture").triggered.connect(dock.copy_picture)
        menu.addAction("Save picture…").triggered.connect(dock.save_picture)
        menu.addSeparator()
        self._float = menu.addAction("A window of its own")
        self._float.setCheckable(True)
        # Not `toggled`: while the dock is dragged out, it must not be made to float a second time.
        self._float.triggered.connect(dock.make_window)
        dock.topLevelChanged.connect(self._float.setChecked)
        self._menu = menu
        # Not as the button's own menu, which would wait in the mouse's event until it is closed.
        self._menu_button.clicked.connect(self._on_more)
        self._close_button = _button(f"{dock.spec.name}CloseButton", f"Close “{dock.windowTitle()}”")
        self._close_button.clicked.connect(dock.close)
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(8, 2, 4, 2)
        self._layout.setSpacing(4)
        self._layout.addWidget(self._title)
        self._layout.addStretch(1)
        self._layout.addWidget(self._menu_button)
        self._layout.addWidget(self._close_button)

    @Slot()
    def _on_more(self) -> None:
        self._menu.popup(self._menu_button.mapToGlobal(self._menu_button.rect().bottomLeft()))

    def take(self, header: QWidget | None) -> None:
        """Show a view's own controls between title and buttons."""
        if header is not None:
            self._layout.insertWidget(1, header, 1)
            self._layout.setStretch(2, 0)

    def set_theme(self, theme: Theme) -> None:
        """Draw the buttons in the theme's colours."""
        self._menu_button.setIcon(icon("more", theme))
        self._close_button.setIcon(icon("close", theme))


def _button(name: str, tip: str) -> QToolButton:
    button = QToolButton()
    button.setObjectName(name)
    button.setAccessibleName(tip)
    button.setToolTip(tip)
    button.setAutoRaise(True)
    button.setIconSize(QSize(16, 16))
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    keep_keys(button, Qt.Key.Key_Space)
    return button
