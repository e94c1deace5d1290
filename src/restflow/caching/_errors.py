"""The base of this package's errors."""

from __future__ import annotations

from restflow._traps import TrapError, public


@public
class CachingError(TrapError):
    """The base of the errors of `restflow.caching`.

    Since:
        0.1.0.
    """
