"""No test waits forever: children have a limit and hear an interrupt, and nothing waits without a limit."""

from __future__ import annotations

import ast
import os
import signal
import sys
import textwrap
from pathlib import Path

import pytest

from tests.children import PIPE, child, python
from tests.places import TESTS

# What others need not do because these do it, with a limit.
EXEMPT = (TESTS / "children.py", TESTS / "session" / "training_runs.py")
MODULES = {"subprocess", "multiprocessing", "concurrent", "asyncio"}
STARTS = ("os.system", "os.popen", "os.fork", "os.spawn", "os.posix_spawn", "os.exec", "pty.fork", "pty.spawn")
WAITS = {"wait", "join", "get", "acquire", "exec", "exec_", "waitForFinished", "waitForDone"}


def is_looked_at(path: Path) -> bool:
    """Tell tests and what they use from programs that they start, on which there is a limit."""
    is_program = not path.name.startswith("test_") and '__name__ == "__main__"' in path.read_text("utf-8")
    return path not in EXEMPT and not is_program


def what_may_hang(source: str) -> list[str]:
    """Return what in the source of a test starts a program by itself, sleeps, or waits without a limit."""
    tree = ast.parse(source)
    # What a file defines is looked at where it is defined.
    own = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    return [f"line {node.lineno}: {ast.unparse(node)}" for node in ast.walk(tree) if _may_hang(node, own)]


def _may_hang(node: ast.AST, own: set[str]) -> bool:
    match node:
        case ast.Import(names=names):
            return any(name.name.partition(".")[0] in MODULES for name in names)
        case ast.ImportFrom(module=str(module)):
            return module.partition(".")[0] in MODULES or any(name.name == "QProcess" for name in node.names)
        case ast.Attribute():
            return ast.unparse(node).startswith(STARTS)
        case ast.Call(func=ast.Attribute(attr=name), args=arguments, keywords=keywords):
            unlimited = any(word.arg == "timeout" and ast.unparse(word.value) in ("None", "0") for word in keywords)
            return name == "sleep" or unlimited or (name in WAITS - own and not arguments and not keywords)
    return False


@pytest.mark.parametrize(
    "path", [path for path in sorted(TESTS.rglob("*.py")) if is_looked_at(path)], ids=lambda path: path.stem
)
def test_nothing_waits_without_a_limit(path: Path) -> None:
    assert what_may_hang(path.read_text("utf-8")) == []


@pytest.mark.parametrize(
    "source",
    [
        "import subprocess",
        "from subprocess import run",
        "from concurrent.futures import ThreadPoolExecutor",
        "from PySide6.QtCore import QProcess",
        "os.fork()",
        "os.execvp('a', [])",
        "thread.join()",
        "queue.get()",
        "loop.exec()",
        "time.sleep(1)",
        "qtbot.waitSignal(signal, timeout=None)",
        "qtbot.waitUntil(ready, timeout=0)",
    ],
)
def test_what_may_hang_is_seen(source: str) -> None:
    assert len(what_may_hang(source)) == 1


@pytest.mark.parametrize("source", ["thread.join(1)", "'-'.join(words)", "table.get('a')", "def wait(): ...\na.wait()"])
def test_what_has_a_limit_may_stay(source: str) -> None:
    assert what_may_hang(source) == []


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_children_hear_an_interrupt_though_it_is_ignored_here() -> None:
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        command = [sys.executable, "-c", "print('ready', flush=True); input()"]
        with child(command, stdin=PIPE, stdout=PIPE, stderr=PIPE) as process:
            assert process.stdout.readline() == b"ready\n"
            process.send_signal(signal.SIGINT)
            assert process.stderr.read().endswith(b"KeyboardInterrupt\n")
        assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGINT, before)


@pytest.mark.skipif(os.name != "posix", reason="groups of processes are those of POSIX")
def test_children_are_killed_at_their_limit_with_what_they_started() -> None:
    program = """
        import subprocess, sys
        subprocess.run([sys.executable, "-c", "print('started', flush=True); input()"])
    """
    heard = b""
    with (
        pytest.raises(pytest.fail.Exception, match=r"had not ended after 0\.1 s"),
        child([sys.executable, "-c", textwrap.dedent(program)], stdin=PIPE, stdout=PIPE, limit=0.1) as process,
    ):
        heard = process.stdout.read()
    assert process.returncode == -signal.SIGKILL
    assert heard in (b"", b"started\n")


def test_a_test_that_hangs_ends_the_run(tmp_path: Path) -> None:
    path = tmp_path / "test_hanging.py"
    path.write_text("import threading\ndef test_it():\n    threading.Event().wait()\n")
    options = ["-c", TESTS.parent / "pyproject.toml", "-p", "no:cacheprovider", "-o", "faulthandler_timeout=0.5"]
    done = python("-m", "pytest", *options, path, cwd=tmp_path, text=True)
    assert done.returncode == 1
    assert "in test_it" in done.stderr
