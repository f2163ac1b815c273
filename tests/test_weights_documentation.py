"""The code in docs/weights-format.md runs, and its table of fields is that of the files."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from neuron_desktop.core import Trainer, TrainingSettings, article_dataset
from neuron_desktop.files.weights.export_formats import FORMATS, export_weights
from neuron_desktop.files.weights.trained_neuron import trained_neuron
from tests.children import python
from tests.places import ROOT

TEXT = (ROOT / "docs" / "weights-format.md").read_text("utf-8")
BLOCKS = re.findall(r"```python\n(.*?)```", TEXT, flags=re.DOTALL)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the weights of the article's points in every format."""
    path = tmp_path_factory.mktemp("weights")
    dataset, settings = article_dataset(), TrainingSettings()
    trained = trained_neuron(dataset, Trainer(dataset, settings).advance(300))
    for known in FORMATS:
        export_weights(path / f"weights{known.suffix}", known, trained)
    return path


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block.splitlines()[-1][:40])
def test_the_code_runs_as_it_stands(folder: Path, block: str) -> None:
    done = python("-c", block, cwd=folder, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout


def test_every_format_has_its_row() -> None:
    for known in FORMATS:
        assert f"| `{known.key}` | `{known.suffix}` |" in TEXT


def test_every_field_is_described(folder: Path) -> None:
    document = json.loads((folder / "weights.json").read_bytes())
    described = set(re.findall(r"`([\w.\[\]]+)`", TEXT))
    for key, value in document.items():
        assert key in described or any(name.startswith((f"{key}.", f"{key}[]")) for name in described), key
        inner = value[0] if isinstance(value, list) else value
        for part in inner if isinstance(inner, dict) else ():
            names = (f"{key}.{part}", f"{key}[].{part}", f".{part}", part)
            assert any(name in described for name in names), f"{key}.{part}"
