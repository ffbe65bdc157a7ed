"""The fixture packets, published once for all tests."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

from tests.packets import INPUTS, ROOT, kenzan

settings.register_profile("same", derandomize=True, deadline=None)
settings.register_profile("deep", max_examples=20_000, deadline=None)
settings.load_profile(os.environ.get("KENZAN_PROPERTIES", "same"))
"""The same examples on every run, so that a red run is red for the change at hand; ``make properties`` looks for new ones."""


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with every fixture packet, published with one job."""
    out = tmp_path_factory.mktemp("published")
    run = kenzan("extract", *INPUTS.values(), "--out", out)
    assert run.returncode == 0, run.stderr
    return out


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of documents beside the project, which a clone may lack."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip("../shared is not here: what it would prove stays unproven in this run")
    return folder
