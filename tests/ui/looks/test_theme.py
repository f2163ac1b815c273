"""Colours and rules reach every widget of a window, and are given to it once."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor, QIcon, QPalette
from PySide6.QtWidgets import QApplication, QDialog, QMainWindow

from neuron_desktop.ui.looks.icons import icon
from neuron_desktop.ui.looks.theme import DARK, LIGHT, apply_theme
from neuron_desktop.ui.widgets.widgets import labelled

THEMES = pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)


@pytest.fixture
def window(qtbot):
    made = QMainWindow()
    qtbot.addWidget(made)
    yield made
    apply_theme(LIGHT)


@THEMES
def test_a_window_and_its_dialogs_follow_the_theme(window, theme):
    dialog = QDialog(window)
    labels = [labelled("Data", "heading"), labelled("Weights", "heading")]
    window.setCentralWidget(labels[0])
    labels[1].setParent(dialog)
    for label in labels:
        apply_theme(DARK if theme is LIGHT else LIGHT, window)
        apply_theme(theme, window)
        label.ensurePolished()
        assert label.palette().color(QPalette.ColorRole.WindowText) == QColor(theme.muted)
    assert QApplication.palette().color(QPalette.ColorRole.Window) == QColor(theme.window)


def test_an_application_that_has_the_theme_is_left_alone(window, monkeypatch):
    apply_theme(DARK)
    given = []
    monkeypatch.setattr(QApplication, "setPalette", lambda *palette: given.append(palette))
    apply_theme(DARK, window)
    assert not given
    apply_theme(LIGHT, window)
    assert len(given) == 1


@THEMES
def test_an_icon_has_the_colours_of_the_theme_and_the_pixels_of_the_screen(qapp, theme):
    (scale,) = {screen.devicePixelRatio() for screen in qapp.screens()}
    made = icon("run", theme)
    drawn = {mode: made.pixmap(24, mode).toImage() for mode in (QIcon.Mode.Normal, QIcon.Mode.Disabled)}
    assert all(image.width() == round(24 * scale) for image in drawn.values())
    center = [image.pixelColor(image.rect().center()) for image in drawn.values()]
    assert center[0] == QColor(theme.text)
    assert center[1] != center[0]
    assert center[1].alpha() == 255
