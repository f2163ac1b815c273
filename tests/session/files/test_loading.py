"""Tables are read away from the window, and only the newest request is heard."""

import threading

import pytest

from neuron_desktop.core import Dataset
from neuron_desktop.files.errors import CsvError
from neuron_desktop.files.recipes.recipe import ColumnRecipe, LabelRecipe, Recipe
from neuron_desktop.files.recipes.survey import survey
from neuron_desktop.files.text.dialect import Dialect
from neuron_desktop.files.text.tables import read_table
from neuron_desktop.session.files import loading
from neuron_desktop.session.files.loading import TableLoader

TEXT = "a,b,kind\n1,2,no\n3,4.5,yes\n5,7,no\n"
RECIPE = Recipe(LabelRecipe("kind", ("no",), ("yes",), ("no", "yes")), (ColumnRecipe("a"), ColumnRecipe("b")))
BAD_RECIPE = Recipe(LabelRecipe("nothing", ("no",), ("yes",), ("no", "yes")), (ColumnRecipe("a"),))


@pytest.fixture
def table_path(tmp_path):
    path = tmp_path / "small.csv"
    path.write_text(TEXT, "utf-8")
    return path


@pytest.fixture
def loader(qtbot):
    made = TableLoader()
    yield made
    made.close()


@pytest.fixture
def worker(qapp):
    """The worker without its thread, and what it says."""
    made = loading._LoadingWorker()
    made.heard = []
    made.previewed.connect(lambda request, preview: made.heard.append(("previewed", preview.names)))
    made.read.connect(lambda request, known: made.heard.append(("read", known.table.row_count)))
    made.imported.connect(lambda request, imported: made.heard.append(("imported", imported.dataset)))
    made.failed.connect(lambda request, error: made.heard.append(("failed", error)))
    made.refused.connect(lambda request, error: made.heard.append(("refused", error)))
    made.progressed.connect(lambda request, share: made.heard.append(("progressed", share)))
    return made


def test_a_table_is_read_and_made_a_data_set(qtbot, loader, table_path):
    with qtbot.waitSignal(loader.read) as heard:
        loader.load(table_path)
        assert loader.is_loading
    (known,) = heard.args
    assert known.table.path == table_path
    assert not loader.is_loading
    with qtbot.waitSignal(loader.imported) as heard:
        loader.convert(known, RECIPE)
        assert loader.is_loading
    assert not loader.is_loading
    assert heard.args[0].dataset == Dataset([[1, 3, 5], [2, 4.5, 7]], [0, 1, 0], ("a", "b"), ("no", "yes"))


def test_the_beginning_is_shown_before_the_table_is_read(qtbot, loader, table_path):
    order = []
    loader.previewed.connect(lambda preview: order.append(preview.rows[0]))
    loader.read.connect(lambda known: order.append(known.label))
    with qtbot.waitSignal(loader.read):
        loader.load(table_path)
    assert order == [(2, ("1", "2", "no")), "kind"]


def test_a_dialect_that_is_given_is_taken(qtbot, loader, table_path):
    with qtbot.waitSignal(loader.read) as heard:
        loader.load(table_path, Dialect(has_header=False))
    assert heard.args[0].table.row_count == 4
    assert heard.args[0].label == "column 3"


def test_a_data_set_that_cannot_be_made_is_refused(qtbot, loader, table_path):
    with qtbot.waitSignal(loader.refused) as heard:
        loader.convert(survey(read_table(table_path)), BAD_RECIPE)
    assert isinstance(heard.args[0], CsvError)
    assert not loader.is_loading


def test_of_two_data_sets_asked_for_only_the_second_is_heard(qtbot, loader, table_path):
    known = survey(read_table(table_path))
    heard, refusals = [], []
    loader.imported.connect(heard.append)
    loader.refused.connect(refusals.append)
    loader.convert(known, BAD_RECIPE)
    loader.convert(known, RECIPE)
    qtbot.waitUntil(lambda: bool(heard))
    assert len(heard) == 1
    assert refusals == []


def test_of_two_requests_only_the_second_is_heard(qtbot, loader, table_path, tmp_path):
    other = tmp_path / "other.csv"
    other.write_text(TEXT, "utf-8")
    heard = []
    loader.read.connect(heard.append)
    loader.load(other)
    loader.load(table_path)
    qtbot.waitUntil(lambda: bool(heard))
    assert [known.table.path for known in heard] == [table_path]


def test_a_cancelled_request_is_never_heard(qtbot, loader, table_path, tmp_path):
    heard = []
    loader.failed.connect(heard.append)
    loader.load(tmp_path / "missing.csv")
    loader.cancel()
    with qtbot.waitSignal(loader.read):
        loader.load(table_path)
    assert heard == []


def test_a_failure_is_the_domains_own(qtbot, loader, tmp_path):
    with qtbot.waitSignal(loader.failed) as heard:
        loader.load(tmp_path / "missing.csv")
    assert isinstance(heard.args[0], CsvError)
    assert not loader.is_loading


def test_the_worker_reads_and_converts(worker, table_path, monkeypatch):
    monkeypatch.setattr(loading, "PROGRESS_SECONDS", 0.0)
    request = loading._Request(table_path)
    worker.read_file(request, None)
    worker.convert(request, survey(read_table(table_path)), RECIPE)
    kinds = [kind for kind, _ in worker.heard]
    assert kinds[0] == "previewed"
    assert kinds[-2:] == ["read", "imported"]
    shares = [share for kind, share in worker.heard if kind == "progressed"]
    assert shares == sorted(shares)
    assert shares[-1] == 1.0


def test_the_worker_reports_failures(worker, table_path):
    request = loading._Request(table_path)
    worker.convert(request, survey(read_table(table_path)), BAD_RECIPE)
    worker.read_file(loading._Request(table_path.parent), None)
    assert [kind for kind, _ in worker.heard] == ["refused", "failed"]
    assert all(isinstance(error, CsvError) for _, error in worker.heard)


def test_the_worker_says_nothing_of_a_cancelled_request(worker, table_path):
    cancelled = threading.Event()
    cancelled.set()
    request = loading._Request(table_path, cancelled)
    worker.read_file(request, None)
    worker.convert(request, survey(read_table(table_path)), RECIPE)
    assert [kind for kind, _ in worker.heard if kind != "previewed"] == []
