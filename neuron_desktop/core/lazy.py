"""Public names of a package, each imported on first use."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from importlib import import_module


def homes_of(names: Mapping[str, str]) -> dict[str, str]:
    """Return the module of each name, given the names of each module with spaces between them."""
    return {name: module for module, listed in names.items() for name in listed.split()}


def lazily(package: str, homes: Mapping[str, str]) -> tuple[Callable[[str], object], Callable[[], list[str]]]:
    """Return `__getattr__` and `__dir__` of a package whose names in `homes` are imported on first use."""

    def get(name: str) -> object:
        """Return a public name, imported from the module that defines it."""
        if name not in homes:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        value = getattr(import_module(f"{package}.{homes[name]}"), name)
        setattr(sys.modules[package], name, value)
        return value

    return get, lambda: sorted(homes)
