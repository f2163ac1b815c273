"""The public names of the mathematics are imported when they are asked for."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

from neuron_desktop import core
from tests.children import python


def imported_for_types() -> dict[str, str]:
    """Return each name that the type checker sees imported, and from which module."""
    tree = ast.parse(Path(core.__file__).read_text("utf-8"))
    (block,) = (node for node in tree.body if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING")
    return {
        alias.name: str(node.module).rpartition(".")[2]
        for node in block.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }


def test_what_is_promised_is_what_the_type_checker_sees_and_what_is_there() -> None:
    assert imported_for_types() == core._HOMES
    assert sorted(core.__all__) == sorted(core._HOMES) == dir(core)
    for name in core.__all__:
        value = getattr(core, name)
        assert value is getattr(core, name)
        assert getattr(sys.modules[f"neuron_desktop.core.{core._HOMES[name]}"], name) is value


def test_another_name_is_no_attribute() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'Theta'"):
        _ = core.Theta


def test_a_name_brings_no_module_that_it_does_not_need() -> None:
    script = "import sys; from neuron_desktop.core import Neuron; print('neuron_desktop.core.newton' in sys.modules)"
    done = python("-c", script, text=True, check=True)
    assert done.stdout == "False\n"
