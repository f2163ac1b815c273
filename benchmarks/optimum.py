"""How long the exact minimum takes, beside scikit-learn's two fastest ways to it.

    python benchmarks/optimum.py [SAMPLES]

Two features, overlapping classes, no penalty. Each is run in turn (A B C A B C …); the medians, their ratios to ours
and the largest difference of a weight or the bias are printed. Gates nothing.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable

import numpy as np
from sklearn.linear_model import LogisticRegression

from neuron_desktop.core import Dataset, TrainingSettings
from neuron_desktop.core.judging.newton import optimum

ROUNDS = 5


def main() -> None:
    """Measure and print."""
    samples = int(sys.argv[1]) if len(sys.argv) > 1 else 2_000_000
    random = np.random.default_rng(0)
    labels = random.integers(0, 2, samples)
    dataset = Dataset(random.normal(size=(2, samples)) * [[1.0], [3.0]] + labels, labels)
    rows = np.ascontiguousarray(dataset.features.T)

    def ours() -> np.ndarray:
        neuron = optimum(dataset, TrainingSettings()).neuron
        return np.append(neuron.weights, neuron.bias)

    def theirs(solver: str) -> Callable[[], np.ndarray]:
        def fit() -> np.ndarray:
            model = LogisticRegression(C=np.inf, solver=solver, tol=1e-8, max_iter=1000).fit(rows, labels)
            return np.append(model.coef_, model.intercept_)

        return fit

    ways = {"optimum": ours, "lbfgs": theirs("lbfgs"), "newton-cholesky": theirs("newton-cholesky")}
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    weights = {}
    for _ in range(ROUNDS):
        for name, way in ways.items():
            start = time.perf_counter()
            weights[name] = way()
            seconds[name].append(time.perf_counter() - start)
    reference = statistics.median(seconds["optimum"])
    print(f"{samples:,} samples, 2 features, {ROUNDS} rounds")
    print(f"{'':<18}{'median s':>10}{'times ours':>12}{'largest difference':>22}")
    for name, values in seconds.items():
        median = statistics.median(values)
        difference = np.abs(weights[name] - weights["optimum"]).max()
        print(f"{name:<18}{median:>10.3f}{median / reference:>12.1f}{difference:>22.1e}")


if __name__ == "__main__":
    main()
