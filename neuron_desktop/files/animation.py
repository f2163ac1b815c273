"""Animations written one picture at a time: an animated GIF, or a folder of numbered PNG files.

A picture is not kept once it is written, so only the disk bounds their number, and the file appears only with the last
one. Pillow encodes each picture; the blocks around them are written here, since Pillow's own writer keeps all pictures
until the end.
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
# The last colour of the palette stands for "as in the picture before".
UNCHANGED = COLORS - 1
# Browsers stretch shorter delays to a tenth of a second.
SHORTEST_DELAY = 2
EXACT_COLORS = 32
FAR_COLORS = 32
MOST_PALETTE_PIXELS = 200_000
COLORS_AT_ONCE = 8192


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
        """Swap in the finished file or folder."""

    def abandon(self) -> None:
        """Leave what was there before; must be called at the end, and does nothing after `commit`."""


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
        Whether it repeats forever.
    """

    def __init__(self, path: Path, samples: Sequence[Picture], *, frames_per_second: float, loop: bool) -> None:
        self._frames_per_second = frames_per_second
        self._count = 0
        self._before: NDArray[np.uint8] | None = None
        self._palette = _Palette(samples)
        self._loop = loop
        self._file = Replacement(path)

    def add(self, picture: Picture) -> None:
        """Write the part that differs from the picture before."""
        indices = self._palette.indices(picture)
        changed, left, top = indices, 0, 0
        if self._before is None:
            self._begin(*indices.shape)
        else:
            differs = indices != self._before
            rows, columns = np.flatnonzero(differs.any(axis=1)), np.flatnonzero(differs.any(axis=0))
            # A picture without any difference still takes its time, and a pixel.
            top, bottom = (int(rows[0]), int(rows[-1]) + 1) if rows.size else (0, 1)
            left, right = (int(columns[0]), int(columns[-1]) + 1) if columns.size else (0, 1)
            place = np.s_[top:bottom, left:right]
            changed = np.where(differs[place], indices[place], np.uint8(UNCHANGED))
        image = Image.fromarray(changed)
        image.putpalette(self._palette.table)
        blocks = GifImagePlugin.getdata(
            image, (left, top), duration=10 * self._delay(), transparency=UNCHANGED, disposal=1
        )
        self._file.write(b"".join(blocks))
        self._before = indices
        self._count += 1

    def commit(self) -> None:
        """End the file and swap it in."""
        self._file.write(b";")
        self._file.commit()

    def abandon(self) -> None:
        """Leave the old file, and no temporary one."""
        self._file.abandon()

    def _begin(self, height: int, width: int) -> None:
        """Write the size and the only table of colours, then the block that Netscape introduced for "repeat"."""
        self._file.write(b"GIF89a" + struct.pack("<HHBBB", width, height, 0xF7, 0, 0) + self._palette.table)
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


class _Palette:
    """At most 255 colours, and the nearest of them for every other colour.

    Parameters
    ----------
    samples
        Pictures whose colours these are: exactly those of the largest areas; a choice of the others, in which a colour
        counts by the root of its area; and last those that are farthest from all of these, so that a single point on
        a wide ground keeps its colour.
    """

    def __init__(self, samples: Sequence[Picture]) -> None:
        values, counts = np.unique(np.concatenate([_packed(sample).ravel() for sample in samples]), return_counts=True)
        order = np.argsort(-counts, kind="stable")
        values, roots = values[order], np.sqrt(counts[order])
        self._colors = _unpacked(values[:UNCHANGED])
        if values.size > UNCHANGED:
            shares = np.ceil(roots * min(1.0, MOST_PALETTE_PIXELS / float(roots.sum()))).astype(np.intp)
            rest = np.s_[EXACT_COLORS:]
            weighed = Image.fromarray(_unpacked(np.repeat(values[rest], shares[rest])[None, :]))
            mixed_count = UNCHANGED - EXACT_COLORS - FAR_COLORS
            mixed = weighed.quantize(mixed_count, Image.Quantize.MEDIANCUT).getpalette() or []
            self._colors = np.concatenate([self._colors[:EXACT_COLORS], np.array(mixed, np.uint8).reshape(-1, 3)])
            _, distances = self._nearest(values)
            for _ in range(FAR_COLORS):
                far = _unpacked(values[distances.argmax(), None])
                self._colors = np.concatenate([self._colors, far])
                offsets = _unpacked(values).astype(np.float32) - far
                distances = np.minimum(distances, (offsets**2).sum(axis=1))
        self.table = self._colors.tobytes().ljust(3 * COLORS, b"\0")
        self._known = np.full(1 << 24, -1, np.int16)

    def indices(self, picture: Picture) -> NDArray[np.uint8]:
        """Return for each pixel the place of its colour or the nearest, shape (height, width)."""
        packed = _packed(picture)
        found = self._known[packed]
        unknown = np.unique(packed[found < 0])
        if unknown.size:
            self._known[unknown], _ = self._nearest(unknown)
            found = self._known[packed]
        return found.astype(np.uint8)

    def _nearest(self, values: NDArray[np.uint32]) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
        """Return for each value the place of the nearest colour, and its squared distance."""
        places, distances = np.empty(values.size, np.intp), np.empty(values.size, np.float32)
        colors = self._colors.astype(np.float32)
        lengths = (colors**2).sum(axis=1)
        for start in range(0, values.size, COLORS_AT_ONCE):
            part = np.s_[start : start + COLORS_AT_ONCE]
            own = _unpacked(values[part]).astype(np.float32)
            # |v − c|² = |v|² − 2 v·c + |c|², all of it whole numbers that float32 holds.
            squares = (own**2).sum(axis=1)[:, None] - 2.0 * own @ colors.T + lengths
            places[part] = squares.argmin(axis=1)
            distances[part] = squares.min(axis=1)
        return places, distances


def _packed(picture: Picture) -> NDArray[np.uint32]:
    """Return each pixel as one number, shape (height, width)."""
    wide = picture.astype(np.uint32)
    return np.asarray((wide[..., 0] << 16) | (wide[..., 1] << 8) | wide[..., 2], np.uint32)


def _unpacked(values: NDArray[np.uint32]) -> Picture:
    """Return numbers as colours, shape (…) → (…, 3)."""
    return np.stack([values >> 16, (values >> 8) & 255, values & 255], axis=-1).astype(np.uint8)
