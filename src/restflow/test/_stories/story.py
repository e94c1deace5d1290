"""Stories: several requests of several actors, and the transcript of what they did."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypeVar

from rest_framework.test import APIClient

from restflow.test._client.client import AsyncAPIClient
from restflow.test._database.both_ways import is_async
from restflow.test._stories.actors import Actor, AsyncActor
from restflow.test._stories.sending import identify
from restflow.test._stories.steps import Step
from restflow.test._stories.transcript import as_json, as_mermaid, as_text

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser

SA = TypeVar("SA", bound=Actor)
AA = TypeVar("AA", bound=AsyncActor)


class _Telling:
    """What synchronous and asynchronous stories have in common."""

    _kind: type[Any]
    _client_class: Callable[[], Any]

    def __init__(
        self, title: str = "", *, client_class: Callable[[], Any] | None = None
    ) -> None:
        self.title = title
        self.steps: list[Step] = []
        self._actors: dict[str, Any] = {}
        if client_class is not None:
            self._client_class = client_class
        self._heading = ""
        self._told = ""

    @contextmanager
    def step(self, title: str) -> Generator[None]:
        """Put the requests of the block below a title in the transcript.

        Args:
            title: What the story does next, in the words of a user.
        """
        before, self._heading = self._heading, title
        try:
            yield
        finally:
            self._heading = before

    @property
    def transcript(self) -> str:
        """What has happened so far, for people to read."""
        return as_text(self.title, self.steps)

    def as_json(self) -> str:
        """Return what has happened so far, for programs, as a JSON document."""
        return as_json(self.title, self.steps)

    def as_mermaid(self) -> str:
        """Return the source of a sequence diagram, in the language of Mermaid."""
        return as_mermaid(self._actors, self.steps)

    def _explain(self, error: BaseException) -> None:
        """Add the transcript to an error, as a note; an earlier one is replaced.

        Args:
            error: What ended the story.
        """
        if not self.steps:
            return
        before, self._told = self._told, self.transcript
        notes: list[str] = getattr(error, "__notes__", [])
        if before in notes:
            notes[notes.index(before)] = self._told
        else:
            error.add_note(self._told)

    def _add(
        self,
        name: str,
        kind: type[Any],
        user: AbstractBaseUser | None,
        credentials: Mapping[str, str] | None,
        client: Any,
    ) -> Any:
        if name in self._actors:
            raise ValueError(f"The story has an actor {name!r} already.")
        if not issubclass(kind, self._kind):
            raise TypeError(
                f"{kind.__qualname__} can't act in {type(self).__name__}: it is not "
                f"derived from {self._kind.__name__}."
            )
        made = self._client_class() if client is None else client
        if is_async(made.request) != (self._kind is AsyncActor):
            raise TypeError(
                f"{type(made).__qualname__} can't be the client in "
                f"{type(self).__name__}: its requests are "
                f"{'awaited' if self._kind is Actor else 'not awaited'}."
            )
        identify(made, user, credentials)
        actor = self._actors[name] = kind(name, made, self._note)
        return actor

    def _note(self, step: Step) -> None:
        step.heading = self._heading
        self.steps.append(step)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if error is not None:
            self._explain(error)


class Story(_Telling):
    """Several requests of several actors, in a synchronous test.

    Under pytest use the fixture `story`. In a test case class, put `StoryTestCase`
    before the other base classes. Elsewhere, write `with Story() as story:`.

    Args:
        title: What the story is about.
        client_class: Makes the client of an actor. The default is Django REST
            framework's `APIClient`.

    Attributes:
        title: What the story is about.
        steps: The requests so far, in the order in which they were sent.

    Since:
        0.1.0.
    """

    _kind = Actor
    _client_class = APIClient

    def actor(
        self,
        name: str,
        kind: type[SA] = Actor,  # type: ignore[assignment]
        *,
        user: AbstractBaseUser | None = None,
        credentials: Mapping[str, str] | None = None,
        client: Any = None,
    ) -> SA:
        """Return a new actor of the story, who is anonymous by default.

        Args:
            name: What the actor is called.
            kind: A class with the endpoints that the actor may call.
            user: The user of all requests, as with `force_authenticate`.
            credentials: Headers of all requests, as for `APIClient.credentials`.
            client: What sends the requests, such as a client that is logged in.
                The default is a new one.

        Raises:
            ValueError: There is an actor of this name, the client or the target of the
                run does not take `user` or `credentials`, or a key of `credentials` is
                not written as `HTTP_AUTHORIZATION` is.
            TypeError: The class, or the client, is for asynchronous stories.
        """
        return self._add(name, kind, user, credentials, client)  # type: ignore[no-any-return]


class AsyncStory(_Telling):
    """Several requests of several actors, in an asynchronous test.

    Under pytest use the fixture `async_story`. In a test case class, put
    `AsyncStoryTestCase` before the other base classes. Elsewhere, write `with
    AsyncStory() as story:`.

    Args:
        title: What the story is about.
        client_class: Makes the client of an actor. The default is `AsyncAPIClient`.

    Attributes:
        title: What the story is about.
        steps: The requests so far, in the order in which they were sent.

    Since:
        0.1.0.
    """

    _kind = AsyncActor
    _client_class = AsyncAPIClient

    def actor(
        self,
        name: str,
        kind: type[AA] = AsyncActor,  # type: ignore[assignment]
        *,
        user: AbstractBaseUser | None = None,
        credentials: Mapping[str, str] | None = None,
        client: Any = None,
    ) -> AA:
        """Return a new actor of the story, who is anonymous by default.

        Args:
            name: What the actor is called.
            kind: A class with the endpoints that the actor may call.
            user: The user of all requests, as with `force_authenticate`.
            credentials: Headers of all requests, as for `AsyncAPIClient.credentials`.
            client: What sends the requests, such as a client that is logged in.
                The default is a new one.

        Raises:
            ValueError: There is an actor of this name, the client or the target of the
                run does not take `user` or `credentials`, or a key of `credentials` is
                not written as `HTTP_AUTHORIZATION` is.
            TypeError: The class, or the client, is for synchronous stories.
        """
        return self._add(name, kind, user, credentials, client)  # type: ignore[no-any-return]
