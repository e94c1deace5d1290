"""What a live server does for one test: requests, and the tasks that they have started.

It belongs to the test that it began in, and ends with it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Generator, Iterable
from contextlib import ExitStack, contextmanager, suppress
from typing import Any

from restflow.test._database.lines import following_tasks
from restflow.test._database.turns import Owner, owner
from restflow.test._leaks.tasks import unfinished
from restflow.test._server.one_thread import OneThread

# How long each step of ending a request or a task may take, in seconds: to end by
# itself, to heed that its client has gone, and so on.
GRACE = 1.0


class Request(Owner):
    """A request that a server answers.

    Args:
        name: How a message names it.
        test: The test that it began in.
        task: What calls the application.
        thread: Where its synchronous code runs.

    Attributes:
        name: How a message names it.
        ended: Is done when it has been answered, and its thread does nothing more.
        tasks: The tasks that it has started and that go on.
    """

    def __init__(
        self, name: str, test: Test, task: asyncio.Task[Any], thread: OneThread
    ) -> None:
        self._loop = asyncio.get_running_loop()
        self.name = name
        self.has_ended = test.has_ended
        self.ended: asyncio.Future[None] = self._loop.create_future()
        self.tasks: set[asyncio.Task[Any]] = set()
        self._test = test
        self._task = task
        self._thread = thread
        self._left: asyncio.Future[None] = self._loop.create_future()

    @property
    def goes_on(self) -> bool:
        """Whether something of it does that nobody can wait for any more."""
        tasks = bool(self.tasks)
        return tasks or self._thread.was_let_go or not self.ended.done()

    # --- Ways to end it, one after the other ---

    def leave(self) -> None:
        """Tell the application that the client has gone."""
        if not self._left.done():
            self._left.set_result(None)

    def let_go(self) -> None:
        """Have the application go on without its thread."""
        self._thread.let_go()

    def cancel_tasks(self) -> None:
        """Cancel what the application has started, for which it may wait."""
        for task in [*self.tasks]:
            task.cancel()

    def cancel(self) -> None:
        """Cancel the application, which may clean up no more."""
        self._task.cancel()

    # --- Between server and application ---

    def receiving(self, scope: Any, receive: Any) -> Any:
        """Return what receives messages until the client is said to have gone."""

        async def receive_or_leave() -> Any:
            with _as_the_server():
                message = asyncio.ensure_future(receive())
            try:
                await asyncio.wait(
                    {message, self._left}, return_when=asyncio.FIRST_COMPLETED
                )
                if message.done():
                    return message.result()
            finally:
                message.cancel()
            return {"type": f"{scope['type']}.disconnect", "code": 1001}

        return receive_or_leave

    def sending(self, send: Any) -> Any:
        """Return what sends messages; what the server does then is its own."""

        async def send_as_the_server(message: Any) -> None:
            with _as_the_server():
                await send(message)

        return send_as_the_server

    def end(self) -> None:
        """Note that the application has returned: the thread may still be busy."""
        self._thread.call_when_idle(self._end_soon)
        self._thread.shutdown()

    def _end_soon(self) -> None:
        # A loop that is closed has nobody left who wants to know.
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._end)

    def _end(self) -> None:
        self.ended.set_result(None)
        self._test.forget(self)

    def note(self, task: asyncio.Task[Any]) -> None:
        """Note a task that the request has started."""
        self.tasks.add(task)
        task.add_done_callback(self._forget)

    def _forget(self, task: asyncio.Task[Any]) -> None:
        self.tasks.discard(task)
        self._test.forget(self)


# Who is not done with one has to bear the next.
_ENDING = (Request.leave, Request.let_go, Request.cancel_tasks, Request.cancel)
# How long all steps may take, if the server's loop is not blocked: waiting for requests
# and for tasks, ending them, and a second to spare.
SETTLES_WITHIN = GRACE * (len(_ENDING) + 4)


@contextmanager
def _as_the_server() -> Generator[None]:
    token = owner.set(None)
    try:
        yield
    finally:
        owner.reset(token)


class Test:
    """A test, as the server knows it.

    Attributes:
        name: How a message names it.
        requests: Those of its requests that go on, or of which something does.
        has_ended: Whether no request of it may use a connection any more.
    """

    __test__ = False

    def __init__(self, name: str) -> None:
        self.name = name
        self.requests: set[Request] = set()
        self.has_ended = False

    @contextmanager
    def request(self, name: str, thread: OneThread) -> Generator[Request]:
        """Note a request while it is being answered."""
        task = asyncio.current_task()
        assert task is not None  # noqa: S101  (servers call applications in tasks)
        request = Request(name, self, task, thread)
        self.requests.add(request)
        token = owner.set(request)
        try:
            yield request
        finally:
            owner.reset(token)
            request.end()

    def forget(self, request: Request) -> None:
        """Forget a request that has ended, with all that it has started."""
        if not request.goes_on:
            self.requests.discard(request)

    @property
    def going_on(self) -> list[str]:
        """The names of the requests that are not answered."""
        requests = sorted(self.requests, key=lambda request: request.name)
        return [
            f"the request {request.name}"
            for request in requests
            if not request.ended.done()
        ]

    def end(self) -> None:
        """Refuse connections to what goes on."""
        self.has_ended = True
        for request in [*self.requests]:
            request.has_ended = True

    async def settle(self, made: dict[asyncio.Task[Any], str]) -> list[str]:
        """Wait for what the test has begun, and end what goes on.

        Args:
            made: The lines that made the tasks of the loop.

        Returns:
            What went on, for a warning.
        """
        left = await self._settle_requests()
        # What no line of the user's made, a library has begun for its own ends.
        tasks = {
            task: made[task]
            for request in self.requests
            for task in request.tasks
            if made.get(task)
        }
        await wait(tasks)
        left += unfinished(tasks)
        for task in tasks:
            task.cancel()
        await wait(tasks)
        return left

    async def _settle_requests(self) -> list[str]:
        await wait([request.ended for request in self.requests])
        left = self.going_on
        await end_requests([self])
        return left


async def end_requests(tests: Iterable[Test]) -> None:
    """End the requests of some tests: some servers would wait for them for ever."""
    requests = [request for test in tests for request in test.requests]
    for step in _ENDING:
        for request in requests:
            if not request.ended.done():
                step(request)
        await wait([request.ended for request in requests])


async def wait(ends: Iterable[asyncio.Future[Any]]) -> None:
    """Wait for some futures, for the time that one step may take."""
    if pending := [end for end in ends if not end.done()]:
        await asyncio.wait(pending, timeout=GRACE)


@contextmanager
def following(
    loop: asyncio.AbstractEventLoop,
) -> Generator[dict[asyncio.Task[Any], str]]:
    """Note which tasks the requests of a loop start, and in which line.

    Yields:
        The tasks that go on, and where they were made.
    """
    with ExitStack() as stack:
        made = stack.enter_context(following_tasks(loop))
        make: Any = loop.get_task_factory()

        def make_and_note(*args: Any, **options: Any) -> Any:
            task = make(*args, **options)
            if isinstance(request := owner.get(), Request):
                request.note(task)
            return task

        stack.callback(loop.set_task_factory, make)
        factory: Any = make_and_note
        loop.set_task_factory(factory)
        yield made
