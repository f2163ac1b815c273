"""Trained neurons as files: JSON that explains itself, or NPZ for NumPy; every float survives bit for bit."""

from __future__ import annotations

import stat
from pathlib import Path

from neuron_desktop.files.atomic import replace_file
from neuron_desktop.files.errors import WeightsError
from neuron_desktop.files.weights.content import LARGEST_FILE
from neuron_desktop.files.weights.json_format import json_bytes, read_json
from neuron_desktop.files.weights.trained_neuron import TrainedNeuron, explain_unwritable


def write_weights(path: Path, trained: TrainedNeuron) -> None:
    """Write `trained` to `path`: NPZ if the name ends in ``.npz``, JSON otherwise. The same input, the same bytes.

    Raises
    ------
    WeightsError
        If a number is not finite (a diverged neuron is not worth keeping) or the format cannot hold a name.
    FileError
        If the file cannot be written; what was there before is then still there.
    """
    replace_file(path, weights_bytes(path, trained))


def weights_bytes(path: Path, trained: TrainedNeuron) -> bytes:
    """Return the content of a file of `trained` at `path`: NPZ if the name ends in ``.npz``, JSON otherwise.

    Raises
    ------
    WeightsError
        As `write_weights` does.
    """
    reason = explain_unwritable(trained)
    if reason is not None:
        raise WeightsError(path, reason)
    if path.suffix.lower() != ".npz":
        return json_bytes(trained)
    # Here and below: zipfile takes long to load, and most weights are JSON.
    from neuron_desktop.files.weights.npz_format import npz_bytes

    return npz_bytes(path, trained)


def read_weights(path: Path) -> TrainedNeuron:
    """Read a file of `write_weights`, telling JSON from NPZ by its content. Nothing in the file is executed.

    Raises
    ------
    WeightsError
        If it cannot be read, is no weights file, is of a newer version or larger than 64 MiB, or holds an invalid
        value; the sentence names the key at fault.
    """
    return decode_weights(path, read_bounded(path))


def decode_weights(path: Path, data: bytes) -> TrainedNeuron:
    """Return the neuron in `data`, which were read from `path`; errors as `read_weights`."""
    if not data.startswith(b"PK"):
        return read_json(path, data)
    from neuron_desktop.files.weights.npz_format import read_npz

    return read_npz(path, data)


def read_bounded(path: Path) -> bytes:
    """Return the bytes of a file of at most `LARGEST_FILE`.

    Raises
    ------
    WeightsError
        If it is larger, no ordinary file, or cannot be read.
    """
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise WeightsError(path, "This is a folder; choose a weights file.")
        if not stat.S_ISREG(status.st_mode):
            # Opening a pipe would wait for a writer.
            raise WeightsError(path, "This is a device or a pipe; choose a weights file.")
        if status.st_size > LARGEST_FILE:
            raise WeightsError(path, f"It is larger than {LARGEST_FILE >> 20} MiB, so it is not a weights file.")
        with path.open("rb") as file:
            return file.read(LARGEST_FILE)
    except FileNotFoundError as error:
        raise WeightsError(path, "There is no such file; choose another.") from error
    except OSError as error:
        raise WeightsError(path, f"It cannot be read ({error.strerror or error}); choose another file.") from error
