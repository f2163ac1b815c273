"""Offscreen by default, settings of our own, and no thread left running."""

from __future__ import annotations

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
