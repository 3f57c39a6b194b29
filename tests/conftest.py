"""Where the shared data lies, if it is at hand."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

from dragoman import data

# One run of CI tries the same examples as the next; elsewhere each run tries others.
settings.register_profile("ci", derandomize=True, deadline=None)
if os.environ.get("CI"):
    settings.load_profile("ci")

# A process of the tests has one core, and so has what it starts.
os.environ.setdefault("OMP_NUM_THREADS", "1")

pytest_plugins = ["browser"]
SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--screenshots", action="store_true", help="make the pictures of docs/images anew")


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int | None:
    """All the tests run in as many processes as there are cores; what is named on the command line runs in one."""
    return None if config.args_source is pytest.Config.ArgsSource.TESTPATHS else 0


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of annotated sets; tests that need it are skipped where it is absent."""
    if not SHARED.is_dir():
        pytest.skip("needs the annotated sets in ../shared/data")
    return SHARED


@pytest.fixture(scope="session")
def model() -> Path:
    """The folder of the shipped model; tests that read sentences with it are skipped where it is not built."""
    folder = data.path("models")
    if not (folder / "encoder.onnx").is_file():
        pytest.skip("needs the encoder in dragoman/models")
    return folder
