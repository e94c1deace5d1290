"""What the tests of this directory break."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.mutations.breaking import copied


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the repository, with the runs and cards that it has now."""
    return copied(tmp_path)
