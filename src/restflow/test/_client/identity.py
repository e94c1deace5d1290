"""Who a client is: its credentials, its session, its CSRF token."""

# Its handler is a subclass of the one that Django's client has.
# pyright: reportIncompatibleVariableOverride=false

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.contrib.auth import aget_user, alogout, get_user, logout
from django.http import HttpRequest
from django.middleware.csrf import CSRF_SESSION_KEY, get_token
from django.test import AsyncClient

from restflow._traps import SYNC_IN_ASYNC
from restflow.test._client.errors import SynchronousCallError, must_not_wait
from restflow.test._client.forgotten import in_event_loop
from restflow.test._client.pending import awaited
from restflow.test._handler.acting import acting
from restflow.test._handler.handler import ForceAuthAsyncClientHandler
from restflow.test._request.builder import Headers, RequestBuilder
from restflow.test._request.scope import Environ, normalise

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser
    from django.contrib.auth.models import AnonymousUser
    from django.contrib.sessions.backends.base import SessionBase


class Identity(RequestBuilder, AsyncClient):
    """The base of `AsyncAPIClient` that knows who makes the requests."""

    handler: ForceAuthAsyncClientHandler
    _credentials: Environ
    # Keys of sessions that a logout ended and that are still stored.
    _ended: list[str | None]

    def credentials(self, *, headers: Headers | None = None, **extra: Any) -> None:
        """Set the headers that go with every request from now on.

        They replace those of an earlier call. A call without arguments removes them. A
        header of a single request wins over the stored one. A redirect keeps them,
        unless it leads to another host.

        Args:
            headers: Headers by their HTTP names.
            **extra: Headers in WSGI's spelling, such as `HTTP_AUTHORIZATION='Token …'`.

        Raises:
            RequestArgumentError: A keyword is in lower case, so it names no header.

        Since:
            0.1.0. Comes from `rest_framework.test.APIClient.credentials`.
        """
        self._credentials = normalise(headers, extra)

    def force_authenticate(
        self, user: AbstractBaseUser | AnonymousUser | None = None, token: Any = None
    ) -> None:
        """Make every request as a user, without the view's authentication classes.

        Without arguments the client is anonymous again, as after `logout`. In a block
        of `as_user` the user of the block stays until it ends. For plain Django views
        use `aforce_login`: they do not see this user.

        Args:
            user: What views find as `request.user`.
            token: What views find as `request.auth`.

        Since:
            0.1.0. Comes from `rest_framework.test.APIClient.force_authenticate`.
        """
        if user is None and token is None:
            self.logout()
        self.handler.force_user = user
        self.handler.force_token = token

    @contextmanager
    def as_user(
        self, user: AbstractBaseUser | AnonymousUser, token: Any = None
    ) -> Generator[Self]:
        """Make the requests of a block as a user, as with `force_authenticate`.

        After the block the client has the user that it has without the block. The block
        affects its own task and those that it starts: other tasks may make requests as
        other users with the same client.

        Args:
            user: What views find as `request.user`.
            token: What views find as `request.auth`.

        Yields:
            The client.

        Since:
            0.1.0.
        """
        with acting(self.handler, user, token):
            yield self

    def logout(self) -> None:
        """Forget credentials, forced authentication, cookies and the session.

        In asynchronous code it must not use the database, so the stored session is
        deleted with the next request. `alogout` deletes it at once. In a block of
        `as_user` the user of the block stays until it ends.

        Since:
            0.1.0. Comes from `rest_framework.test.APIClient.logout`.
        """
        self._forget()
        if not in_event_loop():
            for request in self._ended_sessions():
                request.user = get_user(request)
                logout(request)

    @awaited
    async def alogout(  # pyright: ignore[reportIncompatibleMethodOverride]
        self,
    ) -> None:
        """Forget credentials, forced authentication, cookies and the session.

        In a block of `as_user` the user of the block stays until it ends.

        Since:
            0.1.0. Comes from `django.test.AsyncClient.alogout`, which leaves the
            credentials and the forced authentication as they are.
        """
        self._forget()
        await self._aend_sessions()

    def _forget(self) -> None:
        """Drop all that is kept here; what the server keeps is still to be ended."""
        self._credentials = {}
        self.handler.force_user = None
        self.handler.force_token = None
        cookie = self.cookies.get(settings.SESSION_COOKIE_NAME)
        # Without a session Django logs nobody out, and says so to `user_logged_out`.
        self._ended.append(cookie.value if cookie is not None else None)
        self.cookies.clear()

    def _ended_sessions(self) -> Iterator[HttpRequest]:
        """Give each session that is to be ended as a request, as Django wants it."""
        engine = import_module(settings.SESSION_ENGINE)
        while self._ended:
            request = HttpRequest()
            request.session = engine.SessionStore(self._ended.pop(0))
            yield request

    async def _aend_sessions(self) -> None:
        for request in self._ended_sessions():
            request.user = await aget_user(request)
            await alogout(request)

    def _stored(self) -> Environ:
        return {**super()._stored(), **self._credentials}

    @awaited
    async def acsrf_token(self) -> str:
        """Return a CSRF token for this client's next unsafe request.

        The client has the cookie that belongs to the token. Send the token as the
        header X-CSRFToken, as a JavaScript client does, or as the form field
        csrfmiddlewaretoken. Over HTTPS, Django also asks for an Origin or a Referer.

        Since:
            0.1.0. Works with CSRF_USE_SESSIONS as well.
        """
        request = HttpRequest()
        if settings.CSRF_USE_SESSIONS:
            session = await self.asession()
            secret = await session.aget(CSRF_SESSION_KEY)
        else:
            session = None
            cookie = self.cookies.get(settings.CSRF_COOKIE_NAME)
            secret = cookie.value if cookie is not None else None
        if secret:
            request.META["CSRF_COOKIE"] = secret
            return get_token(request)
        token = get_token(request)
        secret = request.META["CSRF_COOKIE"]
        if session is None:
            self.cookies[settings.CSRF_COOKIE_NAME] = secret
        else:
            await session.aset(CSRF_SESSION_KEY, secret)
            await session.asave()
        return token

    @awaited
    async def alogin(  # pyright: ignore[reportIncompatibleMethodOverride]
        self, **credentials: Any
    ) -> bool:
        """Log in with what the authentication backends take, and start a session.

        Args:
            **credentials: Such as `username` and `password`.

        Returns:
            Whether the credentials were right.

        Since:
            0.1.0. Comes from `django.test.AsyncClient.alogin`.
        """
        return await super().alogin(**credentials)

    @awaited
    async def aforce_login(  # pyright: ignore[reportIncompatibleMethodOverride]
        self, user: AbstractBaseUser, backend: str | None = None
    ) -> None:
        """Start a session for a user, without a password.

        Args:
            user: Who is to be logged in.
            backend: The path of an authentication backend; the first one, unless given.

        Since:
            0.1.0. Comes from `django.test.AsyncClient.aforce_login`.
        """
        await super().aforce_login(user, backend)  # type: ignore[arg-type]

    @awaited
    async def asession(  # pyright: ignore[reportIncompatibleMethodOverride]
        self,
    ) -> SessionBase:
        """Return the session of this client's requests, and make one if there is none.

        It is loaded, so `session["basket"]` waits for nothing. Save what you change in
        it: `await session.asave()`.

        Since:
            0.1.0. Comes from `django.test.AsyncClient.asession`.
        """
        session = await super().asession()
        # Whatever it is asked for, all of it is loaded.
        await session.aget("")
        return session

    def login(self, **credentials: Any) -> bool:
        """Log in, in synchronous code; `alogin` is for asynchronous code.

        Args:
            **credentials: What the authentication backends take.

        Raises:
            SynchronousCallError: This is asynchronous code.

        Since:
            0.1.0. Comes from `django.test.Client.login`.
        """
        _refuse_in_event_loop("login", "await client.alogin(…)")
        return super().login(**credentials)

    def force_login(self, user: AbstractBaseUser, backend: str | None = None) -> None:
        """Log a user in, in synchronous code; `aforce_login` is for asynchronous code.

        Args:
            user: Who is to be logged in.
            backend: The path of an authentication backend; the first one, unless given.

        Raises:
            SynchronousCallError: This is asynchronous code.

        Since:
            0.1.0. Comes from `django.test.Client.force_login`.
        """
        _refuse_in_event_loop("force_login", "await client.aforce_login(…)")
        super().force_login(user, backend)  # type: ignore[arg-type]

    @property
    def session(self) -> SessionBase:
        """The session, for synchronous code; `asession` is for asynchronous code.

        Raises:
            SynchronousCallError: This is asynchronous code.

        Since:
            0.1.0. Comes from `django.test.Client.session`.
        """
        # A stored one is loaded later, at the line that looks into it.
        _refuse_in_event_loop("session", "await client.asession()")
        return super().session


def _refuse_in_event_loop(name: str, instead: str) -> None:
    if must_not_wait():
        raise SynchronousCallError(
            SYNC_IN_ASYNC,
            f"`{name}` needs the database, which asynchronous code may not wait for.",
            f"Write `{instead}`.",
        )
