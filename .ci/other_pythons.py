"""Print one python3.N for each N from 11 on, other than the running one: the first of each that makes environments.

They are looked for on the path, and beside the running one where an installer keeps each in a folder of its own.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

OLDEST = (3, 11)
# Some are no more than a script that says which versions there are, and some cannot make an environment.
QUESTION = "import ensurepip, sys, venv; print(*sys.version_info[:2])"
LIMIT = 60


def version(path: Path) -> tuple[int, ...]:
    """Return the version of an interpreter, or none where it does not start or is of no use."""
    try:
        done = subprocess.run([path, "-c", QUESTION], capture_output=True, text=True, check=True, timeout=LIMIT)
        return tuple(map(int, done.stdout.split()))
    except (OSError, ValueError, subprocess.SubprocessError):
        return ()


def main() -> None:
    """Print the paths, oldest version first."""
    folders = [Path(folder) for folder in os.get_exec_path()]
    folders += sorted(Path(sys.base_prefix).parent.glob("*/bin"))
    found: dict[tuple[int, ...], Path] = {sys.version_info[:2]: Path(sys.executable)}
    for folder in folders:
        for path in sorted(folder.glob("python3.*")):
            if re.fullmatch(r"python3\.\d+", path.name) and (known := version(path)) >= OLDEST:
                found.setdefault(known, path)
    for known in sorted(found):
        if known != sys.version_info[:2]:
            print(found[known])


if __name__ == "__main__":
    main()
