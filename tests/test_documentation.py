"""What the pages say of files, rooms and each other is there, and the README opens with a picture that moves."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PIL import Image

from tests.places import ROOT

PAGES = [*(ROOT / f"{name}.md" for name in ("README", "ARCHITECTURE", "CONTRIBUTING", "CHANGELOG"))]
PAGES += sorted((ROOT / "docs").glob("*.md"))
PACKAGE = ROOT / "neuron_desktop"
MOST_MODULES = 24

every_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)


def anchors(page: Path) -> set[str]:
    """Return what headings can be linked to as."""
    headings = re.findall(r"^#+ (.*)$", page.read_text("utf-8"), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading).strip().lower().replace(" ", "-") for heading in headings}


@every_page
def test_every_link_leads_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\((?!https?:)([^)]+)\)", page.read_text("utf-8")):
        name, _, anchor = target.partition("#")
        linked = page.parent / name if name else page
        assert linked.is_file(), target
        assert not anchor or anchor in anchors(linked), target


@every_page
def test_every_module_named_by_its_path_is_there(page: Path) -> None:
    for name in re.findall(r"`((?:\w+/)+\w+\.py)`", page.read_text("utf-8")):
        assert any((folder / name).is_file() for folder in (ROOT, PACKAGE)), name


def test_the_map_has_every_room() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
    for room in ("core", "files", "session", "ui"):
        block = text.partition(f"\n    {room}/ ")[2].partition("\n\n")[0]
        mapped = re.findall(r"^      (\w+)/ ", block, flags=re.MULTILINE)
        assert sorted(mapped) == sorted(made.parent.name for made in (PACKAGE / room).glob("*/__init__.py"))


def test_no_folder_is_a_hall() -> None:
    for folder in (PACKAGE, *(made.parent for made in PACKAGE.rglob("__init__.py"))):
        assert len([made for made in folder.glob("*.py") if made.name != "__init__.py"]) <= MOST_MODULES, folder


def test_the_picture_of_the_readme_moves() -> None:
    path = ROOT / "docs" / "training.gif"
    assert path.stat().st_size < 700_000
    with Image.open(path) as picture:
        assert getattr(picture, "n_frames", 1) > 10
    assert "](docs/training.gif)" in (ROOT / "README.md").read_text("utf-8").split("\n## ")[0]
