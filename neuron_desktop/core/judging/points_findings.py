"""Findings about the points themselves, however training goes."""

from __future__ import annotations

from dataclasses import replace

from neuron_desktop.core.judging.findings import ITERATIONS_TO_JUDGE, Finding, Known, Problem, Remedy, Severity, listed
from neuron_desktop.core.judging.line import Line, Verdict
from neuron_desktop.core.judging.newton import Outcome
from neuron_desktop.core.numerals import figure, grouped, percent
from neuron_desktop.core.training.settings import TrainingSettings
from neuron_desktop.core.training.snapshot import Snapshot

# Whether a line suits the points is reported once the cost of the run is within 5 % of the best.
NEAR_THE_BEST = 1.05
# A class is rare below the first share of all points, and found too seldom below the second share of its own.
RARE = 0.25
SELDOM = 0.5
# With fewer, one more or less is chance.
FEWEST_RARE = 5
SUGGESTED_L2 = 0.01


def line_cannot(snapshot: Snapshot, known: Known) -> Finding | None:
    """Say how the best straight boundary compares, once the run is near it."""
    line, best = known.facts.line, known.facts.optimum
    if line.verdict is Verdict.NOTHING_AGAINST_IT or best is None or not snapshot.feature_map.is_linear:
        return None
    if not _is_near_the_best(snapshot, best.cost):
        return None
    larger, share = _larger_class(snapshot, known)
    figures = f"{percent(snapshot.accuracy)} are correct, and always answering {larger} would give {percent(share)}"
    if line.verdict is Verdict.LITTLE:
        assert line.neighbours is not None
        sentence = (
            f"These features say little about the class: {figures}, which is no better than chance. Squares and "
            f"products do no better, nor do nearest neighbours: for {percent(line.neighbours.right)} of the points, "
            "the nearest neighbour has the same class."
        )
        return Finding(Problem.LITTLE_TO_LEARN, Severity.NOTE, sentence)
    if line.verdict is Verdict.CHANCE:
        sentence = (
            f"The best straight boundary does no better than chance: {figures}. {_untried(line)} More points may tell, "
            "or other features."
        )
        return Finding(Problem.NO_BETTER_THAN_CHANCE, Severity.NOTE, sentence)
    what = (
        f"A straight boundary cannot do better: the cost is as good as the lowest it can reach, {best.cost:.3g}, "
        f"and {figures}."
    )
    if line.verdict is Verdict.CURVE:
        assert line.curve is not None
        assert line.curve_settings is not None
        sentence = f"{what} Squares and products bend it, down to a cost of {line.curve.cost:.3g}: add them."
        return Finding(
            Problem.LINE_CANNOT, Severity.WARNING, sentence, Remedy("Add squares and products", line.curve_settings)
        )
    assert line.neighbours is not None
    sentence = (
        f"{what} {_untried(line)} The features do separate the classes: for {percent(line.neighbours.right)} of the "
        "points, the nearest neighbour has the same class. It takes more than one neuron to follow that."
    )
    return Finding(Problem.LINE_CANNOT, Severity.NOTE, sentence)


def _untried(line: Line) -> str:
    if line.curve is None:
        return "Squares and products were not tried; they are too many, or too large."
    return f"Squares and products do not bend it far enough: they reach a cost of {line.curve.cost:.3g}."


def imbalance(snapshot: Snapshot, known: Known) -> Finding | None:
    """Say how much of a rare class is found, if the accuracy hides that it is little."""
    counts, best = snapshot.class_counts, known.facts.optimum
    rare = int(counts[1] < counts[0])
    if best is None or not FEWEST_RARE <= counts[rare] <= RARE * sum(counts):
        return None
    share, found = counts[rare] / sum(counts), snapshot.right_counts[rare] / counts[rare]
    if found >= SELDOM:
        return None
    if not (_is_near_the_best(snapshot, best.cost) or snapshot.iteration >= known.settings.iterations):
        return None
    larger, always = _larger_class(snapshot, known)
    name = known.dataset.class_names[rare]
    sentence = (
        f"Only {percent(share)} of the points are {name}, and of these {percent(found)} are found. The accuracy, "
        f"{percent(snapshot.accuracy)}, hides this, because always answering {larger} gives {percent(always)}: judge "
        f"by the share found. With another threshold than ŷ = ½, more {name} points are found, and more false ones."
    )
    return Finding(Problem.IMBALANCE, Severity.WARNING, sentence)


def _larger_class(snapshot: Snapshot, known: Known) -> tuple[str, float]:
    larger, share = snapshot.larger_class
    return known.dataset.class_names[larger], share


def _is_near_the_best(snapshot: Snapshot, cost: float) -> bool:
    return snapshot.iteration >= ITERATIONS_TO_JUDGE and snapshot.cost <= NEAR_THE_BEST * cost


def duplicate_columns(known: Known) -> Finding | None:
    """Name the columns that repeat another."""
    pairs = known.facts.duplicate_columns
    if not pairs:
        return None
    said = listed(tuple(f"{second} repeats {first}" for first, second in pairs))
    best = known.facts.optimum
    if best is not None and best.outcome is Outcome.UNIQUE and not (known.settings.l1 or known.settings.l2):
        said = listed(tuple(f"{second} almost repeats {first}" for first, second in pairs))
        sentence = f"{said}: their weights depend on tiny differences, and mean little on their own. Leave one out."
        remedy = known.without(tuple(second for _, second in pairs))
        return Finding(Problem.DUPLICATE_COLUMNS, Severity.NOTE, sentence, remedy)
    sentence = (
        f"{said}, so their weights can be divided between them in any way and mean nothing on their own. Leave one out."
    )
    remedy = known.without(tuple(second for _, second in pairs))
    return Finding(Problem.DUPLICATE_COLUMNS, Severity.NOTE, sentence, remedy)


def far_points(known: Known, *, stands_in_the_way: bool) -> Finding | None:
    """Name the points that lie far from all others, by their numbers among all points, counted from 1."""
    if not known.facts.far_points:
        return None
    said = []
    for far in known.facts.far_points:
        places = far.places if known.rows is None else known.rows[list(far.places)].tolist()
        numbers = listed(tuple(grouped(place + 1) for place in places))
        values = listed(tuple(map(figure, far.values)))
        said.append(
            f"point{'s' * (len(places) > 1)} {numbers} with {far.name} = {values}, where all others have "
            f"{figure(far.lowest)} to {figure(far.highest)}"
        )
    what = "; ".join(said)
    sentence = f"Far from all others: {what}. If that is a mistake, correct it or leave it out."
    if not stands_in_the_way:
        return Finding(Problem.FAR_POINTS, Severity.NOTE, sentence)
    sentence += " It dominates every step: a lower learning rate makes the others slow, and so does standardizing."
    return Finding(Problem.FAR_POINTS, Severity.WARNING, sentence)


def combined_columns(known: Known) -> Finding | None:
    """Name the columns that are sums of several others."""
    columns = known.facts.combined_columns
    if not columns:
        return None
    names = tuple(name for name, _ in columns)
    said = "; ".join(formula for _, formula in columns)
    sentence = (
        f"Some columns follow from others: {said}. Their weights can be divided between them in any way and mean "
        f"nothing on their own. Leave out {listed(names)}, or another of each sum."
    )
    return Finding(Problem.COMBINED_COLUMNS, Severity.NOTE, sentence, known.without(names))


def over_penalised(snapshot: Snapshot, known: Known) -> Finding | None:
    """Say that penalties hold the weights near zero although larger ones would help."""
    relief, settings, best = known.facts.relief, known.settings, known.facts.optimum
    if relief is None or best is None or best.neuron is None or snapshot.iteration < ITERATIONS_TO_JUDGE:
        return None
    given = [(name, old, new) for name, old, new in _penalties(settings, relief) if old]
    which = listed(tuple(f"the {name} penalty of {figure(old)}" for name, old, _ in given))
    hold = "the weights near 0, at the cost of more than half of what there is to learn"
    if not best.neuron.weights.any():
        hold = "every weight at 0, so that ŷ is the same everywhere and nothing is learnt"
    lower = listed(tuple(f"{name} to {figure(new)}" for name, _, new in given))
    sentence = f"{which[0].upper()}{which[1:]} hold{'s' * (len(given) == 1)} {hold}. Lower {lower}."
    return Finding(Problem.OVER_PENALISED, Severity.WARNING, sentence, Remedy(f"Lower {lower}", relief))


def _penalties(old: TrainingSettings, new: TrainingSettings) -> tuple[tuple[str, float, float], ...]:
    return ("L1", old.l1, new.l1), ("L2", old.l2, new.l2)


def constant_columns(known: Known) -> Finding | None:
    """Name the columns with one value throughout."""
    columns = known.facts.constant_columns
    if not columns:
        return None
    sentence = f"Constant: {listed(columns)}. A constant says nothing that the bias does not; leave it out."
    return Finding(Problem.CONSTANT_COLUMN, Severity.NOTE, sentence, known.without(columns))


def separable(snapshot: Snapshot, known: Known) -> Finding | None:
    """Say that there is no finite minimum: gently, since that is a property of the points and not a fault."""
    best = known.facts.optimum
    if best is None or best.outcome not in (Outcome.SEPARABLE, Outcome.QUASI_SEPARABLE):
        return None
    column = known.facts.separating_column
    blame = f" {column.sentence(known.dataset.class_names)}" if column else ""
    remedy: Remedy | None = Remedy(f"Add an L2 penalty of {SUGGESTED_L2:g}", replace(known.settings, l2=SUGGESTED_L2))
    border = "A straight boundary" if snapshot.feature_map.is_linear else "A boundary of these terms"
    if best.outcome is Outcome.QUASI_SEPARABLE:
        sentence = (
            f"{border} can separate all points except those exactly on it.{blame} So there is no lowest cost: it falls "
            f"towards {best.cost:.3g} while weights grow without limit. A small L2 penalty gives a finite answer."
        )
        remedy = remedy if snapshot.iteration >= ITERATIONS_TO_JUDGE else None
    elif snapshot.accuracy >= 1.0:
        sentence = (
            f"The boundary separates all points.{blame} From here on the cost falls towards 0 only because the weights "
            "grow, without limit; the boundary's direction settles. That is not a fault; a small L2 penalty gives a "
            "finite answer."
        )
    else:
        sentence = (
            f"{border} can separate these points perfectly.{blame} That is a property of the points and not a problem: "
            "the longer the training, the larger the weights."
        )
        remedy = None
    return Finding(Problem.SEPARABLE, Severity.NOTE, sentence, remedy)
