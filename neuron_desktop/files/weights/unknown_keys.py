"""Unknown fields of a JSON file, kept so that rewriting a file loses nothing."""

from __future__ import annotations

import math
from collections.abc import Mapping

DEEPEST = 64
PLACES = "*"


class TooDeepError(ValueError):
    """Values lie inside each other more than `DEEPEST` times."""


def unknown_fields(document: Mapping[str, object], known: Mapping[str, object]) -> dict[str, object]:
    """Return the fields of `document` that `known` lacks, and those inside the objects that both have.

    Of a list of objects as long in both, what its objects hold beyond is kept by place, as the object
    ``{"*": {"0": …}}``. A number that is not finite, which is no JSON, becomes None.

    Raises
    ------
    TooDeepError
        If an unknown field is nested too deeply to be written again.
    """
    unknown: dict[str, object] = {}
    for key, value in document.items():
        if key not in known:
            unknown[key] = _plain(value, DEEPEST)
            continue
        ours = known[key]
        inside: dict[str, object] = {}
        if isinstance(value, dict) and isinstance(ours, Mapping):
            inside = unknown_fields(value, ours)
        elif isinstance(value, list) and isinstance(ours, list) and len(value) == len(ours):
            places = {
                str(place): beyond
                for place, (theirs, our) in enumerate(zip(value, ours, strict=True))
                if isinstance(theirs, dict) and isinstance(our, dict) and (beyond := unknown_fields(theirs, our))
            }
            inside = {PLACES: places} if places else {}
        if inside:
            unknown[key] = inside
    return unknown


def with_unknown_fields(known: Mapping[str, object], unknown: Mapping[str, object]) -> dict[str, object]:
    """Return `known` with the fields that `unknown_fields` has kept; what is known is never replaced."""
    document = dict(known)
    for key, value in unknown.items():
        ours = document.get(key)
        if key not in document:
            document[key] = value
        elif isinstance(ours, dict) and isinstance(value, dict):
            document[key] = with_unknown_fields(ours, value)
        elif isinstance(ours, list) and isinstance(value, dict):
            places = value.get(PLACES)
            assert isinstance(places, dict)
            document[key] = [
                with_unknown_fields(our, places[str(place)]) if str(place) in places else our
                for place, our in enumerate(ours)
            ]
    return document


def _plain(value: object, depth: int) -> object:
    if depth == 0:
        raise TooDeepError
    if isinstance(value, dict):
        return {key: _plain(inner, depth - 1) for key, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner, depth - 1) for inner in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
