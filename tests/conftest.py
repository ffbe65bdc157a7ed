"""The fixture packets, published once for all tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.packets import INPUTS, ROOT, kenzan


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
