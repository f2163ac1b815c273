"""All generators, and the article's data set."""

from __future__ import annotations

import dataclasses
from typing import Any

from neuron_desktop.core.arguments import LONGEST_SHOWN, as_compared, closest_first
from neuron_desktop.core.data.dataset import Dataset
from neuron_desktop.core.errors import GeneratorError
from neuron_desktop.core.generators.blobs import (
    BlobsGenerator,
    CollinearGenerator,
    ImbalancedGenerator,
    OutliersGenerator,
    OverlappingGenerator,
)
from neuron_desktop.core.generators.generator import GeneratorSpec, drawn
from neuron_desktop.core.generators.lines import ARTICLE_LINE, FunctionGenerator, LineGenerator
from neuron_desktop.core.generators.shapes import CircleGenerator, MoonsGenerator, SpiralsGenerator, XorGenerator

__all__ = [
    "ARTICLE_LINE",
    "GENERATORS",
    "BlobsGenerator",
    "CircleGenerator",
    "CollinearGenerator",
    "FunctionGenerator",
    "GeneratorSpec",
    "ImbalancedGenerator",
    "LineGenerator",
    "MoonsGenerator",
    "OutliersGenerator",
    "OverlappingGenerator",
    "SpiralsGenerator",
    "XorGenerator",
    "article_dataset",
    "generate",
    "generator_named",
    "spec_from_values",
    "spec_to_values",
]

GENERATORS: tuple[type[GeneratorSpec], ...] = (
    LineGenerator,
    FunctionGenerator,
    BlobsGenerator,
    OverlappingGenerator,
    CircleGenerator,
    XorGenerator,
    SpiralsGenerator,
    MoonsGenerator,
    ImbalancedGenerator,
    CollinearGenerator,
    OutliersGenerator,
)


def article_dataset() -> Dataset:
    """Return the article's data set: 500 points about the line x2 = 1.23·x1 + 3.23."""
    return drawn(LineGenerator())


def generator_named(name: str) -> type[GeneratorSpec]:
    """Return the generator whose NAME is `name`.

    Raises
    ------
    GeneratorError
        If there is none.
    """
    for kind in GENERATORS:
        if name == kind.NAME:
            return kind
    known = ", ".join(closest_first(name, (kind.NAME for kind in GENERATORS)))
    raise GeneratorError(f"There is no generator “{str(name)[:LONGEST_SHOWN]}”; there are {known}.")


def spec_to_values(spec: GeneratorSpec) -> dict[str, Any]:
    """Return plain names and values, as for JSON, which `spec_from_values` reads."""
    return {"generator": spec.NAME, **dataclasses.asdict(spec)}


def spec_from_values(values: dict[str, Any]) -> GeneratorSpec:
    """Return the spec that plain values describe; missing ones have their defaults.

    Raises
    ------
    GeneratorError
        If there is no such generator, it has no such parameter, or a value lies outside its range.
    """
    given = dict(values)
    kind = generator_named(given.pop("generator", ""))
    _check_names(kind, given)
    return kind(**given)


def generate(spec: GeneratorSpec | str, **values: Any) -> Dataset:
    """Return the data set that a spec describes, or the name of a generator with `values` of its parameters.

    ``generate("circle", count=300)`` is ``generate(CircleGenerator(count=300))``; values with a spec replace its own.

    Raises
    ------
    GeneratorError
        If there is no such generator, it has no such parameter, a value lies outside its range, or a function has too
        few values to draw points about.
    """
    if isinstance(spec, GeneratorSpec):
        _check_names(type(spec), values)
        return drawn(dataclasses.replace(spec, **values))
    kind = generator_named(as_compared(spec) if isinstance(spec, str) else spec)
    _check_names(kind, values)
    return drawn(kind(**values))


def _check_names(kind: type[GeneratorSpec], values: dict[str, Any]) -> None:
    """Refuse values of parameters that a generator does not have."""
    known = [parameter.name for parameter in kind.parameters()]
    for name in values:
        if name not in known:
            raise GeneratorError(
                f"The generator “{kind.NAME}” has no parameter “{str(name)[:LONGEST_SHOWN]}”; "
                f"it has {', '.join(closest_first(name, known))}."
            )
