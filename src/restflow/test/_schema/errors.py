"""The errors of a schema, a call and a response."""

from __future__ import annotations

from restflow._traps import TrapError, TrapWarning, public


@public
class OperationError(TrapError, TypeError, LookupError):
    """An operation of the schema can't be called like this.

    The operation is unknown, one of its parameters is missing, or a keyword matches
    none of its parameters, or two of them. Its code is restflow.E117.

    Since:
        0.1.0. Django REST framework had a `CoreAPIClient` until 3.16, which raises the
        errors of coreapi.
    """


@public
class ResponseSchemaError(TrapError, AssertionError):
    """A response is not what the schema says.

    It names the operation, the status, and each place that differs: its JSON path, what
    the schema expects there, and what the response has. Its code is restflow.E118.

    Since:
        0.1.0.
    """


@public
class UncheckedResponseWarning(TrapWarning):
    """The schema does not say enough to check all of a response.

    It names what was left unchecked: properties that the schema does not mention, a
    body without a schema, a format that is not known. Its code is restflow.E119.

    Since:
        0.1.0.
    """
