"""Finds the data that lies beside the checkout: labelled interviews, fixtures."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[1].parent / "shared"


def shared(path: str) -> Path:
    """The file or folder; skips the test where it is missing, fails it where MANYMENTORS_REQUIRE_SHARED=1."""
    found = SHARED / path
    if not found.exists():
        reason = f"{found} is not beside this checkout"
        if os.environ.get("MANYMENTORS_REQUIRE_SHARED") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    return found
