"""The program's start: ``python -m neuron_desktop`` and the ``neuron-desktop`` command."""

import os
import sys

# Two BLAS threads beside a painting window make training slower, and their number would change the last bits.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def main() -> int:
    """Run the command line and return its exit status."""
    from neuron_desktop.cli import run

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
