"""Pictures in a row, written one at a time: an animated GIF, or a folder of numbered PNG files.

Nothing is kept of a picture once it is written, so that the number of pictures is bounded by the disk alone, and
nothing is in its place until the last one is. Pillow encodes each picture; the frame around them is written here,
since Pillow's own writer holds all of them until the end.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from PIL import GifImagePlugin, Image

from neuron_desktop.files.atomic import NewFolder, Replacement

Picture = NDArray[np.uint8]

COLORS = 256
# Of the palette the last colour stands for "as in the picture before".
UNCHANGED = COLORS - 1
# Browsers show what is meant to be shorter at a tenth of a second.
SHORTEST_DELAY = 2
MOST_PALETTE_PIXELS = 200_000


class AnimationWriter(Protocol):
    """Takes pictures, each (height, width, 3) in red, green and blue, all of one size.

    Raises
    ------
    FileError
        From each method but `abandon`, if something cannot be written; the old content is then still there.
    """

    def add(self, picture: Picture) -> None:
        """Write the next picture."""

    def commit(self) -> None:
        """Put the whole in its place."""

    def abandon(self) -> None:
        """Leave what was there before; must be called in the end, and does nothing after `commit`."""


class GifWriter:
    """Writes an animated GIF, every picture in the same colours, so that none flickers.

    Parameters
    ----------
    path
        The file; its folder must exist.
    samples
        Some of the pictures to come; the palette is made of their colours.
    frames_per_second
        At most 50. The format counts in hundredths of a second; delays differ by one where the pace needs it.
    loop
        Whether it starts over at its end, for ever.
    """

    def __init__(self, path: Path, samples: Sequence[Picture], *, frames_per_second: float, loop: bool) -> None:
        self._frames_per_second = frames_per_second
        self._count = 0
        self._before: NDArray[np.uint8] | None = None
        self._palette = _palette_image(samples)
        self._loop = loop
        self._file = Replacement(path)

    def add(self, picture: Picture) -> None:
        """Write what differs from the picture before."""
        mapped = Image.fromarray(picture).quantize(palette=self._palette, dither=Image.Dither.NONE)
        indices = np.asarray(mapped)
        changed, left, top = indices, 0, 0
        if self._before is None:
            self._begin(*mapped.size)
        else:
            differs = indices != self._before
            rows, columns = np.flatnonzero(differs.any(axis=1)), np.flatnonzero(differs.any(axis=0))
            # A picture that is the same all over still takes its time, and a pixel.
            top, bottom = (int(rows[0]), int(rows[-1]) + 1) if rows.size else (0, 1)
            left, right = (int(columns[0]), int(columns[-1]) + 1) if columns.size else (0, 1)
            place = np.s_[top:bottom, left:right]
            changed = np.where(differs[place], indices[place], np.uint8(UNCHANGED))
        image = Image.fromarray(changed)
        image.putpalette(self._palette.getpalette() or ())
        blocks = GifImagePlugin.getdata(
            image, (left, top), duration=10 * self._delay(), transparency=UNCHANGED, disposal=1
        )
        self._file.write(b"".join(blocks))
        self._before = indices
        self._count += 1

    def commit(self) -> None:
        """End the file and put it in its place."""
        self._file.write(b";")
        self._file.commit()

    def abandon(self) -> None:
        """Leave the old file, and nothing beside it."""
        self._file.abandon()

    def _begin(self, width: int, height: int) -> None:
        """Write the size and the one table of colours, and after them what Netscape's browser took for "repeat"."""
        colors = bytes(self._palette.getpalette() or ()).ljust(3 * COLORS, b"\0")
        self._file.write(b"GIF89a" + struct.pack("<HHBBB", width, height, 0xF7, 0, 0) + colors)
        if self._loop:
            self._file.write(b"\x21\xff\x0bNETSCAPE2.0\x03\x01\x00\x00\x00")

    def _delay(self) -> int:
        """Return how long the next picture stays, in hundredths of a second."""
        begin, end = (round(100 * place / self._frames_per_second) for place in (self._count, self._count + 1))
        return max(end - begin, SHORTEST_DELAY)


class PngFolderWriter:
    """Writes a new folder of PNG files, numbered from 1 and named after it.

    Parameters
    ----------
    path
        The folder; there must be nothing of that name, or an empty folder.
    count
        How many there will be, so that all numbers have the same digits.
    """

    def __init__(self, path: Path, *, count: int) -> None:
        self._name = path.name
        self._digits = max(len(str(count)), 4)
        self._count = 0
        self._folder = NewFolder(path)

    def add(self, picture: Picture) -> None:
        """Write the next file."""
        self._count += 1
        content = io.BytesIO()
        Image.fromarray(picture).save(content, "PNG")
        self._folder.write(f"{self._name}-{self._count:0{self._digits}}.png", content.getvalue())

    def commit(self) -> None:
        """Give the folder its name."""
        self._folder.commit()

    def abandon(self) -> None:
        """Leave nothing of it."""
        self._folder.abandon()


def _palette_image(samples: Sequence[Picture]) -> Image.Image:
    """Return an image whose palette holds up to 255 colours that serve all samples.

    A colour counts by the root of its area: shading covers much and lines little, and both have to look right.
    """
    packed = np.concatenate([sample.reshape(-1, 3) for sample in samples]).astype(np.uint32)
    values, counts = np.unique((packed[:, 0] << 16) | (packed[:, 1] << 8) | packed[:, 2], return_counts=True)
    if values.size <= UNCHANGED:
        shares = np.ones(values.size, np.intp)
    else:
        roots = np.sqrt(counts)
        shares = np.ceil(roots * min(1.0, MOST_PALETTE_PIXELS / float(roots.sum()))).astype(np.intp)
    chosen = np.repeat(values, shares)
    colors = np.stack([chosen >> 16, (chosen >> 8) & 255, chosen & 255], axis=1).astype(np.uint8)
    return Image.fromarray(colors[None, :, :]).quantize(UNCHANGED, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
