"""Unsaved work is on the disk while it is done, and is offered after a crash."""

import os
import signal
import sys
import textwrap
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from neuron_desktop.files.errors import FileError
from neuron_desktop.files.projects.project_file import read_project, write_project
from neuron_desktop.files.stamp import ABSENT
from neuron_desktop.session.files import autosave as module
from neuron_desktop.session.files.autosave import Autosave
from neuron_desktop.session.files.recovery import ORIGIN, RecoveryFolder, origin_of, with_origin
from tests.children import DEVNULL, PIPE, child
from tests.core.training.test_history import bits
from tests.files.projects.projects import rich_project, small_project
from tests.session.files.test_project import Desk


class Keeper(Desk):
    """A desk whose unsaved work is kept."""

    def __init__(self, qtbot, folder):
        super().__init__(qtbot)
        self.folder = folder
        self.offers = []
        self.complaints = []
        self.autosave = Autosave(self.project, self.document, self.training, RecoveryFolder(folder))
        self.autosave.offered.connect(self.offers.append)
        self.autosave.failed.connect(self.complaints.append)

    def files(self):
        return sorted(self.folder.glob("*.neuron")) if self.folder.is_dir() else []

    def kept(self):
        """The one kept file, once it is there."""
        self.qtbot.waitUntil(lambda: len(self.files()) == 1)
        return read_project(self.files()[0])

    def wait_for(self, what):
        self.qtbot.waitUntil(what, timeout=5000)

    def is_idle(self):
        autosave = self.autosave
        return not (autosave._timer.isActive() or autosave._is_capturing or autosave._writing)

    def start(self):
        with self.qtbot.waitSignal(self.autosave.offered):
            self.autosave.start()

    def close(self):
        self.autosave.close()
        super().close()


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "data" / "recovery"


@pytest.fixture
def keeper(qtbot, folder):
    made = Keeper(qtbot, folder)
    yield made
    made.close()


@pytest.fixture
def successor(qtbot, folder):
    made = Keeper(qtbot, folder)
    yield made
    made.close()


def leave_behind(folder: Path, project, path=None) -> Path:
    """Leave what a crashed window would."""
    folder.mkdir(parents=True, exist_ok=True)
    kept = folder / f"{len(list(folder.iterdir())):016x}.neuron"
    write_project(kept, with_origin(project, path))
    return kept


def test_every_change_by_hand_is_kept_within_two_seconds(keeper):
    assert module.DELAY <= 1500
    keeper.document.add_sample((1.0, 2.0), 1)
    assert keeper.kept().dataset == keeper.document.dataset
    keeper.project.set_notes("mine")
    keeper.wait_for(lambda: keeper.kept().notes == "mine")
    keeper.document.undo_stack.undo()
    keeper.wait_for(lambda: keeper.kept().dataset.sample_count == 500)
    keeper.runs.pin()
    keeper.wait_for(lambda: len(keeper.kept().runs) == 1)
    assert not keeper.complaints


def test_changes_without_end_do_not_put_it_off(keeper):
    keeper.document.add_sample((1.0, 2.0), 1)
    timer = keeper.autosave._timer
    last = timer.remainingTime()
    for place in range(5):
        keeper.qtbot.waitUntil(lambda last=last: timer.remainingTime() < last)
        keeper.document.add_sample((1.0, float(place)), 1)
        assert timer.remainingTime() < last
        last = timer.remainingTime()


def test_a_run_is_kept_when_it_stops(keeper):
    keeper.train()
    kept = keeper.kept()
    assert kept.checkpoint.last_iteration == 400
    assert bits(keeper.training.snapshot)[0] == kept.checkpoint.iteration


def test_while_training_runs_it_is_kept_more_rarely(keeper):
    keeper.training.set_speed(500.0)
    keeper.training.run()
    keeper.wait_for(lambda: keeper.training.snapshot.iteration > 10)
    assert keeper.autosave._timer.remainingTime() > 2 * module.DELAY
    keeper.document.add_sample((1.0, 2.0), 1)
    assert keeper.autosave._timer.remainingTime() < 2 * module.DELAY


def test_nothing_is_kept_of_nothing_and_of_what_is_saved(keeper, tmp_path):
    keeper.document.add_sample((1.0, 2.0), 1)
    keeper.kept()
    keeper.save(tmp_path / "mine.neuron")
    keeper.wait_for(lambda: not keeper.files())
    assert not list(keeper.folder.glob("*.lock"))


def test_closing_gives_up_what_was_not_saved(qtbot, folder):
    keeper = Keeper(qtbot, folder)
    keeper.document.add_sample((1.0, 2.0), 1)
    keeper.kept()
    keeper.close()
    assert list(folder.iterdir()) == []


def test_a_change_while_it_is_written_is_kept_too(keeper):
    keeper.document.add_sample((1.0, 2.0), 1)
    with keeper.qtbot.waitSignal(keeper.autosave._timer.timeout):
        pass
    assert keeper.autosave._is_capturing
    keeper.document.add_sample((2.0, 2.0), 1)
    keeper.wait_for(lambda: bool(keeper.files()) and read_project(keeper.files()[0]).dataset.sample_count == 502)


def test_a_living_window_keeps_its_work_to_itself(keeper, successor):
    keeper.document.add_sample((1.0, 2.0), 1)
    keeper.kept()
    successor.start()
    assert successor.offers == [None]
    successor.document.add_sample((3.0, 2.0), 0)
    keeper.wait_for(lambda: len(keeper.files()) == 2)
    assert sorted(int(read_project(path).dataset.labels[-1]) for path in keeper.files()) == [0, 1]


def test_what_a_crash_left_is_offered_and_recovered(keeper, tmp_path):
    kept = leave_behind(keeper.folder, rich_project(), tmp_path / "mine.neuron")
    os.utime(kept, (1_700_000_000, 1_700_000_000))
    keeper.start()
    offer = keeper.offers[0]
    assert (offer.title, offer.when) == ("mine.neuron", datetime.fromtimestamp(1_700_000_000))
    with keeper.qtbot.waitSignal(keeper.project.opened):
        keeper.autosave.recover()
    assert keeper.document.dataset == rich_project().dataset
    assert keeper.project.path == tmp_path / "mine.neuron"
    assert keeper.project.is_modified
    assert keeper.offers[-1] is None
    # It goes on in the same file, which never was away.
    assert kept.exists()
    keeper.document.add_sample((9.0, 9.0), 0)
    keeper.wait_for(lambda: read_project(kept).dataset.features[0, -1] == 9.0)
    assert keeper.files() == [kept]
    assert origin_of(read_project(kept))[1] == tmp_path / "mine.neuron"
    keeper.save(tmp_path / "mine.neuron")
    keeper.wait_for(lambda: not kept.exists())
    assert ORIGIN not in dict(read_project(tmp_path / "mine.neuron").others.entries)


def test_work_on_screen_is_kept_until_the_recovered_takes_its_place(keeper):
    leave_behind(keeper.folder, rich_project())
    keeper.start()
    keeper.document.add_sample((1.0, 2.0), 1)
    keeper.wait_for(lambda: len(keeper.files()) == 2)
    with keeper.qtbot.waitSignal(keeper.project.opened):
        keeper.autosave.recover()
    assert keeper.kept().dataset == rich_project().dataset
    keeper.document.undo_stack.undo()
    keeper.wait_for(lambda: keeper.kept().dataset.sample_count == 501)


def test_recovering_while_the_work_on_screen_is_written_leaves_one_file(keeper):
    left = leave_behind(keeper.folder, rich_project())
    keeper.start()
    keeper.document.add_sample((1.0, 2.0), 1)
    with keeper.qtbot.waitSignal(keeper.autosave._timer.timeout):
        pass
    keeper.autosave.recover()
    keeper.wait_for(lambda: keeper.project.notes == rich_project().notes and keeper.files() == [left])
    assert read_project(left).dataset == rich_project().dataset


def test_recovered_work_that_another_recovery_replaces_is_offered_again(keeper, successor):
    older, newer = leave_behind(keeper.folder, small_project()), leave_behind(keeper.folder, rich_project())
    os.utime(older, (1_700_000_000, 1_700_000_000))
    keeper.start()
    for _ in range(2):
        keeper.wait_for(lambda: keeper.autosave._offer is not None)
        with keeper.qtbot.waitSignal(keeper.project.opened):
            keeper.autosave.recover()
    assert keeper.document.dataset == small_project().dataset
    successor.start()
    assert successor.offers[0].keeping.path == newer


def test_what_is_put_off_is_offered_again_and_what_is_given_up_is_not(keeper, successor):
    older, newer = leave_behind(keeper.folder, small_project()), leave_behind(keeper.folder, rich_project())
    os.utime(older, (1_700_000_000, 1_700_000_000))
    keeper.start()
    assert keeper.offers[0].title == rich_project().source
    with keeper.qtbot.waitSignal(keeper.autosave.offered):
        keeper.autosave.postpone()
    assert keeper.offers[1].title == small_project().source
    keeper.autosave.discard()
    assert keeper.offers[2] is None
    assert keeper.files() == [newer]
    for answer in (keeper.autosave.recover, keeper.autosave.postpone, keeper.autosave.discard):
        answer()
    successor.start()
    assert successor.offers[0].title == rich_project().source


def test_closing_without_an_answer_leaves_it_for_the_next_start(qtbot, folder, keeper):
    left = [leave_behind(folder, rich_project()) for _ in range(3)]
    closed = Keeper(qtbot, folder)
    closed.start()
    closed.autosave.postpone()
    closed.close()
    assert sorted(closed.files()) == sorted(left)
    keeper.start()
    assert keeper.offers[0] is not None


@pytest.mark.parametrize("content", [b"", b"PK\x05\x06" + bytes(18), np.random.default_rng(1).bytes(5000)])
def test_damaged_files_are_passed_over_and_left(keeper, content):
    keeper.folder.mkdir(parents=True)
    for name in ("a.neuron", "b.neuron", "c.lock", "d"):
        (keeper.folder / name).write_bytes(content)
    (keeper.folder / "folder.neuron").mkdir()
    (keeper.folder / "e.neuron").symlink_to("nowhere")
    good = leave_behind(keeper.folder, rich_project())
    os.utime(good, (1_700_000_000, 1_700_000_000))
    keeper.start()
    assert keeper.offers[0].title == rich_project().source
    assert (keeper.folder / "a.neuron").read_bytes() == content


@pytest.mark.parametrize(
    "origin",
    [
        b"",
        b"[",
        b"[]",
        b'{"path": 1}',
        b'{"path": ""}',
        b'{"path": "\\u0000"}',
        b'{"stamp": []}',
        b'{"stamp": {"size": 1}}',
        b'{"stamp": {"size": 1, "modified": 2, "inode": 3, "digest": "no"}}',
        b'{"stamp": {"size": 1e999, "modified": 2, "inode": 3, "digest": ""}}',
        b'{"stamp": {"size": null, "modified": 2, "inode": 3, "digest": ""}}',
    ],
)
def test_a_damaged_origin_is_none(origin):
    project = with_origin(rich_project(), Path("/mine.neuron"))
    others = type(project.others)(project.others.values, ((ORIGIN, origin), ("lesson.json", b"{}")))
    found, path, stamp = origin_of(replace(project, others=others))
    assert path is None
    assert stamp == ABSENT
    assert found.others.entries == (("lesson.json", b"{}"),)


def test_without_a_folder_it_is_said_once_and_work_goes_on(qtbot, tmp_path):
    (tmp_path / "file").write_bytes(b"")
    keeper = Keeper(qtbot, tmp_path / "file" / "recovery")
    keeper.start()
    assert keeper.offers == [None]
    keeper.document.add_sample((1.0, 2.0), 1)
    keeper.wait_for(lambda: len(keeper.complaints) == 1)
    keeper.autosave._on_due()
    assert len(keeper.complaints) == 1
    keeper.close()


def test_a_disk_that_fails_is_said_once_and_tried_again(keeper, monkeypatch):
    def fail(path, _project):
        raise FileError(path, "There is not enough space on the disk; free some, or choose another place.")

    with monkeypatch.context() as patched:
        patched.setattr("neuron_desktop.files.projects.project_file.write_project", fail)
        keeper.document.add_sample((1.0, 2.0), 1)
        keeper.wait_for(lambda: len(keeper.complaints) == 1)
        keeper.document.add_sample((2.0, 2.0), 1)
        keeper.wait_for(keeper.is_idle)
        assert len(keeper.complaints) == 1
    keeper.document.add_sample((3.0, 2.0), 1)
    assert keeper.kept().dataset.sample_count == 503
    assert len(keeper.complaints) == 1


@pytest.mark.skipif(os.name != "posix", reason="kills a process")
def test_work_of_a_killed_program_is_offered_at_the_next_start(keeper):
    program = """
        import sys
        from pathlib import Path
        from PySide6.QtCore import QTimer
        from neuron_desktop.ui.looks.application import create_application
        from neuron_desktop.ui.window.main_window import MainWindow
        from neuron_desktop.session.files.recovery import RecoveryFolder
        application = create_application(["test"])
        window = MainWindow(recovery=RecoveryFolder(Path(sys.argv[1])))
        window.project.store.written.connect(lambda request: print(request.path, flush=True))
        window.document.add_sample((7.0, 8.0), 1)
        application.exec()
    """
    command = [sys.executable, "-c", textwrap.dedent(program), str(keeper.folder)]
    with child(command, stdout=PIPE, stderr=DEVNULL, text=True) as process:
        assert process.stdout is not None
        kept = Path(process.stdout.readline().strip())
        keeper.start()
        assert keeper.offers == [None]
        process.send_signal(signal.SIGKILL)
    keeper.start()
    assert keeper.offers[1].keeping.path == kept
    assert keeper.offers[1].project.dataset.features[:, -1].tolist() == [7.0, 8.0]
