"""How often delimiter and header are found, beside csv.Sniffer and CleverCSV.

    python benchmarks/csv_detection.py FOLDER

FOLDER holds files from the tests of csv-parser, csv-spectrum, csvkit, frictionless-py and messytables, each in a
folder of that name. Every tool is given the same first 200 lines, decoded; a tool that raises has not found it.
Prints the table of docs/csv-detection.md.
"""

from __future__ import annotations

import argparse
import csv
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import clevercsv

from neuron_desktop.files.errors import CsvError
from neuron_desktop.files.text.dialect import SAMPLE_LINES, first_lines
from neuron_desktop.files.text.encodings import scan_text
from neuron_desktop.files.text.layout import find_layout
from neuron_desktop.files.text.opening import opened

Answer = tuple[str | None, bool | None]

# What a person sees in the files; the others are separated by commas and have a header.
DELIMITERS = {
    "`": ("csv-parser/backtick",),
    "\t": ("csvkit/dummy.tsv", "frictionless-py/table.tsv", "messytables/example.tsv"),
    "|": ("frictionless-py/dialect.csv", "frictionless-py/issue-1478/"),
    ";": (
        "csvkit/sniff_limit",
        *(f"frictionless-py/{name}" for name in ("accent", "country-2", "delimiter", "table-delimiter", "vix")),
        *(f"frictionless-py/issue-{name}" for name in ("1009-semicolon", "1100", "1105", "1138", "1232")),
        "messytables/weird_head_padding",
    ),
}
WITHOUT_HEADER = (
    "csv-parser/empty-columns",
    "csv-parser/headers",
    "csvkit/no_header_row",
    "frictionless-py/chunk2.headless",
    "frictionless-py/chunk3",
    "frictionless-py/issue-1478/",
    "frictionless-py/without-headers",
    "messytables/null",
)
# Empty, binary or of one column, where there is nothing to find; and a header of several rows.
LEFT_OUT = (
    *(
        f"csvkit/{name}"
        for name in ("date_like_number", "empty.csv", "null_byte", "test_date_format", "test_precision")
    ),
    "csvkit/test_numeric_date_format",
    *(f"frictionless-py/{name}" for name in ("compression/", "empty", "floats", "leading-zeros")),
    *(f"messytables/{name}" for name in ("begrotingsanalyse", "long", "small")),
)


def truth(name: str) -> Answer:
    """Return delimiter and header of a file."""
    delimiter = next((mark for mark, names in DELIMITERS.items() if name.startswith(names)), ",")
    return delimiter, not name.startswith(WITHOUT_HEADER)


def ours(path: Path, lines: Sequence[str]) -> Answer:
    """Return what this program finds."""
    try:
        dialect = find_layout(lines, path, encoding="utf-8")
    except CsvError:
        return None, None
    return dialect.delimiter, dialect.has_header


def sniffer(_path: Path, lines: Sequence[str]) -> Answer:
    """Return what the standard library finds."""
    text = with_line_feeds(lines)
    return answer(lambda: csv.Sniffer().sniff(text).delimiter), answer(lambda: csv.Sniffer().has_header(text))


def clever(_path: Path, lines: Sequence[str]) -> Answer:
    """Return what CleverCSV finds."""
    text = with_line_feeds(lines)
    return (
        answer(lambda: clevercsv.Detector().detect(text).delimiter),
        answer(lambda: clevercsv.Sniffer().has_header(text)),
    )


def with_line_feeds(lines: Sequence[str]) -> str:
    """Return the text as Python gives it unless it is told to keep line breaks as they are."""
    return "".join(lines).replace("\r\n", "\n").replace("\r", "\n")


def answer(question: Callable[[], Any]) -> Any:
    """Return the answer, None where the tool gives up."""
    try:
        return question()
    except Exception:
        return None


def shown(found: Answer, right: Answer) -> str:
    """Return an answer for the table, empty where it is right."""
    parts = []
    if found[0] != right[0]:
        parts.append(f"`{found[0]}`" if found[0] and not found[0].isspace() else repr(found[0]))
    if found[1] != right[1]:
        parts.append({True: "header", False: "no header", None: "no answer on the header"}[found[1]])
    return ", ".join(parts)


TOOLS = {"Neuron Desktop": ours, "csv.Sniffer": sniffer, "CleverCSV": clever}


def main() -> None:
    """Ask and print."""
    parser = argparse.ArgumentParser(description="Compare how delimiters and headers are found.")
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    counts = {tool: [0, 0, 0, 0.0] for tool in TOOLS}
    wrong = []
    files = 0
    for path in sorted(path for path in folder.rglob("*") if path.suffix in (".csv", ".tsv")):
        name = path.relative_to(folder).as_posix()
        if name.startswith(LEFT_OUT):
            continue
        files += 1
        with opened(path) as source:
            lines, _ = first_lines(source, scan_text(source, int), SAMPLE_LINES)
        right = truth(name)
        cells = [name]
        for tool, ask in TOOLS.items():
            start = time.perf_counter()
            found = ask(path, lines)
            count = counts[tool]
            count[3] += time.perf_counter() - start
            count[0] += found[0] == right[0]
            count[1] += found[1] == right[1]
            count[2] += found == right
            cells.append(shown(found, right))
        if any(cells[1:]):
            wrong.append(cells)
    print(f"| of {files} files | {' | '.join(TOOLS)} |\n|---|{'---|' * len(TOOLS)}")
    for place, question in enumerate(("delimiter right", "header right", "both right")):
        print(f"| {question} | {' | '.join(str(count[place]) for count in counts.values())} |")
    print(f"| milliseconds a file | {' | '.join(f'{1000 * count[3] / files:.1f}' for count in counts.values())} |")
    print(f"\n| what was wrong | {' | '.join(TOOLS)} |\n|---|{'---|' * len(TOOLS)}")
    for cells in wrong:
        print(f"| {' | '.join(cells)} |")


if __name__ == "__main__":
    main()
