"""The one test command: ``python -m tests``, with pytest's own arguments after it.

Runs every check though one fails, says which failed, and exits with 1 if any did. pytest comes last, so that its
summary closes the output; the coverage it measured is reported after it only where it falls short.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# Files stay whole, so that what a file's tests share is made once and their order is that of the file.
IN_PARALLEL = ("-n", "auto", "--dist", "loadfile")
COVERED_IN_FULL = "neuron_desktop/core/*,neuron_desktop/files/*"


def module(name: str, *arguments: str) -> list[str]:
    return [sys.executable, "-m", name, *arguments]


def lint_imports() -> list[str]:
    """Return the command of import-linter, which cannot be run as a module."""
    found = shutil.which("lint-imports", path=sysconfig.get_path("scripts")) or shutil.which("lint-imports")
    return [found or "lint-imports"]


def run(name: str, command: list[str], environment: dict[str, str]) -> bool:
    """Run a check with its output in view, and return whether it passed."""
    print(f"== {name}", flush=True)
    try:
        passed = subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode == 0
    except OSError as error:
        print(error)
        passed = False
    if not passed:
        print(f"== FAILED: {name}", flush=True)
    return passed


def coverage_suffices(environment: dict[str, str]) -> bool:
    """Return whether the rooms without Qt were covered in full, by branch; report what is missing if not."""
    report = module("coverage", "report", f"--include={COVERED_IN_FULL}", "--fail-under=100")
    done = subprocess.run(report, cwd=ROOT, env=environment, check=False, text=True, capture_output=True)
    if done.returncode != 0:
        print(done.stdout + done.stderr)
        print(f"== FAILED: coverage of {COVERED_IN_FULL} by branch must be 100 %", flush=True)
    return done.returncode == 0


def main(arguments: list[str]) -> int:
    """Run all checks and return the exit status."""
    with tempfile.TemporaryDirectory() as folder:
        # Not in the clone, where another run might be writing its own.
        environment = os.environ | {"COVERAGE_FILE": str(Path(folder) / "coverage")}
        checks = {
            "ruff check": module("ruff", "check", "."),
            "ruff format": module("ruff", "format", "--check", "."),
            "mypy": module("mypy"),
            "import-linter": lint_imports(),
        }
        failed = [name for name, command in checks.items() if not run(name, command, environment)]
        if failed:
            print(f"== Failed before the tests: {', '.join(failed)}", flush=True)
        coverage = ["--cov=neuron_desktop", "--cov-branch", "--cov-report=term-missing:skip-covered"]
        if not run("pytest", module("pytest", *IN_PARALLEL, *coverage, *arguments), environment):
            failed.append("pytest")
        # A part of the tests covers a part of the code.
        if not arguments and not coverage_suffices(environment):
            failed.append("coverage")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
