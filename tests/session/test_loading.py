"""Tables are read away from the window, and only the newest request is heard."""

import threading

import pytest

from neuron_desktop.core import Dataset
from neuron_desktop.files.csv_data import ColumnChoice
from neuron_desktop.files.errors import CsvError
from neuron_desktop.files.tables import read_table
from neuron_desktop.session import loading
from neuron_desktop.session.loading import TableLoader

TEXT = "a,b,kind\n1,2,no\n3,4.5,yes\n5,7,no\n"
CHOICE = ColumnChoice("kind", ("a", "b"))


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
    made.read.connect(lambda request, table: made.heard.append(("read", table.row_count)))
    made.imported.connect(lambda request, imported: made.heard.append(("imported", imported.dataset)))
    made.failed.connect(lambda request, error: made.heard.append(("failed", error)))
    made.progressed.connect(lambda request, share: made.heard.append(("progressed", share)))
    return made


def test_a_table_is_read_and_made_a_data_set(qtbot, loader, table_path):
    with qtbot.waitSignal(loader.read) as heard:
        loader.load(table_path)
        assert loader.is_loading
    (table,) = heard.args
    assert not loader.is_loading
    with qtbot.waitSignal(loader.imported) as heard:
        loader.convert(table, CHOICE)
    assert heard.args[0] is table
    assert heard.args[1].dataset == Dataset([[1, 3, 5], [2, 4.5, 7]], [0, 1, 0], ("a", "b"), ("no", "yes"))


def test_of_two_requests_only_the_second_is_heard(qtbot, loader, table_path, tmp_path):
    other = tmp_path / "other.csv"
    other.write_text(TEXT, "utf-8")
    heard = []
    loader.read.connect(heard.append)
    loader.load(other)
    loader.load(table_path)
    qtbot.waitUntil(lambda: bool(heard))
    assert [table.path for table in heard] == [table_path]


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
    worker.read_file(request)
    worker.convert(request, read_table(table_path), CHOICE)
    kinds = [kind for kind, _ in worker.heard]
    assert kinds[-2:] == ["read", "imported"]
    shares = [share for kind, share in worker.heard if kind == "progressed"]
    assert shares == sorted(shares)
    assert shares[-1] == 1.0


def test_the_worker_reports_failures(worker, table_path):
    request = loading._Request(table_path)
    worker.convert(request, read_table(table_path), ColumnChoice("kind", ("a", "kind")))
    worker.read_file(loading._Request(table_path.parent))
    assert [kind for kind, _ in worker.heard] == ["failed", "failed"]
    assert all(isinstance(error, CsvError) for _, error in worker.heard)


def test_the_worker_says_nothing_of_a_cancelled_file(worker, table_path):
    cancelled = threading.Event()
    cancelled.set()
    worker.read_file(loading._Request(table_path, cancelled))
    assert worker.heard == []
