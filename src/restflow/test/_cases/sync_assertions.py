"""The note for Django's assertions in a coroutine."""

from __future__ import annotations

from typing import Any

from restflow.test._cases.source import Step, steps_of
from restflow.test._client.forgotten import ASSERTIONS
from restflow.test._database.lines import is_users


def assertion_of_django(error: BaseException) -> str | None:
    """Say what to write instead of an assertion that can't wait."""
    steps = steps_of(error)
    users = [number for number, step in enumerate(steps) if _is_users(step)]
    if not users or users[-1] == len(steps) - 1:
        return None
    line = steps[users[-1]].line
    response: Any = steps[-1].frame.f_locals.get("response")
    if isinstance(error, TypeError) and _is_in_assertion(steps[-1]):
        if not getattr(response, "is_async", False):
            return None
        return (
            f"Django's assertion can't read an asynchronous stream, in {line}.\n"
            'Write `content = b"".join([chunk async for chunk in '
            "response.streaming_content])`, and look into that; in a test case class "
            "of restflow, put `await` before the assertion."
        )
    if isinstance(error, AttributeError) and error.name == "wsgi_request":
        if not hasattr(error.obj, "asgi_request"):
            return None
        return (
            f"Django's assertion asks for a WSGI request, in {line}.\n"
            "Write `await sync_to_async(list)(get_messages(response.asgi_request))`, "
            "and compare that."
        )
    return None


def _is_users(step: Step) -> bool:
    return is_users(step.frame.f_code.co_filename)


def _is_in_assertion(step: Step) -> bool:
    return step.frame.f_code.co_filename == ASSERTIONS
