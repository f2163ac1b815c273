"""Opening tables in which there is something to decide: the real window, its dialog, by mouse and by keys."""

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QObject, QSettings, Qt
from PySide6.QtWidgets import QComboBox, QDialogButtonBox, QPushButton, QWidget

from neuron_desktop.core import Dataset
from neuron_desktop.files.text.tables import read_table
from neuron_desktop.session.files.choices import RememberedChoices
from neuron_desktop.ui.dialogs.columns_model import MARK, ROLE, RULE
from neuron_desktop.ui.dialogs.import_dialog import ImportDialog
from tests.places import DATA

BUTTONS = QDialogButtonBox.StandardButton


class DialogRobot:
    """Does to the dialog what a person does."""

    def __init__(self, robot):
        self.robot = robot
        self.qtbot = robot.qtbot
        self.qtbot.waitUntil(lambda: bool(self._open()))
        (self.dialog,) = self._open()
        self.wait()

    def _open(self):
        return [dialog for dialog in self.robot.window.findChildren(ImportDialog) if dialog.isVisible()]

    def wait(self):
        """Wait until the dialog has said what the choices come to."""
        self.qtbot.waitUntil(lambda: self.dialog.imported is not None or bool(self.text("importComplaint")))

    def child(self, name):
        found = self.dialog.findChild(object, name)
        assert found is not None, name
        return found

    def text(self, name):
        return self.child(name).text()

    def button(self, which):
        return self.dialog.findChild(QDialogButtonBox).button(which)

    def press(self, which):
        self.qtbot.mouseClick(self.button(which), Qt.MouseButton.LeftButton)

    def row(self, table, name):
        model = self.child(table).model()
        (row,) = [row for row in range(model.rowCount()) if model.index(row, 0).data() == name]
        return row

    def cell(self, table, name, column):
        view = self.child(table)
        index = view.model().index(self.row(table, name), column)
        view.scrollTo(index)
        return index

    def shown(self, name, column):
        return self.cell("columnsTable", name, column).data()

    def choose(self, table, name, column, text):
        """Click a cell and choose from the list that opens."""
        view, index = self.child(table), self.cell(table, name, column)
        self.qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.visualRect(index).center())
        box = self.list_of(view)
        self.choose_in(box, text)
        self.wait()

    def list_of(self, view):
        self.qtbot.waitUntil(lambda: bool(view.viewport().findChildren(QComboBox)))
        return view.viewport().findChildren(QComboBox)[-1]

    def choose_in(self, box, text):
        place = box.findText(text, Qt.MatchFlag.MatchStartsWith)
        assert place >= 0, text
        box.setCurrentIndex(place)
        box.activated.emit(place)

    def mark(self, name):
        """Check the box that marks where a cell was missing."""
        view, index = self.child("columnsTable"), self.cell("columnsTable", name, MARK)
        view.setCurrentIndex(index)
        view.setFocus()
        self.qtbot.keyClick(view, Qt.Key.Key_Space)
        self.wait()

    def change(self, name, text):
        """Choose how the file is read."""
        self.choose_in(self.child(name), text)
        self.wait()

    def features(self):
        assert self.dialog.imported is not None
        return self.dialog.imported.recipe.feature_names


@pytest.fixture(autouse=True)
def lists_opened(monkeypatch):
    """Count the lists that open, and keep them from being windows, which not every platform of Qt can have."""
    opened_lists = []
    monkeypatch.setattr(QComboBox, "showPopup", lambda box: opened_lists.append(box.accessibleName()))
    return opened_lists


@pytest.fixture
def open_dialog(robot):
    def open_file(path):
        robot.window.open_path(path)
        return DialogRobot(robot)

    return open_file


@pytest.fixture
def written(tmp_path):
    def write(text, name="table.csv"):
        path = tmp_path / name
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return path

    return write


def opened(robot, dialog, before):
    dialog.press(BUTTONS.Open)
    robot.qtbot.waitUntil(lambda: robot.window.document.dataset is not before)
    return robot.window.document.dataset


def test_titanic_is_proposed_as_a_person_would_choose(robot, open_dialog):
    before = robot.window.document.dataset
    dialog = open_dialog(DATA / "titanic_891.csv")
    assert dialog.child("labelBox").currentText() == "survived"
    assert dialog.text("importSummary") == "714 of 891 rows, 6 features, sex → female, 177 rows without age left out"
    assert "Standardize features" in dialog.text("importHint")
    assert dialog.features() == ("age", "fare", "pclass", "sex → female", "sibsp", "parch")
    assert dialog.shown("alive", 7) == "a copy of survived"
    dialog.choose("columnsTable", "parch", ROLE, "leave out")
    assert dialog.text("importSummary") == "714 of 891 rows, 5 features, sex → female, 177 rows without age left out"
    dataset = opened(robot, dialog, before)
    assert dataset.feature_names == ("age", "fare", "pclass", "sex → female", "sibsp")
    assert dataset.class_counts == (424, 290)
    assert "177 rows without age" in robot.text("sourceLabel")
    recipe = robot.window.document.source.recipe
    assert recipe is not None
    assert recipe.encode(read_table(DATA / "titanic_891.csv")).features[:, 3].tolist() == [35.0, 53.1, 1.0, 1.0, 1.0]
    robot.child("undoAction").trigger()
    assert robot.window.document.dataset == before
    assert robot.window.document.source.recipe is None


def test_missing_cells_are_filled_and_marked_as_chosen(robot, open_dialog, lists_opened):
    before = robot.window.document.dataset
    dialog = open_dialog(DATA / "titanic_891.csv")
    dialog.choose("columnsTable", "age", RULE, "median")
    robot.qtbot.waitUntil(lambda: lists_opened == ["Where missing of age: leave row out"])
    assert "891 rows, 6 features" in dialog.text("importSummary")
    assert "177 missing age = 28" in dialog.text("importSummary")
    dialog.mark("age")
    assert dialog.features()[:2] == ("age", "age missing")
    dataset = opened(robot, dialog, before)
    assert dataset.sample_count == 891
    assert dataset.features[1].sum() == 177


def test_a_third_value_is_left_out_or_put_into_a_class(open_dialog):
    dialog = open_dialog(DATA / "iris.csv")
    assert dialog.text("importSummary") == "100 of 150 rows, 4 features, 50 rows of another column 5 left out"
    dialog.choose("classesTable", "Iris-virginica", 2, "1")
    assert dialog.text("importSummary") == "150 rows, 4 features"
    assert dialog.dialog.imported.dataset.class_names == ("Iris-setosa", "Iris-versicolor, Iris-virginica")
    dialog.choose("classesTable", "Iris-setosa", 2, "leave out")
    assert "needs at least one value" in dialog.text("importComplaint")
    assert not dialog.button(BUTTONS.Open).isEnabled()
    dialog.choose("classesTable", "Iris-versicolor", 2, "0")
    assert dialog.dialog.imported.dataset.class_counts == (50, 50)
    assert dialog.text("importComplaint") == ""
    dialog.press(BUTTONS.Cancel)


@pytest.mark.parametrize("by", ["box", "role"])
def test_another_column_can_be_the_label(open_dialog, by):
    dialog = open_dialog(DATA / "titanic_891.csv")
    if by == "box":
        dialog.change("labelBox", "embarked")
    else:
        dialog.choose("columnsTable", "embarked", ROLE, "label")
    assert dialog.child("labelBox").currentText() == "embarked"
    assert dialog.shown("survived", ROLE) == "leave out"
    assert dialog.shown("embarked", ROLE) == "label"
    assert "rows of another embarked left out" in dialog.text("importSummary")
    assert dialog.dialog.imported.recipe.label.negative == ("C",)
    dialog.choose("columnsTable", "embarked", ROLE, "leave out")
    assert "Choose a label" in dialog.text("importComplaint")
    assert dialog.child("labelBox").currentIndex() == -1
    dialog.press(BUTTONS.Cancel)


def test_all_columns_or_none(open_dialog):
    dialog = open_dialog(DATA / "titanic_891.csv")
    dialog.qtbot.mouseClick(dialog.child("useNoneButton"), Qt.MouseButton.LeftButton)
    assert "at least one feature" in dialog.text("importComplaint")
    dialog.qtbot.mouseClick(dialog.child("useAllButton"), Qt.MouseButton.LeftButton)
    dialog.wait()
    assert "deck → C" not in dialog.features()  # the most frequent has no column of its own
    assert {"deck → A", "who → woman", "alone → True"} <= set(dialog.features())
    dialog.press(BUTTONS.Cancel)


def test_all_columns_or_none_twice_change_nothing(open_dialog):
    dialog = open_dialog(DATA / "titanic_891.csv")
    edits = []
    dialog.dialog.recipe_edited.connect(lambda *edit: edits.append(edit))
    for name, expected in (("useNoneButton", 0), ("useAllButton", 1)):
        for _ in range(2):
            dialog.qtbot.mouseClick(dialog.child(name), Qt.MouseButton.LeftButton)
            dialog.wait()
        assert len(edits) == expected
    dialog.press(BUTTONS.Cancel)


def test_nothing_can_be_chosen_before_the_columns_are_known(qtbot):
    dialog = ImportDialog("Open nothing")
    qtbot.addWidget(dialog)
    for name in ("useAllButton", "useNoneButton", "labelBox", "columnsTable", "classesTable"):
        assert not dialog.findChild(QWidget, name).isEnabled()
    # What an editor that was open still hands in, too.
    dialog._on_use_all()
    dialog._on_use_none()
    dialog._on_label_chosen("a")


def test_how_the_file_is_read_can_be_changed(robot, open_dialog, written):
    before = robot.window.document.dataset
    dialog = open_dialog(written("a;b;kind\n1,5;2;no\n2,5;3;yes\n3,25;;no\n"))
    preview = dialog.child("previewTable")
    assert dialog.child("delimiterBox").currentData() == ";"
    assert dialog.child("decimalsBox").currentData() is True
    assert [preview.item(0, column).text() for column in range(3)] == ["1,5", "2", "no"]
    assert preview.horizontalHeaderItem(0).text() == "a"
    dialog.change("decimalsBox", "point")
    assert dialog.shown("a", 2) == "words"
    dialog.change("decimalsBox", "comma")
    assert dialog.shown("a", 2) == "number"
    dialog.change("delimiterBox", "bar")
    assert "only one column" in dialog.text("importComplaint")
    assert not dialog.button(BUTTONS.Open).isEnabled()
    dialog.change("delimiterBox", "semicolon")
    dialog.qtbot.keyClick(dialog.child("headerBox"), Qt.Key.Key_Space)
    dialog.wait()
    assert dialog.shown("column 1", 7) == "words among numbers"
    dialog.qtbot.keyClick(dialog.child("headerBox"), Qt.Key.Key_Space)
    dialog.wait()
    dialog.child("skippedLinesBox").setValue(1)
    dialog.wait()
    assert "no" in preview.horizontalHeaderItem(2).text()
    dialog.child("skippedLinesBox").setValue(0)
    dialog.wait()
    assert opened(robot, dialog, before) == Dataset([[1.5, 2.5], [2, 3]], [0, 1], ("a", "b"), ("no", "yes"))


def test_a_contradiction_between_marks_is_said_and_taken_back(open_dialog, written):
    dialog = open_dialog(written("a,b,kind\n1,2,no\n2,3,yes\n3,,no\n"))
    dialog.change("thousandsBox", "point")
    assert "Thousands" in dialog.text("importHint")
    assert dialog.child("thousandsBox").currentText() == "none"
    assert dialog.button(BUTTONS.Open).isEnabled()
    dialog.press(BUTTONS.Cancel)


def test_a_file_that_was_not_opened_can_be_read_otherwise(robot, written):
    path = written("written, by, hand\nx;y;kind\n1;2;no\n3;4;yes\n5;6;yes;\n7;8;9;10\n")
    before = robot.window.document.dataset
    robot.window.open_path(path)
    robot.qtbot.waitUntil(lambda: bool(robot.window.findChildren(QPushButton, "readOtherwiseButton")))
    (button,) = robot.window.findChildren(QPushButton, "readOtherwiseButton")
    robot.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    dialog = DialogRobot(robot)
    assert "line" in dialog.text("importComplaint")
    assert not dialog.button(BUTTONS.Open).isEnabled()
    path.write_text("written by hand\nx;y;kind\n1;2;no\n3;4;yes\n5;6;yes\n")
    dialog.child("skippedLinesBox").setValue(0)
    dialog.child("skippedLinesBox").setValue(1)
    dialog.change("delimiterBox", "semicolon")
    assert opened(robot, dialog, before) == Dataset([[1, 3, 5], [2, 4, 6]], [0, 1, 1], ("x", "y"), ("no", "yes"))


def test_a_file_that_is_not_there_cannot_be_read_otherwise(robot, tmp_path):
    robot.window.open_path(tmp_path / "none.csv")
    assert "none.csv" in robot.complaint()
    assert not robot.window.findChildren(QPushButton, "readOtherwiseButton")


def test_what_was_chosen_is_proposed_the_next_time(robot, open_dialog, written):
    path = written("a;b;kind\n1,5;2;no\n2,5;3;yes\n3,25;4;no\n4;5;\n")
    before = robot.window.document.dataset
    robot.window.open_path(path)
    assert robot.qtbot.waitUntil(lambda: robot.window.document.dataset is not before) is None
    choices = RememberedChoices(QSettings("Neuron Desktop", "Neuron Desktop"))
    assert choices.recipe(read_table(path)) is None
    path.write_text("a;b;c;kind\n1,5;2;u;no\n2,5;3;v;yes\n3,25;;w;no\n4;5;u;yes\n")
    dialog = open_dialog(path)
    dialog.choose("columnsTable", "b", RULE, "mean")
    dialog.mark("b")
    dialog.change("commentBox", "#")
    dialog.choose("columnsTable", "b", RULE, "mean")
    before = robot.window.document.dataset
    opened(robot, dialog, before)
    again = open_dialog(path)
    assert again.shown("b", RULE) == "mean"
    assert again.child("commentBox").currentText() == "#"
    again.press(BUTTONS.Cancel)
    # What was chosen for the file as it was does not stop it from opening as it is.
    path.write_text("x,y,label\n1,2,0\n3,4,1\n")
    before = robot.window.document.dataset
    robot.window.open_path(path)
    robot.qtbot.waitUntil(lambda: robot.window.document.dataset is not before)
    assert robot.window.document.dataset.feature_names == ("x", "y")


def test_a_choice_for_the_file_as_it_was_is_given_up_where_it_cannot_be_read(robot, open_dialog, written):
    path = written("a;b;c;kind\n1;2;u;no\n2;3;v;yes\n3;;w;no\n4;5;u;yes\n")
    dialog = open_dialog(path)
    dialog.change("commentBox", "#")
    before = robot.window.document.dataset
    opened(robot, dialog, before)
    path.write_text("x,y,label\n1,2,0\n3,4,1\n3,5,1\n")
    before = robot.window.document.dataset
    robot.window.open_path(path)
    robot.qtbot.waitUntil(lambda: robot.window.document.dataset is not before)
    assert robot.window.document.dataset.feature_names == ("x", "y")


def test_a_cell_that_is_no_number_is_named_and_can_be_left_out(open_dialog, written):
    dialog = open_dialog(written("a,b,kind\n1,2,no\n2,3x,yes\n3,1,no\n4,5,yes\n"))
    assert dialog.shown("b", 7) == "words among numbers"
    dialog.choose("columnsTable", "b", ROLE, "feature")
    assert "line 3, column 2: “3x” in the feature b" in dialog.text("importComplaint")
    assert not dialog.button(BUTTONS.Open).isEnabled()
    dialog.choose("columnsTable", "b", ROLE, "leave out")
    assert dialog.features() == ("a",)
    dialog.press(BUTTONS.Cancel)


def test_no_label_at_all_is_said(robot, open_dialog, written):
    before = robot.window.document.dataset
    dialog = open_dialog(written("a,b\n" + "".join(f"{i},{i * i}.5\n" for i in range(60))))
    assert "Choose a label" in dialog.text("importComplaint")
    assert dialog.child("labelBox").count() == 0
    dialog.press(BUTTONS.Cancel)
    assert robot.window.document.dataset is before


def test_the_dialog_works_by_keys_alone(robot, open_dialog):
    before = robot.window.document.dataset
    dialog = open_dialog(DATA / "titanic_891.csv")
    view = dialog.child("columnsTable")
    view.setFocus()
    view.setCurrentIndex(view.model().index(dialog.row("columnsTable", "age"), ROLE))
    dialog.qtbot.keyClick(view, Qt.Key.Key_Right)
    dialog.qtbot.keyClick(view, Qt.Key.Key_Right)
    assert view.currentIndex().column() == RULE
    dialog.qtbot.keyClick(view, Qt.Key.Key_Return)
    box = dialog.list_of(view)
    assert box.accessibleName() == "Where missing of age: leave row out"
    dialog.choose_in(box, "mean")
    dialog.wait()
    assert dialog.shown("age", RULE) == "mean"
    dialog.qtbot.keyClick(dialog.dialog, Qt.Key.Key_Return)
    robot.qtbot.waitUntil(lambda: robot.window.document.dataset is not before)
    assert robot.window.document.dataset.sample_count == 891


def test_opening_at_once_waits_for_what_is_being_made(robot):
    before = robot.window.document.dataset
    robot.window.open_path(DATA / "titanic_891.csv")
    robot.qtbot.waitUntil(lambda: bool(robot.window.findChildren(ImportDialog)))
    (dialog,) = robot.window.findChildren(ImportDialog)
    dialog.accept()
    robot.qtbot.waitUntil(lambda: robot.window.document.dataset is not before)
    assert robot.window.document.dataset.sample_count == 714


def test_what_is_being_chosen_when_the_dialog_ends_is_opened(robot, open_dialog):
    before = robot.window.document.dataset
    dialog = open_dialog(DATA / "haberman.csv")
    names = dialog.features()
    view, index = dialog.child("columnsTable"), dialog.cell("columnsTable", names[0], ROLE)
    dialog.qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.visualRect(index).center())
    box = dialog.list_of(view)
    box.setFocus()
    box.setCurrentText("leave out")
    dialog.dialog.accept()
    robot.qtbot.waitUntil(lambda: robot.window.document.dataset is not before)
    assert robot.window.document.dataset.feature_names == names[1:]


def test_escape_opens_nothing_and_forgets_nothing(robot, open_dialog):
    before = robot.window.document.dataset
    dialog = open_dialog(DATA / "titanic_891.csv")
    dialog.qtbot.keyClick(dialog.dialog, Qt.Key.Key_Escape)
    robot.qtbot.waitUntil(lambda: not robot.window.findChildren(ImportDialog))
    assert robot.window.document.dataset is before
    assert not robot.window.files.opening.loader.is_loading


def test_opening_another_file_closes_the_dialog_of_the_first(robot, open_dialog, written):
    dialog = open_dialog(DATA / "titanic_891.csv")
    before = robot.window.document.dataset
    robot.window.open_path(written("x,y,label\n1,2,0\n3,4,1\n"))
    assert not dialog.dialog.isVisible()
    robot.qtbot.waitUntil(lambda: robot.window.document.dataset is not before)
    assert robot.window.document.dataset.feature_names == ("x", "y")


def test_it_fits_a_small_screen_and_names_everything(open_dialog):
    dialog = open_dialog(DATA / "titanic_891.csv")
    hint = dialog.dialog.minimumSizeHint()
    assert hint.width() <= 1024
    assert hint.height() <= 700
    for name in (
        "encodingBox",
        "delimiterBox",
        "decimalsBox",
        "thousandsBox",
        "quoteBox",
        "commentBox",
        "skippedLinesBox",
        "headerBox",
        "previewTable",
        "columnsTable",
        "classesTable",
        "labelBox",
    ):
        assert dialog.child(name).accessibleName(), name
    dialog.press(BUTTONS.Cancel)


def test_every_file_of_real_data_opens_with_what_is_proposed(robot, open_dialog):
    for name, count in (
        ("banknote_authentication", 1372),
        ("haberman", 306),
        ("challenger_orings", 23),
        ("vasoconstriction", 39),
    ):
        before = robot.window.document.dataset
        robot.window.open_path(DATA / f"{name}.csv")
        robot.qtbot.waitUntil(
            lambda before=before: (
                robot.window.document.dataset is not before
                or any(dialog.isVisible() for dialog in robot.window.findChildren(ImportDialog))
            )
        )
        if robot.window.document.dataset is before:
            opened(robot, DialogRobot(robot), before)
        dataset = robot.window.document.dataset
        assert dataset.sample_count == count
        assert np.isfinite(dataset.features).all()


class HandsInLate(QObject):
    """Edits a dialog while it is being hidden, as a field does that loses the focus by that."""

    def eventFilter(self, dialog, event):
        if event.type() is QEvent.Type.Hide:
            dialog._on_edited()
            dialog._on_dialect_edited(None)
        return False


def test_an_edit_that_is_handed_in_while_the_dialog_is_hidden_changes_nothing(robot, open_dialog):
    before = robot.window.document.dataset
    dialog = open_dialog(DATA / "titanic_891.csv")
    late = HandsInLate(robot.window)
    dialog.dialog.installEventFilter(late)
    expected = dialog.dialog.imported.dataset
    dialog.press(BUTTONS.Open)
    robot.qtbot.waitUntil(lambda: robot.window.document.dataset is not before)
    assert robot.window.document.dataset == expected
