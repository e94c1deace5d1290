"""Takes out of a record what differs from one run to the next."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

_SENT = (
    "accept",
    "accept-language",
    "authorization",
    "content-type",
    "cookie",
    "host",
    "if-none-match",
)
_RECEIVED = (
    "allow",
    "content-disposition",
    "content-type",
    "location",
    "set-cookie",
    "www-authenticate",
)
# Only where they tell what a cache did.
_OF_A_CACHE = ("cache-control", "cache-status", "etag")
_DEFAULT_HOST = "testserver"


def _by_number(listed: re.Match[str]) -> str:
    """Return the errors of a list as Django REST framework has them since 3.18."""
    return f'{{"{listed["valid"].count("{")}":{listed["errors"]}}}'


_VOLATILE: list[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]]] = [
    (re.compile(r"\beyJ[\w-]+\.[\w-]+\.[\w-]+"), "<JSON web token>"),
    (re.compile(r"(?<=Token )[0-9a-f]{40}\b"), "<token>"),
    (re.compile(r'(?<="token":")[0-9a-f]{40}(?=")'), "<token>"),
    (re.compile(r"(?<=sessionid=)[a-z0-9]{32}\b"), "<session key>"),
    (re.compile(r"(?<=csrftoken=)[A-Za-z0-9]{32}\b"), "<CSRF token>"),
    (re.compile(r"(?<=csrfmiddlewaretoken\" value=\")[A-Za-z0-9]{64}"), "<CSRF token>"),
    (re.compile(r"(?<=messages=)[\w-]+:[\w-]+:[\w-]+"), "<messages>"),
    (re.compile(r"(?<=expires=)[^;]+"), "<date>"),
    (re.compile(r"\b(localhost|127\.0\.0\.1):\d{4,5}\b"), r"\1:<port>"),
    (
        re.compile(r"\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?"),
        "<time>",
    ),
    (re.compile(r"(?<=; ttl=)\d+\b"), "<seconds>"),
    (re.compile(r"\b0x[0-9a-f]{6,}\b"), "<address>"),
    (
        re.compile(
            r'(?<="lines":)\[(?P<valid>(\{\},)*)(?P<errors>\{"\w+":\[.*?\]\})\]'
        ),
        _by_number,
    ),
    # Until Python 3.13.
    (re.compile(r"\binteger division or modulo by zero\b"), "division by zero"),
]


def text(value: str) -> str:
    """Return a text in which what is volatile is named instead of shown."""
    for pattern, replacement in _VOLATILE:
        value = pattern.sub(replacement, value)
    return value


def sent_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """Return the headers of a request that say something about it."""
    return {
        name: "<CSRF token>" if name.lower() == "x-csrftoken" else text(value)
        for name, value in headers.items()
        if name.lower() in _SENT or name.lower().startswith(("x-", "http-"))
        if value != _DEFAULT_HOST
    }


def received_headers(headers: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return the headers of a response that its view, not a middleware, chose."""
    kept: dict[str, str] = {}
    received = [*headers]
    cached = any(name.lower() == "cache-status" for name, _ in received)
    wanted = {*_RECEIVED, *(_OF_A_CACHE if cached else ())}
    for name, value in received:
        if name.lower() in wanted:
            shown = text(_sorted(value) if name.lower() == "allow" else value)
            kept[name] = f"{kept[name]}\n{shown}" if name in kept else shown
    return kept


def _sorted(methods: str) -> str:
    # Django REST framework's function views keep their methods in a set.
    return ", ".join(sorted(methods.split(", ")))
