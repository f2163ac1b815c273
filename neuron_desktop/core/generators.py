"""The generators there are, and the article's data set."""

from __future__ import annotations

import dataclasses
from typing import Any

from neuron_desktop.core.dataset import Dataset
from neuron_desktop.core.errors import GeneratorError
from neuron_desktop.core.generator import GeneratorSpec, generate
from neuron_desktop.core.generator_blobs import (
    BlobsGenerator,
    CollinearGenerator,
    ImbalancedGenerator,
    OutliersGenerator,
    OverlappingGenerator,
)
from neuron_desktop.core.generator_lines import ARTICLE_LINE, FunctionGenerator, LineGenerator
from neuron_desktop.core.generator_shapes import CircleGenerator, MoonsGenerator, SpiralsGenerator, XorGenerator

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
    return generate(LineGenerator())


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
    known = ", ".join(kind.NAME for kind in GENERATORS)
    raise GeneratorError(f"There is no generator “{str(name)[:40]}”; there are {known}.")


def spec_to_values(spec: GeneratorSpec) -> dict[str, Any]:
    """Return plain names and values, as for JSON, that `spec_from_values` takes."""
    return {"generator": spec.NAME, **dataclasses.asdict(spec)}


def spec_from_values(values: dict[str, Any]) -> GeneratorSpec:
    """Return the spec that plain values describe; what is left out is at its default.

    Raises
    ------
    GeneratorError
        If there is no such generator, it has no such parameter, or a value lies outside its range.
    """
    given = dict(values)
    kind = generator_named(given.pop("generator", ""))
    known = [parameter.name for parameter in kind.parameters()]
    for name in given:
        if name not in known:
            raise GeneratorError(
                f"The generator “{kind.NAME}” has no parameter “{str(name)[:40]}”; it has {', '.join(known)}."
            )
    return kind(**given)
