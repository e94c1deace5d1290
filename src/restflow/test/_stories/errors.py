"""The errors of a story, and of a connection to another host."""

from __future__ import annotations

from restflow._traps import TrapError, public


@public
class UnexpectedStatusError(TrapError, AssertionError):
    """An endpoint was answered with another status than it expects.

    The transcript of the story follows, as a note. Its code is restflow.E122.

    Since:
        0.1.0.
    """


@public
class OutsideConnectionError(TrapError):
    """A test connects to another machine, which it does not name.

    It is raised with pytest's option `--restflow-refuse-outside`, or with
    `restflow_refuse_outside` in its configuration. The databases and the caches of the
    settings need not be named. The test fails
    even if the application catches the error and goes on without the host, unless the
    test skips itself. Its code is restflow.E124.

    Since:
        0.1.0.
    """
