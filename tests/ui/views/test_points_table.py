"""The table of points, in the real window and, for sizes beyond it, alone."""

import numpy as np
import pytest
from PySide6.QtCore import QLocale, QPoint, Qt
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLineEdit

from neuron_desktop.core import Dataset, article_dataset
from neuron_desktop.session.document.source import Source
from neuron_desktop.ui.views.points_model import PointsModel
from neuron_desktop.ui.views.points_table import MOST_PIECES, PointsTable
from tests.ui.workbench import workbench_of

SMALL = Dataset([[3.0, 1.0, 2.0, 1.0], [0.5, -1.0, 2.25, 7.0]], [0, 1, 1, 0])


class TableRobot:
    """Does to the table of a window what a person does."""

    def __init__(self, robot):
        self.robot = robot
        self.qtbot = robot.qtbot
        self.window = robot.window
        self.table = robot.view("points")
        self.view = robot.child("pointsTable")
        self.model = self.view.model()

    @property
    def dataset(self):
        return self.window.document.dataset

    @property
    def undo_count(self):
        return self.window.document.undo_stack.count()

    def place(self, row, column) -> QPoint:
        index = self.model.index(row, column)
        self.view.scrollTo(index)
        return self.view.visualRect(index).center()

    def click(self, row, column=0, modifier=Qt.KeyboardModifier.NoModifier):
        place = self.place(row, column)
        self.qtbot.mouseClick(self.view.viewport(), Qt.MouseButton.LeftButton, modifier, place)

    def click_header(self, column):
        header = self.view.horizontalHeader()
        x = header.sectionViewportPosition(column) + header.sectionSize(column) // 2
        place = QPoint(x, header.height() // 2)
        self.qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)

    def press(self, key, modifier=Qt.KeyboardModifier.NoModifier):
        QTest.keyClick(self.view, key, modifier)

    def editor(self, kind=QLineEdit):
        return next(each for each in self.view.viewport().findChildren(kind) if each.isVisible())

    def type_over(self, row, column, text):
        """Select a cell, type and finish."""
        self.begin(row, column, text)
        self.finish(Qt.Key.Key_Return)

    def begin(self, row, column, text):
        """Select a cell, and type: the first key opens it; return the editor."""
        self.click(row, column)
        self.view.setFocus()
        QTest.keyClick(self.view, text[0])
        editor = self.editor()
        QTest.keyClicks(editor, text[1:])
        return editor

    def finish(self, key):
        """End the editing of a number by a key; Qt closes the editor a little later."""
        editor = self.editor()
        with self.qtbot.waitSignal(editor.destroyed):
            QTest.keyClick(editor, key)

    def row(self, row):
        return [self.model.index(row, column).data() for column in range(self.model.columnCount())]

    def column(self, column):
        return [self.model.index(row, column).data() for row in range(self.model.rowCount() - 1)]

    def complaint(self):
        label = self.robot.child("pointsComplaint")
        return label.text() if label.isVisible() else ""


@pytest.fixture
def table(robot):
    robot.window.document.replace(SMALL, Source("small.csv"), on_disk=True)
    robot.window.document.undo_stack.clear()
    return TableRobot(robot)


def test_each_row_is_a_point_and_the_last_waits_for_one(table):
    assert [table.model.headerData(column, Qt.Orientation.Horizontal) for column in range(4)] == [
        "#",
        "x1",
        "x2",
        "class",
    ]
    assert table.row(0) == ["1", "3.00000", "0.500000", "red"]
    assert table.row(1) == ["2", "1.00000", "−1.00000", "blue"]
    assert table.row(4) == ["new", "", "", "blue"]
    assert table.model.rowCount() == 5
    assert table.robot.text("pointsCaption") == "4 points"


def test_a_cell_tells_all_its_digits_to_the_mouse_and_the_editor(robot):
    table = TableRobot(robot)
    index = table.model.index(0, 1)
    assert index.data() == "−4.76776"
    assert index.data(Qt.ItemDataRole.ToolTipRole) == repr(float(article_dataset().features[0, 0]))
    assert index.data(Qt.ItemDataRole.EditRole) == repr(float(article_dataset().features[0, 0]))
    assert not index.data(Qt.ItemDataRole.DecorationRole)
    assert not table.model.index(0, 3).data(Qt.ItemDataRole.DecorationRole).isNull()


def test_typing_into_a_cell_moves_the_point(table):
    table.type_over(2, 2, "9,5")
    assert table.dataset.features[:, 2].tolist() == [2.0, 9.5]
    assert table.row(2) == ["3", "2.00000", "9.50000", "blue"]
    assert table.undo_count == 1
    table.robot.child("undoAction").trigger()
    assert table.dataset == SMALL
    assert table.row(2)[2] == "2.25000"


def test_typing_what_is_there_already_is_no_step(table):
    table.type_over(2, 2, "2.250")
    assert table.undo_count == 0


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("4..5", "“4..5” is not one number; write it like 1\u202f234.5"),
        ("1e999", "“1e999” is too large for a number"),
        ("-", "“-” is no number"),
        ("1,234", "“1,234” may be 1.234 or 1\u202f234; write 1.234 or 1234"),
    ],
)
def test_what_is_no_number_stays_in_its_cell_marked_until_it_is_mended(table, text, problem):
    editor = table.begin(2, 2, text)
    QTest.keyClick(editor, Qt.Key.Key_Return)
    assert (editor.isVisible(), editor.text()) == (True, text)
    assert (editor.property("tone"), editor.toolTip()) == ("warning", f"{problem}; x2 stays as it was.")
    assert table.dataset == SMALL
    assert table.complaint() == f"{problem}; x2 stays as it was."
    editor.selectAll()
    QTest.keyClicks(editor, "4.5")
    assert (editor.property("tone"), table.complaint()) == ("", "")
    table.finish(Qt.Key.Key_Return)
    assert table.dataset.features[1, 2] == 4.5


def test_a_refused_number_is_given_up_by_escape_and_told_of_when_its_cell_is_left(table):
    editor = table.begin(2, 2, "4..5")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    table.finish(Qt.Key.Key_Escape)
    assert (table.dataset, table.complaint()) == (SMALL, "")
    editor = table.begin(2, 2, "9x")
    with table.qtbot.waitSignal(editor.destroyed):
        table.view.setFocus()
    assert (table.dataset, table.complaint()) == (SMALL, "“9x” is no number; x2 stays as it was.")


def test_a_new_point_that_nobody_typed_is_no_complaint(table):
    table.robot.child("addPointButton").click()
    editor = table.editor()
    with table.qtbot.waitSignal(editor.destroyed):
        table.view.setFocus()
    assert (table.dataset, table.complaint()) == (SMALL, "")


def test_the_class_is_chosen_from_the_two(table):
    table.click(1, 3)
    table.press(Qt.Key.Key_F2)
    box = table.editor(QComboBox)
    assert [box.itemText(place) for place in range(box.count())] == ["red", "blue"]
    assert box.currentText() == "blue"
    QTest.keyClick(box, Qt.Key.Key_Up)
    assert table.dataset.labels.tolist() == [0, 0, 1, 0]
    assert table.undo_count == 1


def test_a_class_may_be_named_by_other_programs_and_nonsense_is_said(table):
    assert table.model.setData(table.model.index(0, 3), "1")
    assert table.dataset.labels.tolist() == [1, 1, 1, 0]
    assert not table.model.setData(table.model.index(0, 3), "green")
    assert table.complaint() == "“green” is neither red nor blue; the class stays as it was."
    assert not table.model.setData(table.model.index(0, 1), "1", Qt.ItemDataRole.DisplayRole)
    assert table.undo_count == 1


def test_numbers_of_points_are_not_edited(table):
    assert not table.model.flags(table.model.index(0, 0)) & Qt.ItemFlag.ItemIsEditable
    assert table.model.flags(table.model.index(0, 1)) & Qt.ItemFlag.ItemIsEditable


def test_the_selected_rows_are_the_selected_points_of_the_canvas(table):
    table.click(1)
    assert table.window.drawing.selection.tolist() == [1]
    table.click(3, modifier=Qt.KeyboardModifier.ShiftModifier)
    assert table.window.drawing.selection.tolist() == [1, 2, 3]
    table.click(2, modifier=Qt.KeyboardModifier.ControlModifier)
    assert table.window.drawing.selection.tolist() == [1, 3]
    assert table.robot.text("pointsCaption") == "2 of 4 points selected"


def test_points_selected_on_the_canvas_are_the_selected_rows(table):
    table.window.drawing.select(np.array([0, 3]))
    selected = [index.row() for index in table.view.selectionModel().selectedRows()]
    assert sorted(selected) == [0, 3]
    table.robot.child("selectNoneAction").trigger()
    assert not table.view.selectionModel().hasSelection()
    QTest.keySequence(table.window, QKeySequence(QKeySequence.StandardKey.SelectAll))
    assert len(table.view.selectionModel().selectedRows()) == 4


def test_the_row_that_waits_is_no_point_to_be_selected(table):
    table.click(4, 0)
    assert table.window.drawing.selection.size == 0
    table.click(2, modifier=Qt.KeyboardModifier.ShiftModifier)
    assert table.window.drawing.selection.tolist() == [2, 3]


def test_delete_removes_the_selected_rows_as_one_step(table):
    table.click(0)
    table.click(2, modifier=Qt.KeyboardModifier.ControlModifier)
    table.view.setFocus()
    table.press(Qt.Key.Key_Delete)
    assert table.dataset == SMALL.without_samples(np.array([0, 2]))
    assert table.model.rowCount() == 3
    assert table.undo_count == 1
    assert table.window.drawing.selection.size == 0
    table.robot.child("undoAction").trigger()
    assert table.dataset == SMALL


def test_the_delete_button_removes_them_too(table):
    button = table.robot.child("removePointsButton")
    assert not button.isEnabled()
    table.click(1)
    table.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert table.dataset == SMALL.without_sample(1)


def test_b_and_r_give_the_selected_rows_their_class(table):
    table.click(0)
    table.view.setFocus()
    table.press(Qt.Key.Key_B)
    assert table.dataset.labels.tolist() == [1, 1, 1, 0]


def test_clicks_on_a_header_sort_up_then_down_then_not(table):
    table.click_header(1)
    assert table.column(0) == ["2", "4", "3", "1"]
    table.click_header(1)
    assert table.column(0) == ["1", "3", "2", "4"]
    table.click_header(1)
    assert table.column(0) == ["1", "2", "3", "4"]
    table.click_header(3)
    assert table.column(3) == ["red", "red", "blue", "blue"]
    assert table.column(0) == ["1", "4", "2", "3"]
    table.click_header(0)
    table.click_header(0)
    assert table.column(0) == ["4", "3", "2", "1"]
    assert table.dataset == SMALL
    assert table.window.drawing.selection.size == 0


def test_in_a_sorted_table_edits_and_selections_mean_the_points_they_show(table):
    table.click_header(1)
    table.click(3)
    assert table.window.drawing.selection.tolist() == [0]
    table.type_over(0, 2, "8")
    assert table.dataset.features[:, 1].tolist() == [1.0, 8.0]
    assert table.model.setData(table.model.index(2, 3), "red")
    assert table.dataset.labels.tolist() == [0, 1, 0, 0]


def test_sorting_keeps_the_selection(table):
    table.window.drawing.select(np.array([1, 2]))
    table.click_header(1)
    assert sorted(index.row() for index in table.view.selectionModel().selectedRows()) == [0, 2]
    assert table.window.drawing.selection.tolist() == [1, 2]


def test_an_edit_keeps_rows_in_place_and_takes_the_sign_of_sorting_away_only_where_it_is_untrue(table):
    header = table.view.horizontalHeader()
    table.click_header(1)
    table.type_over(3, 1, "5")
    assert header.sortIndicatorSection() == 1
    table.type_over(0, 1, "6")
    assert table.column(0) == ["2", "4", "3", "1"]
    assert header.sortIndicatorSection() == -1


def test_in_a_sorted_table_points_come_at_the_end_and_go(table):
    table.click_header(1)
    table.window.document.add_sample((0.0, 0.0), 1)
    assert table.column(0) == ["2", "4", "3", "1", "5"]
    table.window.document.remove_samples([0])
    assert table.column(0) == ["2", "4", "3", "1"]
    table.window.document.replace(article_dataset(), Source("other"))
    assert table.row(0)[0] == "1"
    assert table.view.horizontalHeader().sortIndicatorSection() == -1


def test_another_set_with_other_features_has_its_own_columns(table):
    wide = Dataset(np.arange(6.0).reshape(3, 2), [0, 1], ("age", "fare", "seat"), ("died", "lived"))
    table.window.document.replace(wide, Source("wide"))
    assert table.row(1) == ["2", "1.00000", "3.00000", "5.00000", "lived"]
    assert table.model.headerData(3, Qt.Orientation.Horizontal) == "seat"
    assert table.model.headerData(0, Qt.Orientation.Vertical) is None
    assert table.row(2) == ["new", "", "", "", "lived"]


def test_a_new_point_is_typed_into_the_last_row_and_the_next_one_after_it(table):
    table.qtbot.mouseClick(table.robot.child("addPointButton"), Qt.MouseButton.LeftButton)
    QTest.keyClicks(table.editor(), "1.5")
    table.finish(Qt.Key.Key_Tab)
    assert table.undo_count == 0
    QTest.keyClicks(table.editor(), "-2")
    table.finish(Qt.Key.Key_Return)
    assert table.dataset == SMALL.with_sample((1.5, -2.0), 1)
    table.qtbot.waitUntil(lambda: table.view.currentIndex().row() == 5)
    QTest.keyClicks(table.editor(), "4")
    table.finish(Qt.Key.Key_Tab)
    QTest.keyClicks(table.editor(), "5")
    table.finish(Qt.Key.Key_Tab)
    assert table.dataset.sample_count == 6
    table.qtbot.waitUntil(lambda: table.view.currentIndex().row() == 6)
    QTest.keyClicks(table.editor(), "6")
    table.finish(Qt.Key.Key_Return)
    assert table.undo_count == 2


def press_add(table):
    table.qtbot.mouseClick(table.robot.child("addPointButton"), Qt.MouseButton.LeftButton)


def test_add_goes_on_with_the_point_that_is_being_typed(table):
    press_add(table)
    QTest.keyClicks(table.editor(), "-")
    press_add(table)
    assert table.editor().text() == "-"
    QTest.keyClicks(table.editor(), "1")
    table.finish(Qt.Key.Key_Tab)
    press_add(table)
    assert table.editor().text() == "-1.0"
    assert table.undo_count == 0


def test_add_takes_what_is_being_typed_elsewhere(table):
    table.click(0, 2)
    table.view.setFocus()
    QTest.keyClicks(table.view, "9")
    press_add(table)
    assert table.dataset.features[1, 0] == 9
    assert table.view.currentIndex().row() == 4
    table.editor()


def test_add_takes_the_last_number_of_a_point_and_begins_the_next(table):
    press_add(table)
    QTest.keyClicks(table.editor(), "1.5")
    table.finish(Qt.Key.Key_Tab)
    QTest.keyClicks(table.editor(), "-2")
    press_add(table)
    assert table.dataset == SMALL.with_sample((1.5, -2.0), 1)
    assert table.view.currentIndex().row() == 5
    assert table.editor().text() == ""


def test_add_begins_a_point_again_after_all_were_removed(table):
    press_add(table)
    table.window.document.clear()
    press_add(table)
    QTest.keyClicks(table.editor(), "7")
    table.finish(Qt.Key.Key_Tab)
    assert float(table.row(0)[1]) == 7


def test_a_new_point_is_of_the_class_that_clicks_place_or_that_its_row_says(table):
    table.robot.key(Qt.Key.Key_R)
    assert table.row(4)[3] == "red"
    assert table.model.setData(table.model.index(4, 3), "blue")
    assert table.row(4)[3] == "blue"
    table.type_over(4, 1, "1")
    QTest.keyClick(table.begin(4, 2, "4x"), Qt.Key.Key_Return)
    assert table.complaint() == "“4x” is no number; x2 is still to be typed."
    table.finish(Qt.Key.Key_Escape)
    table.type_over(4, 2, "2")
    assert table.dataset == SMALL.with_sample((1.0, 2.0), 1)


def paste(table, text):
    QGuiApplication.clipboard().setText(text)
    table.view.setFocus()
    QTest.keySequence(table.view, QKeySequence(QKeySequence.StandardKey.Paste))


def test_rows_of_a_spreadsheet_are_pasted_as_one_step_and_selected(table):
    paste(table, "x1\tx2\tclass\n1,5\t-2\tred\n0\t4,25\tblue\n")
    assert table.dataset.features[:, 4:].T.tolist() == [[1.5, -2.0], [0.0, 4.25]]
    assert table.dataset.labels[4:].tolist() == [0, 1]
    assert table.window.drawing.selection.tolist() == [4, 5]
    assert table.undo_count == 1
    table.robot.child("undoAction").trigger()
    assert table.dataset == SMALL


def test_a_faulty_cell_is_named_and_nothing_is_pasted(table):
    paste(table, "1\t2\tred\n3\tfour\tblue\n")
    assert table.dataset == SMALL
    assert table.complaint() == "Nothing was pasted. Row 2, x2: “four” is no number."
    paste(table, "1\t2\tred")
    assert table.complaint() == ""
    assert table.dataset.sample_count == 5


def test_copied_rows_are_text_that_pastes_again(table):
    table.click_header(1)
    table.window.drawing.select(np.array([0, 1]))
    table.view.setFocus()
    QTest.keySequence(table.view, QKeySequence(QKeySequence.StandardKey.Copy))
    assert QGuiApplication.clipboard().text() == "1.0\t-1.0\tblue\n3.0\t0.5\tred\n"
    table.qtbot.mouseClick(table.robot.child("pastePointsButton"), Qt.MouseButton.LeftButton)
    assert table.dataset.features[:, 4:].T.tolist() == [[1.0, -1.0], [3.0, 0.5]]


def test_where_decimals_have_a_comma_copies_have_too(table):
    before = QLocale()
    QLocale.setDefault(QLocale(QLocale.Language.German, QLocale.Country.Germany))
    try:
        table.click(3)
        table.qtbot.mouseClick(table.robot.child("copyPointsButton"), Qt.MouseButton.LeftButton)
    finally:
        QLocale.setDefault(before)
    assert QGuiApplication.clipboard().text() == "1,0\t7,0\tred\n"


def test_copying_nothing_leaves_the_clipboard_alone(table):
    QGuiApplication.clipboard().setText("kept")
    table.table.copy()
    assert QGuiApplication.clipboard().text() == "kept"


def test_too_many_rows_to_copy_are_said(table, monkeypatch):
    monkeypatch.setattr("neuron_desktop.files.text.point_text.MOST_ROWS", 1)
    QGuiApplication.clipboard().setText("kept")
    table.window.drawing.select(np.array([0, 1]))
    table.table.copy()
    assert table.complaint() == "Nothing was copied. 2 points are too many to copy; save them as a file."
    assert QGuiApplication.clipboard().text() == "kept"


@pytest.mark.parametrize("key", [Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home])
def test_the_keys_of_tables_move_in_the_table_and_train_nothing(table, key):
    table.click(1, 1)
    table.view.setFocus()
    iteration = table.window.training.snapshot.iteration
    table.press(key)
    assert table.view.currentIndex().column() == {Qt.Key.Key_Right: 2}.get(key, 0)
    table.window.training.step()
    table.qtbot.waitUntil(lambda: table.window.training.snapshot.iteration > iteration)
    assert table.window.training.snapshot.iteration == iteration + 1


@pytest.fixture
def alone(qtbot):
    """A table of 20,000 points in no window, and what it has said was selected."""
    random = np.random.default_rng(1)
    table = PointsTable(workbench_of(Dataset(random.normal(size=(2, 20_000)), np.arange(20_000) % 2)))
    qtbot.addWidget(table)
    heard = []
    table.workbench.drawing.selection_changed.connect(heard.append)
    return table, table._view.model(), heard


def test_a_selection_in_many_pieces_is_shown_first_in_one(alone):
    table, model, heard = alone
    scattered = np.arange(1, 20_000, 10)
    assert scattered.size > MOST_PIECES
    table.select(scattered)
    assert model.samples_of(0, scattered.size - 1).tolist() == scattered.tolist()
    assert model.samples_of(scattered.size, 20_000).tolist() == np.setdiff1d(np.arange(20_000), scattered).tolist()
    selection = table._view.selectionModel().selection()
    assert [(each.top(), each.bottom()) for each in selection.toList()] == [(0, scattered.size - 1)]
    assert "shown first" in table._caption.text()
    table.select(np.array([7]))
    assert model.sample_of(7) == 7
    assert "shown first" not in table._caption.text()
    assert heard == []


def test_sorting_drops_a_selection_that_it_would_scatter(alone):
    table, model, heard = alone
    table.workbench.drawing.select(np.arange(5_000, 15_000))
    table.select(table.workbench.drawing.selection)
    table._view.horizontalHeader().setSortIndicator(1, Qt.SortOrder.DescendingOrder)
    assert np.all(np.diff(model.dataset.features[0, model.samples_of(0, 20_000)]) <= 0)
    assert heard[-1].size == 0
    assert not table._view.selectionModel().hasSelection()


def test_equal_values_stay_in_the_order_of_their_numbers(alone):
    table, model, _ = alone
    for order, labels in ((Qt.SortOrder.AscendingOrder, (0, 1)), (Qt.SortOrder.DescendingOrder, (1, 0))):
        table._view.horizontalHeader().setSortIndicator(3, order)
        expected = np.concatenate([np.flatnonzero(model.dataset.labels == label) for label in labels])
        assert model.samples_of(0, 20_000).tolist() == expected.tolist()
    rounded = Dataset(np.round(model.dataset.features), model.dataset.labels)
    table.on_dataset_changed(rounded, True)
    table._view.horizontalHeader().setSortIndicator(2, Qt.SortOrder.AscendingOrder)
    assert model.samples_of(0, 20_000).tolist() == np.argsort(rounded.features[1], kind="stable").tolist()


def test_rows_hold_no_copy_of_the_points(alone):
    table, model, _ = alone
    dataset = Dataset(np.zeros((2, 100)), np.zeros(100, np.int8))
    table.on_dataset_changed(dataset, True)
    assert model.dataset is dataset
    assert model._order is None


def test_edits_elsewhere_leave_the_view_where_it_is(alone, qtbot):
    table, model, _ = alone
    with qtbot.waitExposed(table):
        table.show()
    bar = table._view.verticalScrollBar()
    bar.setValue(9_000)
    table.on_dataset_changed(model.dataset.with_sample((0.0, 0.0), 1), False)
    table.on_dataset_changed(model.dataset.without_sample(3), False)
    assert bar.value() == 9_000


def test_painting_asks_for_the_rows_in_view_only_however_many_are_selected(qtbot, monkeypatch):
    asked = []
    flags = PointsModel.flags

    def counted(self, index):
        asked.append(index.row())
        return flags(self, index)

    monkeypatch.setattr(PointsModel, "flags", counted)
    table = PointsTable(workbench_of(Dataset(np.zeros((2, 5_000)), np.zeros(5_000, np.int8))))
    qtbot.addWidget(table)
    table.select(np.arange(5_000))
    with qtbot.waitExposed(table):
        table.show()
    assert not table.grab().isNull()
    assert asked
    assert max(asked) < 100
