"""The other pages of the Help menu: formulas, what is new, a report, about."""

import re
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPlainTextEdit, QPushButton

import neuron_desktop
from neuron_desktop.files import resources
from neuron_desktop.session.files.folders import log_folder, recovery_folder, settings_place
from neuron_desktop.ui.help.about_page import folder_of
from neuron_desktop.ui.help.facts import places, without_home
from neuron_desktop.ui.help.formulas import FORMULAS, SYMBOLS
from neuron_desktop.ui.help.news_page import newest_part
from neuron_desktop.ui.help.page_text import PageText
from tests.children import python

PAGES = {
    "keyboardHelpAction": "keyboardHelpPage",
    "formulasAction": "formulasPage",
    "whatsNewAction": "newsPage",
    "reportFaultAction": "reportPage",
    "aboutAction": "aboutPage",
}


@pytest.fixture
def opened(robot):
    """Return what opens the page of an action."""

    def opened(action):
        robot.child(action).trigger()
        page = robot.child(PAGES[action])
        robot.qtbot.waitUntil(page.isActiveWindow)
        return page

    return opened


@pytest.fixture
def opened_folders(monkeypatch):
    """The folders that were opened in the file manager, which is none."""
    found = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: found.append(Path(url.toLocalFile())))
    return found


def click(page, name):
    button = page.findChild(QPushButton, name)
    assert button.isEnabled()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    return QGuiApplication.clipboard().text()


@pytest.mark.parametrize("action", PAGES)
def test_a_page_leaves_the_window_free_is_opened_once_and_closed_by_esc(robot, opened, action):
    page = opened(action)
    assert not page.isModal()
    assert page.windowTitle()
    robot.child(action).trigger()
    # `child` finds one, and no second.
    assert robot.child(PAGES[action]) is page
    QTest.keyClick(page.focusWidget() or page, Qt.Key.Key_Escape)
    assert not page.isVisible()
    robot.qtbot.waitUntil(lambda: robot.window.findChild(object, PAGES[action]) is None)


def test_a_page_is_no_larger_than_the_screen(robot, opened, monkeypatch):
    monkeypatch.setattr("neuron_desktop.ui.help.keyboard_page.SIZE", (3000, 3000))
    page, screen = opened("keyboardHelpAction"), robot.window.screen().availableSize()
    assert page.width() < screen.width()
    assert page.height() < screen.height()


def test_no_page_is_imported_before_it_is_opened():
    script = """
import sys
from neuron_desktop.ui.looks.application import create_application
from neuron_desktop.ui.window.main_window import MainWindow
application = create_application(["test"])
window = MainWindow()
print(*sorted(name for name in sys.modules if name.startswith("neuron_desktop.ui.help.")))
window.close()
"""
    done = python("-c", script, text=True, check=True)
    assert done.stdout.split() == ["neuron_desktop.ui.help.commands", "neuron_desktop.ui.help.sections"]


# --- the formulas


def test_every_formula_and_symbol_is_shown_and_copied(opened):
    page = opened("formulasAction")
    lines = page.findChild(PageText, "formulasText").toPlainText().splitlines()
    for formulas in FORMULAS:
        for formula, sentence in formulas.rows:
            assert lines[lines.index(formula) + 1] == sentence
    for symbol, meaning, _ in SYMBOLS:
        assert lines[lines.index(symbol) + 1] == meaning
    assert click(page, "formulasCopyButton").splitlines() == lines


def test_a_formula_can_be_selected_and_copied_by_keys(robot, opened):
    text = opened("formulasAction").findChild(PageText, "formulasText")
    text.setFocus()
    QTest.keyClick(text, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(text, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert "J = (1/m)·Σ L" in QGuiApplication.clipboard().text()
    before = text.toPlainText()
    QTest.keyClicks(text, "x")
    assert text.toPlainText() == before


def test_every_sign_of_a_formula_is_explained():
    explained = {symbol for symbols, _, _ in SYMBOLS for symbol in symbols.split(", ")}
    # Exponents are numbers, but for that of e; names of several letters come before letters.
    raised = str.maketrans({"²": "", "⁻": "", "⁸": "", "ᶻ": "z"})
    sign = re.compile(r"mean|deviation|ln|d[wbZ]|[mv]̂|λ[₁₂]|[wx][₁₂]|[^\W\d_½]|←")
    for formulas in FORMULAS:
        for formula, _ in formulas.rows:
            unknown = set(sign.findall(formula.translate(raised))) - explained
            assert unknown <= {"mean", "deviation"}, formula


# --- what is new


def test_what_is_new_is_the_newest_part_of_the_change_log(opened):
    text = opened("whatsNewAction").findChild(PageText, "newsText")
    lines = text.toPlainText().splitlines()
    assert lines[0] == f"{neuron_desktop.__version__} (unreleased)"
    assert any(line.startswith("The window: points placed by click") for line in lines)
    assert any("<b>age</b>" in line for line in lines)
    assert text.verticalScrollBar().value() == 0


def test_the_newest_part_ends_where_the_next_begins():
    log = "# Changelog\n\n## 2\n\n- b\n- <i>c</i>\n\n## 1\n\n- a\n"
    assert newest_part(log) == "## 2\n\n- b\n- <i>c</i>"
    assert newest_part("# Changelog\n") == ""


def test_html_in_markdown_is_text(qtbot):
    text = PageText("text", "Text")
    qtbot.addWidget(text)
    text.show_markdown("- a *new* <b>x</b>")
    assert text.toPlainText() == "a new <b>x</b>"


def test_a_missing_change_log_is_told(monkeypatch, tmp_path, opened):
    monkeypatch.setattr(resources, "PACKAGE", tmp_path / "package")
    text = opened("whatsNewAction").findChild(PageText, "newsText").toPlainText()
    assert text == "The list of changes is missing. Install Neuron Desktop again."


# --- a report


def test_a_report_is_written_and_copied(opened):
    page = opened("reportFaultAction")
    report = page.findChild(QPlainTextEdit, "reportText")
    assert report.hasFocus()
    QTest.keyClicks(report, "pressed k <b>")
    text = click(page, "reportCopyButton")
    assert text.startswith("What I did:\npressed k <b>\nWhat happened:\n")
    assert f"Neuron Desktop {neuron_desktop.__version__}\nPython " in text
    assert str(Path.home()) not in text


def test_the_log_is_shown_where_there_is_one(robot, opened, opened_folders, monkeypatch, tmp_path):
    monkeypatch.setattr("neuron_desktop.session.files.folders.data_folder", lambda: tmp_path)
    page = opened("reportFaultAction")
    assert not page.findChild(QPushButton, "reportLogButton").isEnabled()
    page.reject()
    robot.qtbot.waitUntil(lambda: robot.window.findChild(object, "reportPage") is None)
    (tmp_path / "log").mkdir()
    click(opened("reportFaultAction"), "reportLogButton")
    assert opened_folders == [tmp_path / "log"]


# --- about


def test_about_tells_versions_and_licence(opened):
    page = opened("aboutAction")
    assert page.findChild(object, "aboutTitle").text() == f"Neuron Desktop {neuron_desktop.__version__}"
    versions = page.findChild(object, "aboutVersions").text()
    for name in ("Python", "PySide6", "Qt", "NumPy", "pyqtgraph"):
        assert re.search(rf"\b{name} \d+\.\d+", versions), name
    assert page.findChild(QPlainTextEdit, "aboutLicence").toPlainText().startswith("MIT License")


def test_about_tells_opens_and_copies_the_folders(opened, opened_folders, monkeypatch, tmp_path):
    monkeypatch.setattr("neuron_desktop.session.files.folders.data_folder", lambda: tmp_path)
    (tmp_path / "log").mkdir()
    page = opened("aboutAction")
    for key, place in (
        ("settings", settings_place()),
        ("log", str(tmp_path / "log")),
        ("unsaved", str(tmp_path / "recovery")),
    ):
        assert page.findChild(object, f"{key}PlaceField").text() == place
        assert click(page, f"{key}CopyButton") == place
    click(page, "logOpenButton")
    assert opened_folders == [tmp_path / "log"]
    assert not page.findChild(QPushButton, "unsavedOpenButton").isEnabled()


def test_copy_puts_everything_on_the_clipboard_without_the_name_of_the_home(opened, monkeypatch, tmp_path):
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    monkeypatch.setattr("neuron_desktop.session.files.folders.data_folder", lambda: tmp_path / "data")
    text = click(opened("aboutAction"), "aboutCopyButton")
    assert text.startswith(f"Neuron Desktop {neuron_desktop.__version__}\n")
    assert "pyqtgraph" in text
    assert "MIT licence" in text
    assert f"Log: ~{Path('/') / 'data' / 'log'!s}\n" in text
    assert "Settings: ~" in text
    assert str(tmp_path) not in text


def test_a_missing_licence_is_told(monkeypatch, tmp_path, opened):
    monkeypatch.setattr(resources, "PACKAGE", tmp_path / "package")
    text = opened("aboutAction").findChild(QPlainTextEdit, "aboutLicence").toPlainText()
    assert "MIT" in text
    assert "missing" in text


def test_the_places_are_those_that_the_program_uses():
    assert dict(places()) == {
        "Settings": settings_place(),
        "Log": str(log_folder()),
        "Unsaved work": str(recovery_folder()),
    }


def test_only_what_is_inside_the_home_is_shortened(monkeypatch):
    monkeypatch.setattr(Path, "home", lambda: Path("/home/ann"))
    assert without_home("/home/ann/.config/x") == "~/.config/x"
    assert without_home("/home/ann") == "~"
    assert without_home("/home/anna/x") == "/home/anna/x"
    assert without_home(r"\HKEY_CURRENT_USER\Software\x") == r"\HKEY_CURRENT_USER\Software\x"


def test_a_folder_is_opened_for_its_files_and_none_that_is_not_there(tmp_path):
    (tmp_path / "file").write_text("x")
    assert folder_of(str(tmp_path / "file")) == tmp_path
    assert folder_of(str(tmp_path)) == tmp_path
    assert folder_of(str(tmp_path / "none" / "file")) is None
    assert folder_of(r"\HKEY_CURRENT_USER\Software\x") is None
