"""What is wrong with the arguments of a request."""

from __future__ import annotations

from restflow._traps import TrapError, public


@public
class RequestArgumentError(TrapError, TypeError, ValueError):
    """A request can't mean what its arguments say.

    Its first line names the argument, its second says what to write instead, its third
    has the code (restflow.E102 to E109) and the page that shows the case. It is a
    TypeError and a ValueError, whichever a caller would expect, and for two content
    types, an unknown format and a form that is nested an AssertionError as well.

    Since:
        0.1.0. Django REST framework raises an AssertionError for those three, and lets
        the others pass.
    """


class RequestAssertionError(RequestArgumentError, AssertionError):
    """What Django REST framework asserts does not hold."""
