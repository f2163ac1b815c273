"""Read every file in a folder, and say what each is taken for: to be looked through by a person.

python -m tests.files.every_file FOLDER
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from neuron_desktop.files.errors import CsvError
from neuron_desktop.files.text.tables import read_table

MOST_NAMES = 4


def told(path: Path) -> str:
    """Return what a file is taken for, or why it is refused."""
    try:
        table = read_table(path)
    except CsvError as error:
        return f"refused: {error}"
    names = ", ".join(repr(column.name) for column in table.columns[:MOST_NAMES])
    return f"{table.row_count} rows, {len(table.columns)} columns ({names} …), {table.dialect}"


def main() -> None:
    """Read and print; the longest wait comes last."""
    longest, slowest = 0.0, Path()
    folder = Path(sys.argv[1])
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        start = time.perf_counter()
        print(f"{path.relative_to(folder)}: {told(path)}")
        longest, slowest = max((longest, slowest), (time.perf_counter() - start, path))
    print(f"The longest wait was {longest:.3f} s, for {slowest}.")


if __name__ == "__main__":
    main()
