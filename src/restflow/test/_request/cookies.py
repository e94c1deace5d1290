"""Which cookies are sent with a request, as in a browser (RFC 6265).

`client.cookies` is a `SimpleCookie`, as Django documents it: it shows the cookie that
came last under each name, and what a test puts there is sent. What responses set is
kept besides in the standard library's jar, which knows of paths, domains, and the time.
"""

from __future__ import annotations

from email.message import Message
from http.cookiejar import CookieJar
from http.cookies import Morsel, SimpleCookie
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import quote
from urllib.request import Request

if TYPE_CHECKING:
    from http.client import HTTPResponse


class Jar:
    """The cookies that a client's responses have set."""

    def __init__(self) -> None:
        self._jar = CookieJar()
        # What `client.cookies` shows of them, and the values that it had.
        self._shown: dict[str, tuple[Morsel[str], str]] = {}

    def header(
        self, scope: dict[str, Any], cookies: SimpleCookie, *, own: bool = True
    ) -> str:
        """Return the header Cookie of a request.

        Args:
            scope: The request's.
            cookies: The client's.
            own: Send what the test has put there as well.
        """
        if not cookies and not self._shown:
            return ""
        self._take_back(cookies)
        received = self._received(scope) if self._shown else ""
        put_there = [
            f"{name}={morsel.coded_value}"
            for name, morsel in cookies.items()
            if own and name not in self._shown
        ]
        pairs = filter(None, [*received.split("; "), *put_there])
        # Of one name, that with the longest path is first, as the jar has it.
        return "; ".join(sorted(pairs, key=lambda pair: pair.partition("=")[0]))

    def _received(self, scope: dict[str, Any]) -> str:
        request = Request(_url(scope))  # noqa: S310  (nothing is opened)
        self._jar.add_cookie_header(request)
        return str(request.get_header("Cookie", ""))

    def take(
        self, scope: dict[str, Any], received: SimpleCookie, cookies: SimpleCookie
    ) -> None:
        """Keep the cookies of a response.

        Args:
            scope: The request's.
            received: The response's.
            cookies: The client's.
        """
        if not received:
            return
        self._take_back(cookies)
        response = cast("HTTPResponse", _Response(received))
        self._jar.extract_cookies(response, Request(_url(scope)))  # noqa: S310
        cookies.update(received)
        for name, morsel in received.items():
            self._shown[name] = morsel, morsel.coded_value

    def copied(self) -> Jar:
        """Return a jar with the same cookies, which changes nothing in this one."""
        other = Jar()
        for cookie in self._jar:
            other._jar.set_cookie(cookie)
        other._shown = {**self._shown}
        return other

    def _take_back(self, cookies: SimpleCookie) -> None:
        """Forget what the test has taken away or replaced."""
        for name, (shown, value) in [*self._shown.items()]:
            now = cookies.get(name)
            if now is shown and shown.coded_value == value:
                continue
            del self._shown[name]
            for cookie in [*self._jar]:
                if cookie.name == name:
                    self._jar.clear(cookie.domain, cookie.path, cookie.name)


class _Response:
    """A response, as the jar looks at one."""

    def __init__(self, cookies: SimpleCookie) -> None:
        self._message = Message()
        for morsel in cookies.values():
            self._message["Set-Cookie"] = morsel.OutputString()

    def info(self) -> Message:
        return self._message


def _url(scope: dict[str, Any]) -> str:
    host = next(
        (
            value.decode("latin-1")
            for name, value in scope["headers"]
            if name == b"host"
        ),
        scope["server"][0],
    )
    return f"{scope['scheme']}://{host}{quote(scope['path'])}"
