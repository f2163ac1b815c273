"""A file is replaced whole or not at all."""

from __future__ import annotations

import errno
import os
import random
import signal
import stat
import tempfile
import textwrap
import time
from pathlib import Path

import pytest

from neuron_desktop.files import atomic
from neuron_desktop.files.atomic import replace_file
from neuron_desktop.files.errors import FileError
from tests.children import python

posix_only = pytest.mark.skipif(os.name != "posix", reason="modes, links and signals of POSIX")


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def failing_with(number: int):
    def fail(*_arguments, **_keywords):
        raise OSError(number, os.strerror(number))

    return fail


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    path = tmp_path / "weights.json"
    path.write_bytes(b"old")
    return path


def test_new_file_is_written(tmp_path: Path) -> None:
    replace_file(tmp_path / "new", b"content")
    assert (tmp_path / "new").read_bytes() == b"content"
    assert os.listdir(tmp_path) == ["new"]


@pytest.mark.parametrize("data", [b"", b"x", bytes(range(256)) * 40_000], ids=["nothing", "one byte", "10 MB"])
def test_old_content_is_replaced_whole(saved: Path, data: bytes) -> None:
    replace_file(saved, data)
    assert saved.read_bytes() == data
    assert os.listdir(saved.parent) == [saved.name]


def test_a_relative_path_is_taken_from_the_working_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    replace_file(Path("plain"), b"content")
    assert (tmp_path / "plain").read_bytes() == b"content"


def test_the_longest_name_the_disk_allows_can_be_saved(tmp_path: Path) -> None:
    path = tmp_path / ("n" * 255)
    replace_file(path, b"content")
    assert path.read_bytes() == b"content"


@posix_only
@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664, 0o755])
def test_mode_of_an_existing_file_is_kept(saved: Path, mode: int) -> None:
    saved.chmod(mode)
    replace_file(saved, b"new")
    assert mode_of(saved) == mode


@posix_only
@pytest.mark.parametrize(("umask", "mode"), [(0o022, 0o644), (0o002, 0o664), (0o077, 0o600)])
def test_a_new_file_gets_the_mode_of_the_umask(tmp_path: Path, umask: int, mode: int) -> None:
    before = os.umask(umask)
    try:
        replace_file(tmp_path / "new", b"content")
    finally:
        os.umask(before)
    assert mode_of(tmp_path / "new") == mode


@posix_only
def test_mode_is_left_alone_where_it_is_right_already(saved: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    replace_file(saved, b"new")
    monkeypatch.setattr(os, "chmod", failing_with(errno.EPERM))
    replace_file(saved, b"newer")
    assert saved.read_bytes() == b"newer"


@posix_only
@pytest.mark.parametrize("absolute", [True, False])
def test_a_symbolic_link_stays_and_its_target_is_replaced(saved: Path, absolute: bool) -> None:
    folder = saved.parent / "elsewhere"
    folder.mkdir()
    link = folder / "link.json"
    link.symlink_to(saved if absolute else Path("..") / saved.name)
    replace_file(link, b"new")
    assert link.is_symlink()
    assert saved.read_bytes() == b"new"
    assert not saved.is_symlink()
    assert os.listdir(folder) == ["link.json"]


@posix_only
def test_a_link_to_a_file_yet_to_be_made_makes_it(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "target")
    replace_file(tmp_path / "link", b"content")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "target").read_bytes() == b"content"


def check_refused(path: Path, words: str) -> FileError:
    with pytest.raises(FileError, match=words) as caught:
        replace_file(path, b"new")
    assert isinstance(caught.value.__cause__, OSError)
    assert caught.value.path == path
    assert str(caught.value).startswith(f"{path.name}: ")
    assert str(caught.value).endswith(".")
    return caught.value


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    assert str(tmp_path / "none") in check_refused(tmp_path / "none" / "file", "does not exist").reason


@posix_only
def test_a_file_where_the_folder_should_be_is_named(saved: Path) -> None:
    assert str(saved) in check_refused(saved / "file", "is not a folder").reason


def test_a_folder_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    check_refused(tmp_path / "folder", "This is a folder")
    assert (tmp_path / "folder").is_dir()


@posix_only
def test_a_pipe_is_not_replaced(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    check_refused(tmp_path / "pipe", "not a file")
    assert stat.S_ISFIFO((tmp_path / "pipe").stat().st_mode)


@posix_only
def test_a_link_to_itself_is_refused(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("link")
    check_refused(tmp_path / "link", "leads back to itself")
    assert os.listdir(tmp_path) == ["link"]


@posix_only
def test_a_name_too_long_is_refused(tmp_path: Path) -> None:
    check_refused(tmp_path / ("n" * 300), "too long")


def test_a_protected_file_is_not_replaced(saved: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: Path(path) != saved)
    check_refused(saved, "write-protected")
    assert saved.read_bytes() == b"old"


@posix_only
@pytest.mark.parametrize(
    ("protected", "words"), [("folder/saved", "file is write-protected"), ("folder", "folder may not be written to")]
)
def test_what_an_ordinary_user_may_not_write_is_kept(protected: str, words: str) -> None:
    # Root may write everywhere, so that a child gives its rights up; pytest's own folders are closed to others.
    program = """
        import os, sys
        from pathlib import Path
        from neuron_desktop.files.atomic import replace_file
        from neuron_desktop.files.errors import FileError
        os.chdir(sys.argv[1])
        if os.geteuid() == 0:
            os.setgid(65534)
            os.setuid(65534)
        try:
            replace_file(Path("saved"), b"new")
        except FileError as error:
            print(error.reason.replace(os.getcwd(), "folder"))
    """
    with tempfile.TemporaryDirectory() as created:
        root = Path(created)
        folder = root / "folder"
        folder.mkdir()
        (folder / "saved").write_bytes(b"old")
        for path, mode in ((root, 0o755), (folder, 0o777), (folder / "saved", 0o666)):
            path.chmod(mode)
        (root / protected).chmod(0o555)
        result = python("-c", textwrap.dedent(program), folder, text=True, check=True)
        folder.chmod(0o755)
        assert words in result.stdout
        assert (folder / "saved").read_bytes() == b"old"
        assert os.listdir(folder) == ["saved"]


@pytest.mark.parametrize("function", ["fsync", "replace", pytest.param("chmod", marks=posix_only)])
@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "not enough space"),
        (errno.EDQUOT, "not enough space"),
        (errno.EACCES, "may not be written to"),
        (errno.EROFS, "may not be written to"),
        (errno.EIO, "could not be written"),
    ],
)
def test_a_failure_at_any_step_keeps_the_old_content(
    saved: Path, monkeypatch: pytest.MonkeyPatch, function: str, number: int, words: str
) -> None:
    saved.chmod(0o600)
    monkeypatch.setattr(os, function, failing_with(number))
    check_refused(saved, words)
    assert saved.read_bytes() == b"old"
    assert os.listdir(saved.parent) == [saved.name]


def test_an_interrupt_leaves_no_temporary_file(saved: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_arguments: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "replace", interrupt)
    with pytest.raises(KeyboardInterrupt):
        replace_file(saved, b"new")
    assert saved.read_bytes() == b"old"
    assert os.listdir(saved.parent) == [saved.name]


def test_content_is_on_the_disk_before_the_rename_and_the_folder_after(
    saved: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = []
    fsync, replace = os.fsync, os.replace

    def noted_fsync(descriptor: int) -> None:
        status = os.fstat(descriptor)
        steps.append("folder" if stat.S_ISDIR(status.st_mode) else f"file of {status.st_size}")
        fsync(descriptor)

    def noted_replace(source: Path, target: Path) -> None:
        steps.append("rename")
        replace(source, target)

    monkeypatch.setattr(os, "fsync", noted_fsync)
    monkeypatch.setattr(os, "replace", noted_replace)
    replace_file(saved, b"12345")
    assert steps == ["file of 5", "rename", "folder"] if hasattr(os, "O_DIRECTORY") else ["file of 5", "rename"]


def test_a_folder_that_cannot_be_synced_is_no_failure(saved: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "open", failing_with(errno.EINVAL))
    replace_file(saved, b"new")
    assert saved.read_bytes() == b"new"


def test_platforms_whose_folders_cannot_be_opened_are_served(saved: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "O_DIRECTORY", raising=False)
    monkeypatch.setattr(os, "open", None)
    replace_file(saved, b"new")
    assert saved.read_bytes() == b"new"


def test_what_a_kill_left_is_removed_and_a_save_in_progress_is_not(saved: Path) -> None:
    abandoned = saved.with_name(f"{atomic.TEMPORARY_PREFIX}0{atomic.TEMPORARY_SUFFIX}")
    in_progress = saved.with_name(f"{atomic.TEMPORARY_PREFIX}1{atomic.TEMPORARY_SUFFIX}")
    for path, age in ((abandoned, 4000), (in_progress, 60)):
        path.write_bytes(b"half")
        os.utime(path, (time.time() - age,) * 2)
    replace_file(saved, b"new")
    assert sorted(os.listdir(saved.parent)) == sorted([in_progress.name, saved.name])


def test_a_folder_that_a_kill_left_is_removed_too(saved: Path) -> None:
    abandoned = saved.with_name(f"{atomic.TEMPORARY_PREFIX}0{atomic.TEMPORARY_SUFFIX}")
    abandoned.mkdir()
    (abandoned / "half").write_bytes(b"half")
    os.utime(abandoned, (time.time() - 4000,) * 2)
    replace_file(saved, b"new")
    assert os.listdir(saved.parent) == [saved.name]


@posix_only
def test_a_full_disk_keeps_the_old_content(saved: Path) -> None:
    program = """
        import resource, signal, sys
        from pathlib import Path
        from neuron_desktop.files.atomic import replace_file
        from neuron_desktop.files.errors import FileError
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
        try:
            replace_file(Path(sys.argv[1]), bytes(1_000_000))
        except FileError as error:
            print(error)
    """
    result = python("-c", textwrap.dedent(program), saved, text=True, check=True)
    assert "not enough space on the disk" in result.stdout
    assert saved.read_bytes() == b"old"
    assert os.listdir(saved.parent) == [saved.name]


@posix_only
def test_a_kill_at_any_moment_leaves_old_or_new_content(tmp_path: Path) -> None:
    # The saver is forked and needs no start of its own, so that most of the time is spent saving.
    program = """
        import itertools, os, sys, time
        from pathlib import Path
        from neuron_desktop.files.atomic import replace_file
        path = Path(sys.argv[1])
        contents = [bytes([65 + i]) * 300_000 for i in range(2)]
        for line in sys.stdin:
            child = os.fork()
            if child == 0:
                for content in itertools.cycle(contents):
                    replace_file(path, content)
            time.sleep(float(line))
            os.kill(child, 9)
            status = os.waitpid(child, 0)[1]
            found = path.read_bytes()
            print(os.WTERMSIG(status), found in contents, flush=True)
    """
    path = tmp_path / "saved"
    path.write_bytes(b"A" * 300_000)
    delays = random.Random(1)
    moments = "".join(f"{delays.uniform(0.0, 0.06)}\n" for _ in range(30))
    result = python("-c", textwrap.dedent(program), path, input=moments, text=True, check=True)
    assert result.stdout.splitlines() == [f"{signal.SIGKILL.value} True"] * 30
