"""How long one gradient iteration takes, beside the article's code, PyTorch and a loop in C.

    python benchmarks/training.py [--large] [--rounds ROUNDS]

Overlapping classes, float64, learning rate 0.1, one core unless the table says otherwise. The ways take their turns
(A B C A B C …) in one process; a time is the median of its turns, a ratio the median over the rounds. Each way is
first checked to find the same weights. PyTorch and C are left out where they are not installed. Gates nothing.

Prints the times and ratios, the share of `Trainer.take_steps` that is not the gradient and the step (recorded costs
and states, stop rules), and how far 10,000 iterations raise the peak memory; with ``--large`` also what a trainer on
10,000,000 points holds.
"""

from __future__ import annotations

import argparse
import ctypes
import importlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
from numpy.typing import NDArray

from neuron_desktop.core import Dataset, Trainer, TrainingSettings
from neuron_desktop.core.model.objective import Objective, usable_cores
from neuron_desktop.core.training.descent import Descent

Array = NDArray[np.float64]
# Takes so many iterations more and returns weights and bias.
Run = Callable[[int], Array]

# Features and samples.
CASES = ((2, 200), (2, 2_000), (2, 20_000), (2, 200_000), (2, 2_000_000), (30, 100_000))
SAMPLES_FOR_ALL_CORES = 2_000_000
RATE = 0.1
SECONDS_IN_A_TURN = 0.1
# So many that the snapshot at the end of `advance` weighs little, as in a run of 2,000.
FEWEST_ITERATIONS = 200
FEWEST_OF_RIVALS = 5
ITERATIONS_CHECKED = 25
ARTICLE, TORCH, FLOOR = "article", "PyTorch", "C"
ADVANCE, STEPS, STOPPING, BARE = "advance", "take_steps", "with tolerance", "bare loop"
COLUMNS = (ARTICLE, TORCH, FLOOR, ADVANCE, STEPS, BARE)

C_SOURCE = """
#include <math.h>
enum { BLOCK = 512 };
/* Gradient descent on x, shape (N, m), and labels y; p holds N weights, then the bias. */
void descend(const double *x, const double *y, long m, double *p, double rate, long iterations, int threads)
{
    for (; iterations > 0; iterations--) {
        double g[N + 1] = {0};
#if N == 2
        double g0 = 0, g1 = 0, g2 = 0;
        #pragma omp parallel for if(threads > 1) num_threads(threads) reduction(+: g0, g1, g2)
        for (long i = 0; i < m; i++) {
            double slope = 1 / (1 + exp(-(p[0] * x[i] + p[1] * x[m + i] + p[2]))) - y[i];
            g0 += slope * x[i], g1 += slope * x[m + i], g2 += slope;
        }
        g[0] = g0, g[1] = g1, g[2] = g2;
#else
        #pragma omp parallel for if(threads > 1) num_threads(threads) reduction(+: g)
        for (long start = 0; start < m; start += BLOCK) {
            long width = m - start < BLOCK ? m - start : BLOCK;
            double slope[BLOCK], sum = 0;
            for (long i = 0; i < width; i++) slope[i] = p[N];
            for (int j = 0; j < N; j++)
                for (long i = 0; i < width; i++) slope[i] += p[j] * x[j * m + start + i];
            for (long i = 0; i < width; i++) sum += slope[i] = 1 / (1 + exp(-slope[i])) - y[start + i];
            g[N] += sum;
            for (int j = 0; j < N; j++)
                for (long i = 0; i < width; i++) g[j] += slope[i] * x[j * m + start + i];
        }
#endif
        for (int j = 0; j <= N; j++) p[j] -= rate * g[j] / m;
    }
}
"""


def overlapping(features: int, samples: int) -> Dataset:
    """Return two classes that no line divides."""
    random = np.random.default_rng(0)
    labels = random.integers(0, 2, samples, dtype=np.int8)
    return Dataset(random.normal(size=(features, samples)) + labels, labels)


def article(dataset: Dataset) -> Run:
    """Transcribe the article's formulas, its cost at each iteration included."""
    x, y, m = dataset.features, dataset.labels[None, :].astype(np.float64), dataset.sample_count
    w, b = np.zeros((dataset.feature_count, 1)), 0.0

    def run(iterations: int) -> Array:
        nonlocal w, b
        for _ in range(iterations):
            a = 1 / (1 + np.exp(-(np.dot(w.T, x) + b)))
            1 / m * np.sum(-(y * np.log(a) + (1 - y) * np.log(1 - a)))
            dz = a - y
            db, dw = 1 / m * np.sum(dz), 1 / m * np.dot(x, dz.T)
            w, b = w - RATE * dw, b - RATE * db
        return np.append(w, b)

    return run


def pytorch(dataset: Dataset, threads: int) -> Run | None:
    """Return PyTorch's own way, where it is installed."""
    try:
        torch: Any = importlib.import_module("torch")
    except ImportError:
        return None
    x = torch.tensor(np.ascontiguousarray(dataset.features.T))
    y = torch.tensor(dataset.labels.astype(np.float64))
    model = torch.nn.Linear(dataset.feature_count, 1, dtype=torch.float64)
    for parameter in model.parameters():
        torch.nn.init.zeros_(parameter)
    criterion = torch.nn.BCEWithLogitsLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=RATE)

    def run(iterations: int) -> Array:
        torch.set_num_threads(threads)
        for _ in range(iterations):
            optimizer.zero_grad()
            criterion(model(x).squeeze(1), y).backward()
            optimizer.step()
        return np.append(model.weight.detach().numpy(), model.bias.detach().numpy())

    return run


def compiled(dataset: Dataset, threads: int, folder: str) -> Run | None:
    """Return the loop in C, where a compiler is installed and takes the flags."""
    n, m = dataset.features.shape
    library = Path(folder, f"floor-{n}.so")
    command = ["cc", "-O3", "-march=native", "-ffast-math", "-shared", "-fPIC", f"-DN={n}", "-o", str(library)]
    # Not every compiler knows OpenMP.
    for extra in (["-fopenmp"], []):
        if shutil.which("cc") and not library.exists():
            subprocess.run([*command, *extra, "-x", "c", "-", "-lm"], input=C_SOURCE, text=True, capture_output=True)
    if not library.exists():
        return None
    descend = ctypes.CDLL(str(library)).descend
    x, y, p = np.ascontiguousarray(dataset.features), dataset.labels.astype(np.float64), np.zeros(n + 1)
    place, whole = np.ctypeslib.ndpointer(np.float64), ctypes.c_long
    descend.argtypes = (place, place, whole, place, ctypes.c_double, whole, ctypes.c_int)

    def run(iterations: int) -> Array:
        descend(x, y, m, p, RATE, iterations, threads)
        return p

    return run


def trainer(dataset: Dataset, tolerance: float = 0.0, *, advance: bool = False) -> Run:
    """Return the project's own, with a snapshot at the end of each turn if it is to `advance`."""
    own = Trainer(dataset, TrainingSettings(learning_rate=RATE, tolerance=tolerance))
    take = own.advance if advance else own.take_steps

    def run(iterations: int) -> Array:
        take(iterations)
        if own.has_converged:
            raise SystemExit("A trainer has converged, and takes no more steps.")
        return np.append(own.neuron.weights, own.neuron.bias)

    return run


def bare(dataset: Dataset) -> Run:
    """Return the project's way without history, costs or a rule to stop, written out for small data sets."""
    objective = Objective(dataset.features, dataset.labels)
    rows, samples = objective.parameter_count, dataset.sample_count
    parameters, slope = np.zeros((2, rows))

    def steps_of_gradient(iterations: int) -> Array:
        for _ in range(iterations):
            objective.gradient(parameters, slope, RATE)
            np.subtract(parameters, slope, parameters)
        return parameters

    if not Descent.fits(objective):
        return steps_of_gradient
    columns = np.zeros((-(-rows // 4) * 4, samples + 1))
    columns[:rows] = np.column_stack([objective.columns, objective.mean])
    shares, logits = np.empty((2, samples + 1))
    odds, of_samples, one, numerator = shares[:-1], logits[:-1], np.array(1.0), np.array(-RATE / samples)
    shares[-1] = RATE
    padded, move = np.zeros((2, len(columns)))

    def written_out(iterations: int) -> Array:
        dot, exp, add, divide, subtract = np.dot, np.exp, np.add, np.divide, np.subtract
        for _ in range(iterations):
            dot(padded, columns, logits)
            exp(of_samples, odds)
            add(odds, one, odds)
            divide(numerator, odds, odds)
            dot(columns, shares, move)
            subtract(padded, move, padded)
        return padded[:rows]

    return written_out


def turns_of(ways: dict[str, Run], rounds: int) -> dict[str, Array]:
    """Return the microseconds an iteration took in each turn of each way."""
    found = {name: run(ITERATIONS_CHECKED).copy() for name, run in ways.items()}
    for name, parameters in found.items():
        if not np.allclose(parameters, found[BARE], rtol=1e-9, atol=1e-12):
            raise SystemExit(f"{name} finds other weights: {parameters} instead of {found[BARE]}.")
    counts = {}
    for name, run in ways.items():
        fewest = FEWEST_OF_RIVALS if name in (ARTICLE, TORCH) else FEWEST_ITERATIONS
        start = time.perf_counter()
        run(fewest)
        fitting = int(SECONDS_IN_A_TURN / (time.perf_counter() - start) * fewest)
        # Every fifth cost is recorded: whole fives make the turns alike.
        counts[name] = max(fewest, fitting // 5 * 5)
    turns: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, run in ways.items():
            start = time.perf_counter()
            run(counts[name])
            turns[name].append((time.perf_counter() - start) / counts[name] * 1e6)
    return {name: np.array(values) for name, values in turns.items()}


def row(turns: dict[str, Array]) -> str:
    """Return times, ratios and shares as text."""
    times = [f"{np.median(turns[name]):,.1f}" if name in turns else "–" for name in COLUMNS]
    ratios = [
        f"{np.median(turns[above] / turns[below]):.2f}" if above in turns and below in turns else "–"
        for above, below in ((ARTICLE, ADVANCE), (TORCH, ADVANCE), (ADVANCE, FLOOR))
    ]
    shares = [f"{1.0 - np.median(turns[BARE] / turns[name]):.1%}" for name in (STEPS, STOPPING)]
    return "".join(f"{text:>11}" for text in times) + "".join(f"{text:>9}" for text in ratios + shares)


def peak_of_process() -> float:
    """Return the most bytes this process has held, NaN where the system does not tell."""
    try:
        resource: Any = importlib.import_module("resource")
    except ImportError:
        return float("nan")
    return float(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss) * (1 if sys.platform == "darwin" else 1024)


def print_peak(samples: int) -> None:
    """Measure and print how far 10,000 iterations raise the peak memory."""
    dataset = overlapping(2, samples)
    tracemalloc.start()
    own = Trainer(dataset)
    own.take_steps(100)
    held, before = tracemalloc.get_traced_memory()[0], peak_of_process()
    tracemalloc.reset_peak()
    own.take_steps(10_000)
    allocated, process = tracemalloc.get_traced_memory()[1] - held, peak_of_process() - before
    tracemalloc.stop()
    print(f"{samples:>11,} points: {allocated / 1e6:.3f} MB allocated, {process / 1e6:.3f} MB of the process")


def print_large(standardize: bool) -> None:
    """Measure and print what a trainer on 10,000,000 points holds."""
    dataset = overlapping(2, 10_000_000)
    tracemalloc.start()
    own = Trainer(dataset, TrainingSettings(standardize=standardize))
    own.advance(10)
    held, peak = (value / dataset.features.nbytes for value in tracemalloc.get_traced_memory())
    tracemalloc.stop()
    data = 1.0 + dataset.labels.nbytes / dataset.features.nbytes
    print(
        f"10,000,000 points{', standardised' if standardize else ''}: {held:.3f} × the bytes of the features held by "
        f"the trainer, {held + data:.3f} × with its data set; {peak:.3f} × and {peak + data:.3f} × at the peak"
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--large", action="store_true", help="also measure the memory of 10,000,000 points")
    parser.add_argument("--rounds", type=int, default=9, help="turns of each way (default: %(default)s)")
    arguments = parser.parse_args()

    print("What 10,000 iterations add to the peak memory")
    for samples in (2_000, 20_000):
        print_peak(samples)
    print(f"\nµs for an iteration; how many times as long; what is not gradient and step ({arguments.rounds} turns)")
    ratios = (f"{ARTICLE}/", f"{TORCH}/", f"/{FLOOR}", "recorded", "+ rules")
    print(f"{'n':>3}{'m':>11}{'cores':>6}", *(f"{name:>11}" for name in COLUMNS), *(f"{n:>9}" for n in ratios), sep="")
    with tempfile.TemporaryDirectory() as folder:
        for features, samples in CASES:
            threads = usable_cores() if samples >= SAMPLES_FOR_ALL_CORES else 1
            dataset = overlapping(features, samples)
            ways = {
                ARTICLE: article(dataset),
                TORCH: pytorch(dataset, threads),
                FLOOR: compiled(dataset, threads, folder),
                ADVANCE: trainer(dataset, advance=True),
                STEPS: trainer(dataset),
                # Looked at, but never reached.
                STOPPING: trainer(dataset, 1e-300),
                BARE: bare(dataset),
            }
            turns = turns_of({name: way for name, way in ways.items() if way is not None}, arguments.rounds)
            print(f"{features:>3}{samples:>11,}{threads:>6}{row(turns)}", flush=True)
    for standardize in (False, True) if arguments.large else ():
        print_large(standardize)


if __name__ == "__main__":
    main()
