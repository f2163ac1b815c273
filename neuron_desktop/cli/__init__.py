"""The command line: opens the window, and does everything that needs none.

``neuron-desktop train`` is a command; a file of that name is opened as ``neuron-desktop ./train``. Each command is
imported when it is called, so that none waits for what only another needs.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from neuron_desktop import __version__
from neuron_desktop.cli.terminal import FAILED, INTERRUPTED, NOBODY_READS, PROGRAM, complain

COMMANDS = {
    "train": "learn from a table without a window",
    "predict": "print ŷ and the class of each row of a table",
    "evaluate": "test weights on a table with known labels",
    "export": "convert weights to another format",
    "generate": "write a generated data set",
}
EXIT_CODES = (
    "Exit status: 0 done; 1 failed, with a sentence on standard error; 2 invalid arguments; 130 interrupted; 141 "
    "nobody reads the output."
)


def run(arguments: Sequence[str]) -> int:
    """Carry out the arguments and return the exit status.

    Parameters
    ----------
    arguments
        The arguments of the command line, without the program's name.

    Returns
    -------
    int
        0; 1 after a failure, with a sentence on standard error; 2 for invalid arguments; 130 after Ctrl+C; 141 when
        nobody reads the output any more.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A name may hold characters that the terminal cannot show; that must not cost a finished training.
            stream.reconfigure(errors="backslashreplace")
    try:
        status = _status(list(arguments))
        if sys.stdout is not None:
            sys.stdout.flush()
    except BrokenPipeError:
        # The interpreter flushes once more when it ends, and would complain.
        nowhere = os.open(os.devnull, os.O_WRONLY)
        for stream in (sys.stdout, sys.stderr):
            os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
        return NOBODY_READS
    return status


def _status(arguments: list[str]) -> int:
    try:
        if arguments and arguments[0] in COMMANDS:
            return _command(arguments[0])(arguments[1:])
        return _open_window(arguments)
    except BrokenPipeError:
        raise
    except KeyboardInterrupt:
        return complain("Stopped before the end; nothing was written.", INTERRUPTED)
    except SystemExit as end:
        # argparse has printed help or a complaint.
        return int(end.code or 0)
    except Exception as error:
        from neuron_desktop.core.errors import NeuronDesktopError

        if not isinstance(error, NeuronDesktopError):
            raise
        return complain(str(error), FAILED)


def _command(name: str) -> Callable[[list[str]], int]:
    if name == "train":
        from neuron_desktop.cli.train import train as command
    elif name == "predict":
        from neuron_desktop.cli.predict import predict as command
    elif name == "evaluate":
        from neuron_desktop.cli.evaluate import evaluate as command
    elif name == "export":
        from neuron_desktop.cli.export import export as command
    else:
        from neuron_desktop.cli.generate import generate as command
    return command


def _open_window(arguments: list[str]) -> int:
    import argparse

    commands = "\n".join(f"  {PROGRAM} {name:<9} {meaning}" for name, meaning in COMMANDS.items())
    parser = argparse.ArgumentParser(
        prog=PROGRAM,
        usage=f"%(prog)s [-h] [--version] [FILE]\n       %(prog)s {{{','.join(COMMANDS)}}} [-h] …",
        description="One neuron, fully understood: opens the window, or works without it.",
        epilog=f"commands:\n{commands}\n\nTo open a file named like a command, write ./train.\n{EXIT_CODES}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("file", metavar="FILE", nargs="?", type=Path, help="the file to open in the window")
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    file = parser.parse_args(arguments).file
    # Only here, because everything else has to work even if Qt cannot be loaded.
    from neuron_desktop.ui.window.app import open_window

    return open_window(file)
