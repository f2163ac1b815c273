"""Other programs that tests start: each ends with its test and within a limit, and can be interrupted."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from subprocess import DEVNULL, PIPE, STDOUT, CompletedProcess, Popen
from typing import Any

import pytest

__all__ = ["DEVNULL", "PIPE", "STDOUT", "CompletedProcess", "Popen", "child", "python", "run"]

# Far longer than any of them takes on a busy machine.
LIMIT = 120.0


@contextmanager
def child(command: Sequence[object], *, limit: float = LIMIT, **keywords: Any) -> Iterator[Popen[Any]]:
    """Start a program for the length of the block; after `limit` seconds it is killed and the test fails.

    The block may therefore read from it and wait for it as long as it likes. Other keywords are those of Popen.
    """
    with _interrupts_at_default():
        # A session of its own can be killed together with what it has started.
        process = Popen([str(part) for part in command], start_new_session=True, **keywords)
    expired = threading.Event()

    def expire() -> None:
        expired.set()
        _kill(process)

    timer = threading.Timer(limit, expire)
    timer.start()
    try:
        with process:
            try:
                yield process
            except BaseException:
                _kill(process)
                raise
    finally:
        timer.cancel()
        timer.join(LIMIT)
        if expired.is_set():
            pytest.fail(f"{process.args} had not ended after {limit:g} s")


def run(
    command: Sequence[object],
    *,
    input: str | bytes | None = None,
    check: bool = False,
    limit: float = LIMIT,
    **keywords: Any,
) -> CompletedProcess[Any]:
    """Run a program to its end as subprocess.run does, with what it says captured unless it is sent elsewhere.

    `check` demands the exit status 0.
    """
    keywords = {"stdout": PIPE, "stderr": PIPE} | keywords
    if input is not None:
        keywords["stdin"] = PIPE
    with child(command, limit=limit, **keywords) as process:
        output, complaint = process.communicate(input)
    assert not check or process.returncode == 0, complaint
    return CompletedProcess(process.args, process.returncode, output, complaint)


def python(*arguments: object, **keywords: Any) -> CompletedProcess[Any]:
    """Run this Python with `arguments`; the keywords are those of `run`."""
    return run([sys.executable, *arguments], **keywords)


@contextmanager
def _interrupts_at_default() -> Iterator[None]:
    """Let children hear Ctrl+C where a shell has it ignored, as in the background; what is ignored is inherited."""
    ignored = signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    if ignored:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        yield
    finally:
        if ignored:
            signal.signal(signal.SIGINT, signal.SIG_IGN)


def _kill(process: Popen[Any]) -> None:
    """Kill a program with those that it has started."""
    if os.name == "posix":
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
