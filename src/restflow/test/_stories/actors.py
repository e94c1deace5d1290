"""Actors of a story: each has a client, and calls endpoints."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping
from types import MethodType
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from asgiref.sync import sync_to_async

from restflow._traps import UNEXPECTED_STATUS
from restflow.test._client.pending import awaited
from restflow.test._database.lines import users_line
from restflow.test._request.builder import Query
from restflow.test._schema.operation import Given, Request
from restflow.test._schema.sending import send
from restflow.test._stories.calls import Call
from restflow.test._stories.endpoints import Endpoint
from restflow.test._stories.errors import UnexpectedStatusError
from restflow.test._stories.sending import body_of
from restflow.test._stories.steps import Step, named_status, noting

if TYPE_CHECKING:
    from restflow.test._client.response import ClientResponse

    Awaited: TypeAlias = Coroutine[Any, Any, ClientResponse]


class _Acting:
    """What actors have in common.

    Args:
        name: What the actor is called.
        client: What sends the requests.
        note: Is given each step of the actor's before it is made.
    """

    def __init__(
        self, name: str, client: Any, note: Callable[[Step], None] = lambda _: None
    ) -> None:
        self.name = name
        self.client: Any = client
        self._note = note

    def _step(self, endpoint: Endpoint, request: Request, status: int | None) -> Step:
        __tracebackhide__ = True
        given = cast("object", status)
        if given is not None and not isinstance(given, int):
            raise TypeError(
                f"{endpoint}: `status` is the status that you expect, and can't be "
                f"{given!r}. To send a field of this name, put it into `data`."
            )
        expected = endpoint.status if status is None else status
        step = Step(
            actor=self.name,
            endpoint=str(endpoint),
            method=request.method,
            path=request.path,
            sent=request.body,
            expected=expected,
        )
        self._note(step)
        return step

    def _judge(self, step: Step, endpoint: Endpoint, response: Any) -> ClientResponse:
        __tracebackhide__ = True
        step.status = response.status_code
        step.received = body_of(response)
        expects = endpoint._expects  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
        step.failed = not expects(response.status_code, step.expected)
        if step.failed:
            expected = step.expected
            wanted = "a success" if expected is None else named_status(expected)
            raise UnexpectedStatusError(
                UNEXPECTED_STATUS,
                f"{self.name}: {step.endpoint} was answered with {step.outcome}, and "
                f"not with {wanted}, in {users_line()}.",
                f"If this is right, expect it: `status={step.status}`.",
            )
        return cast("ClientResponse", response)


class Actor(_Acting):
    """Somebody who uses the API in a synchronous story.

    Name the API's requests as attributes of a class that is derived from it. A story
    makes actors: `story.actor('teacher', Teacher, user=grace)`.

    Its arguments are those of a story, which passes them.

    Attributes:
        name: What the actor is called.
        client: What sends the requests: Django REST framework's `APIClient`, or httpx's
            `Client` where the target of the run is a server or an address.

    Since:
        0.1.0.
    """

    def _bind(self, endpoint: Endpoint) -> Call[ClientResponse]:
        """Return an endpoint, to be called by this actor."""

        def call(
            *args: Any,
            data: Any = None,
            format: str | None = None,
            headers: Mapping[str, str] | None = None,
            query_params: Query | None = None,
            status: int | None = None,
            **fields: Any,
        ) -> ClientResponse:
            __tracebackhide__ = True
            given = Given(fields, data, format, query_params, headers)
            make = endpoint._request  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
            request = make(args, given)
            step = self._step(endpoint, request, status)
            with noting(step):
                response = send(self.client, request)
            return self._judge(step, endpoint, response)

        return call


class AsyncActor(_Acting):
    """Somebody who uses the API in an asynchronous story.

    Name the API's requests as attributes of a class that is derived from it. A story
    makes actors: `story.actor('teacher', Teacher, user=grace)`.

    Its arguments are those of a story, which passes them.

    Attributes:
        name: What the actor is called.
        client: What sends the requests: an `AsyncAPIClient`, or httpx's `AsyncClient`
            where the target of the run is a server or an address.

    Since:
        0.1.0.
    """

    def _bind(self, endpoint: Endpoint) -> Call[Awaited]:
        """Return an endpoint, to be called by this actor."""

        async def call(
            actor: AsyncActor,
            /,
            *args: Any,
            data: Any = None,
            format: str | None = None,
            headers: Mapping[str, str] | None = None,
            query_params: Query | None = None,
            status: int | None = None,
            **fields: Any,
        ) -> ClientResponse:
            __tracebackhide__ = True
            given = Given(fields, data, format, query_params, headers)
            # What makes defaults may query the database.
            make = sync_to_async(endpoint._request)  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
            request = await make(args, given)
            step = actor._step(endpoint, request, status)
            with noting(step):
                response = await send(actor.client, request)
            return actor._judge(step, endpoint, response)

        # What is said of a call that nobody awaits.
        call.__name__ = str(endpoint)
        return MethodType(awaited(call), self)
