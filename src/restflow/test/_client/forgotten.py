"""The error for a request that was not awaited."""

from __future__ import annotations

import asyncio
from types import CodeType, FrameType

from django.test import testcases

from restflow._traps import TrapError, public

# Where Django's assertions are.
ASSERTIONS = testcases.__file__
# What plain methods of test cases and of clients are called where they may await, and
# what does not have to.
_ASYNCHRONOUS = {
    "setUp": "async def asyncSetUp",
    "tearDown": "async def asyncTearDown",
}
_OF_THE_CLASS = {"setUpClass", "setUpTestData", "tearDownClass"}
_SYNCHRONOUS = {
    "aforce_login": "`force_login(…)` of the same client.",
    "alogin": "`login(…)` of the same client.",
    "alogout": "`logout()` of the same client.",
    "asession": "`session` of the same client.",
}
_SYNCHRONOUS_CLIENT = (
    "the synchronous client: `self.sync_client` in a test case class, elsewhere "
    "`rest_framework.test.APIClient()`."
)


@public
class ForgottenAwaitError(TrapError, AssertionError, TypeError):
    """A request was used, or dropped, without `await`.

    It is raised where the test reads an attribute of the response, compares the request
    or uses it as a condition. If the test never uses the request, it is raised at the
    end of the test, under pytest and in restflow's test case classes. It names the line
    that made the request. Its code is `restflow.E101`.

    Since:
        0.1.0.
    """


def remedy_for(call: str, keyword: str, plain: CodeType | None) -> str:
    """Return what to write instead of a call.

    Args:
        call: The call, such as 'AsyncAPIClient.get'.
        keyword: What has to stand in front of it.
        plain: The function that made it, if it is no coroutine function.
    """
    if call == "assertRedirects":
        return (
            "Django's assertion fetches the page and can't await it. Write "
            "`fetch_redirect_response=False`, or `follow=True` in the request; in a "
            "test case class of restflow, `await self.assertRedirects(…)`."
        )
    nothing = f"Nothing was {'checked' if is_assertion(call) else 'sent'}"
    if plain is None:
        return f"{nothing}. Write `{keyword}` in front of the call."
    if plain.co_name in _OF_THE_CLASS:
        return (
            f"{nothing}: `{plain.co_name}` can't await. Move the call to `async def "
            "asyncSetUp`, or use `rest_framework.test.APIClient()`."
        )
    better = _ASYNCHRONOUS.get(plain.co_name, "async def")
    other = _SYNCHRONOUS.get(call.rpartition(".")[2], _SYNCHRONOUS_CLIENT)
    return (
        f"{nothing}: a plain function can't await. Make it `{better}` and write "
        f"`{keyword}` in front of the call, or use {other}"
    )


def is_assertion(call: str) -> bool:
    """Tell whether a call is an assertion of a test case."""
    return call.rpartition(".")[2].startswith("assert")


def asserted(frame: FrameType) -> tuple[str, CodeType, int]:
    """Return an assertion of Django's that makes a request, and where it was called.

    Args:
        frame: The assertion's.
    """
    name = frame.f_code.co_name
    outside = frame.f_back
    while outside is not None and _is_in_between(outside):
        outside = outside.f_back
    caller = outside or frame
    return name, caller.f_code, caller.f_lineno


def _is_in_between(frame: FrameType) -> bool:
    name = str(frame.f_globals.get("__name__"))
    return name.startswith(("django.", "pytest_django.", "contextlib"))


def in_event_loop() -> bool:
    """Tell whether the caller is asynchronous code, which can await."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True
