"""What is wrong with an example of a document."""

from __future__ import annotations

from restflow._traps import TrapError, public


@public
class ExampleSchemaError(TrapError, ValueError):
    """A recorded request or response does not fit the schema of its operation.

    For each it names the test and the operation, each place that differs, and what was
    recorded. Its code is restflow.E302.

    Since:
        0.1.0.
    """
