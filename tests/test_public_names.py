"""The public names of the rooms are imported when they are asked for."""

from __future__ import annotations

import ast
import sys
from pathlib import Path
from types import ModuleType

import pytest

from neuron_desktop import core, files, ui
from tests.children import python

PACKAGES = pytest.mark.parametrize("package", [core, files, ui])


def imported_for_types(package: ModuleType) -> dict[str, str]:
    """Return each name that the type checker sees imported, and from which module."""
    tree = ast.parse(Path(package.__file__).read_text("utf-8"))
    (block,) = (node for node in tree.body if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING")
    return {
        alias.name: str(node.module).removeprefix(f"{package.__name__}.")
        for node in block.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }


@PACKAGES
def test_what_is_promised_is_what_the_type_checker_sees_and_what_is_there(package: ModuleType) -> None:
    assert imported_for_types(package) == package._HOMES
    assert sorted(package.__all__) == sorted(package._HOMES) == dir(package)
    for name in package.__all__:
        value = getattr(package, name)
        assert value is getattr(package, name)
        assert getattr(sys.modules[f"{package.__name__}.{package._HOMES[name]}"], name) is value
        assert vars(package)[name] is value


@PACKAGES
def test_another_name_is_no_attribute(package: ModuleType) -> None:
    with pytest.raises(AttributeError, match=f"module '{package.__name__}' has no attribute 'Theta'"):
        _ = package.Theta


def loaded_by(statement: str, *names: str) -> set[str]:
    """Return which modules a fresh interpreter has after a statement, of those named."""
    script = f"import sys; {statement}; print(*(name for name in sys.argv[1:] if name in sys.modules))"
    done = python("-c", script, *names, text=True, check=True)
    return set(done.stdout.split())


def test_a_name_brings_no_module_that_it_does_not_need() -> None:
    assert loaded_by("from neuron_desktop.core import Neuron", "neuron_desktop.core.judging.newton") == set()
    assert loaded_by("import neuron_desktop.core, neuron_desktop.files", "numpy", "zipfile") == set()
    export, training = "neuron_desktop.files.weights.export_formats", "neuron_desktop.core.training.trainer"
    wanted = ("numpy", export, training, "neuron_desktop.core.judging.newton", "PySide6")
    assert loaded_by("from neuron_desktop.files import load_table, load_weights", *wanted) == {"numpy"}
