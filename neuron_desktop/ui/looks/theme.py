"""Colours, light and dark: one frozen table each, for widgets and plots alike."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFontInfo, QPalette
from PySide6.QtWidgets import QApplication, QWidget


@dataclass(frozen=True, slots=True)
class Theme:
    """Every colour the window uses, as #rrggbb."""

    name: str
    window: str
    base: str
    raised: str
    text: str
    muted: str
    border: str
    accent: str
    accent_text: str
    warning: str
    warning_background: str
    canvas: str
    class_colors: tuple[str, str]
    class_tints: tuple[str, str]
    outline: str
    selection: str
    selected: str
    boundary: str
    true_line: str
    run_colors: tuple[str, ...]

    @property
    def is_dark(self) -> bool:
        """Whether text is lighter than its ground."""
        return QColor(self.window).lightnessF() < 0.5


LIGHT = Theme(
    name="light",
    window="#f3f4f6",
    base="#ffffff",
    raised="#ffffff",
    text="#1b2130",
    muted="#586074",
    border="#cfd4dd",
    accent="#2457c5",
    accent_text="#ffffff",
    warning="#8a3b00",
    warning_background="#fff1df",
    canvas="#ffffff",
    class_colors=("#d1342f", "#2563d9"),
    class_tints=("#f9cfcb", "#c9dcfb"),
    outline="#ffffff",
    selection="#c026d3",
    selected="#d9e3f8",
    boundary="#151a26",
    true_line="#15803d",
    run_colors=("#c2570c", "#7c3aed", "#0f8a80", "#be1868", "#97730b", "#55657f"),
)

DARK = Theme(
    name="dark",
    window="#1d2029",
    base="#2a2f3c",
    raised="#2a2f3c",
    text="#e8eaf0",
    muted="#a3abbd",
    border="#3b4150",
    accent="#7aa5ff",
    accent_text="#0e1320",
    warning="#ffc58a",
    warning_background="#3d2c16",
    canvas="#14161d",
    class_colors=("#ff7a70", "#6ea2ff"),
    class_tints=("#5a2525", "#1f3765"),
    outline="#14161d",
    selection="#ffe14d",
    selected="#34415e",
    boundary="#f3f5fa",
    true_line="#4ade80",
    run_colors=("#fb9a4b", "#c0a5ff", "#4fdccb", "#f78fc4", "#d6b94a", "#9fb0c8"),
)


def theme_for(choice: str) -> Theme:
    """Return the theme named `choice`, or for "system" the one the desktop asks for (light where it does not say)."""
    if choice == "system":
        dark = QApplication.styleHints().colorScheme() is Qt.ColorScheme.Dark
        return DARK if dark else LIGHT
    return DARK if choice == "dark" else LIGHT


def palette(theme: Theme) -> QPalette:
    """Return Qt's palette in the theme's colours."""
    made = QPalette()
    roles = QPalette.ColorRole
    for role, color in (
        (roles.Window, theme.window),
        (roles.WindowText, theme.text),
        (roles.Base, theme.base),
        (roles.AlternateBase, theme.window),
        (roles.Text, theme.text),
        (roles.PlaceholderText, theme.muted),
        (roles.Button, theme.raised),
        (roles.ButtonText, theme.text),
        (roles.BrightText, theme.warning),
        (roles.ToolTipBase, theme.raised),
        (roles.ToolTipText, theme.text),
        (roles.Highlight, theme.accent),
        (roles.HighlightedText, theme.accent_text),
        (roles.Accent, theme.accent),
        (roles.Link, theme.accent),
        (roles.Mid, theme.border),
    ):
        made.setColor(role, QColor(color))
    for role in (roles.WindowText, roles.Text, roles.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, role, blend(theme.muted, theme.window, 0.45))
    return made


def style_sheet(theme: Theme, points: float) -> str:
    """Return the few rules that a palette cannot express, for plain text of so many points."""
    return f"""
        QToolTip {{ color: {theme.text}; background: {theme.raised}; border: 1px solid {theme.border}; padding: 3px; }}
        QToolBar {{ border: none; border-bottom: 1px solid {theme.border}; spacing: 2px; padding: 3px 6px; }}
        QToolBar::separator {{ background: {theme.border}; width: 1px; margin: 5px 6px; }}
        QDockWidget::title {{ padding: 5px 8px; text-align: left; }}
        QPushButton[role="class"] {{ background: {theme.raised}; border: 1px solid {theme.border};
            border-radius: 5px; padding: 5px; }}
        QPushButton[role="class"]:checked {{ border: 2px solid {theme.accent}; padding: 4px; }}
        QPushButton[role="class"]:focus {{ border: 3px solid {theme.text}; padding: 3px; }}
        MoreButton {{ border: 2px solid transparent; border-radius: 3px; padding: 2px; }}
        QToolButton[autoRaise="true"]:focus {{ border: 2px solid {theme.accent}; border-radius: 3px; }}
        MoreButton:focus {{ border-color: {theme.accent}; }}
        QAbstractItemView, QPlainTextEdit, QTextEdit {{ border: 1px solid {theme.border}; margin: 1px; }}
        QAbstractItemView:focus, QPlainTextEdit:focus, QTextEdit:focus, QFrame[role="ring"] {{
            border: 2px solid {theme.accent}; margin: 0px; }}
        QHeaderView, QHeaderView:focus {{ border: none; margin: 0px; }}
        QLabel:focus {{ border: 1px solid {theme.accent}; border-radius: 3px; }}
        QCheckBox {{ border: 1px solid transparent; border-radius: 3px; padding: 1px 3px 1px 1px; }}
        QCheckBox:focus {{ border-color: {theme.accent}; }}
        QLabel[role="heading"] {{ color: {theme.muted}; font-weight: 600; }}
        QLabel[role="caption"] {{ color: {theme.muted}; }}
        QLabel[role="formula"] {{ font-size: {1.3 * points:.1f}pt; }}
        QLabel[role="value"] {{ font-size: {1.45 * points:.1f}pt; font-weight: 600; }}
        QLabel[role="hint"] {{ color: {theme.text}; background: {theme.raised}; border: 1px solid {theme.border};
            border-radius: 6px; padding: 6px 12px; }}
        QLabel[role="probe"] {{ color: {theme.text}; background: {theme.raised}; border-radius: 4px;
            padding: 2px 6px; }}
        QFrame[role="offer"] {{ background: {theme.warning_background}; border-radius: 6px; }}
        QFrame[role="offer"] QLabel {{ color: {theme.warning}; }}
        QLabel[tone="warning"] {{ color: {theme.warning}; background: {theme.warning_background}; border-radius: 4px; }}
        QAbstractSpinBox[tone="warning"], QComboBox[tone="warning"], QLineEdit[tone="warning"] {{
            color: {theme.warning}; background: {theme.warning_background};
            selection-background-color: {theme.warning}; }}
        QLabel[tone="changed"], QCheckBox[tone="changed"] {{ color: {theme.accent}; font-weight: 600; }}
        QStatusBar {{ min-height: 20px; }}
        QStatusBar::item {{ border: none; }}
        QToolBar#viewBar {{ border: none; border-left: 1px solid {theme.border}; padding: 4px 2px; }}
        QToolBar#viewBar QToolButton {{ padding: 3px; border-radius: 5px; }}
        QToolBar#viewBar QToolButton:checked {{ background: {theme.selected}; }}
        QToolButton[role="segment"] {{ padding: 4px 9px; border: 1px solid {theme.border};
            background: {theme.raised}; }}
        QToolButton[role="segment"]:checked {{ background: {theme.accent}; color: {theme.accent_text};
            border-color: {theme.accent}; }}
    """


def blend(first: str, second: str, share: float) -> QColor:
    """Return the colour `share` of the way from `first` to `second`."""
    a, b = QColor(first), QColor(second)
    mixed = [
        x + (y - x) * share
        for x, y in ((a.redF(), b.redF()), (a.greenF(), b.greenF()), (a.blueF(), b.blueF()), (a.alphaF(), b.alphaF()))
    ]
    return QColor.fromRgbF(*mixed)


def apply_theme(theme: Theme, window: QWidget | None = None) -> None:
    """Give the application the theme's palette where it has another, and a window, with its dialogs, its rules.

    The rules are not the application's: then each part of a window would be styled anew whenever it is put into another
    while the window is made, and now all are once.
    """
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    if application.property("theme") != theme.name:
        application.setProperty("theme", theme.name)
        application.setPalette(palette(theme))
    if window is not None:
        window.setStyleSheet(style_sheet(theme, QFontInfo(application.font()).pointSizeF()))
