"""Where the shared data lies, if it is at hand."""

from __future__ import annotations

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of annotated sets; tests that need it are skipped where it is absent."""
    if not SHARED.is_dir():
        pytest.skip("needs the annotated sets in ../shared/data")
    return SHARED
