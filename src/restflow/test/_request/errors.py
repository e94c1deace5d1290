"""What is wrong with the arguments of a request."""

from __future__ import annotations

from restflow._traps import TrapError, public


@public
class RequestArgumentError(TrapError, TypeError, ValueError):
    """The arguments of a request contradict each other, or can't be sent.

    Its first line says what is wrong, its second what to write instead, its third has
    the code (restflow.E102 to E109) and the page that shows the case. It is both a
    TypeError and a ValueError. For two content types, an unknown format and nested data
    in a form, it is also an AssertionError.

    Since:
        0.1.0. Django REST framework raises an AssertionError for most of those three,
        and sends nearly all others.
    """


class RequestAssertionError(RequestArgumentError, AssertionError):
    """What Django REST framework asserts does not hold."""
