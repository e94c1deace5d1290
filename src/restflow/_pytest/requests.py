"""The requests of a test that nobody awaited: it fails for them.

It is imported when Django is configured.
"""

from __future__ import annotations

import pytest

from restflow.test._client.pending import Unawaited, complaint, noted, take_unawaited


def begin() -> Unawaited:
    """Begin to note the requests of a test, and return what `end` needs."""
    return noted({})


def end(outer: Unawaited) -> None:
    """Give up the requests that nobody awaited."""
    take_unawaited()
    noted(outer)


def blame(error: Exception) -> None:
    """Add to an error the requests that nobody awaited: a likely cause."""
    if forgotten := take_unawaited():
        error.add_note(str(complaint(forgotten)))


def complain() -> None:
    """Fail a test for the requests that nobody awaited."""
    if forgotten := take_unawaited():
        pytest.fail(str(complaint(forgotten)), pytrace=False)
