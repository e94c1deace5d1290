"""Takes out of a record what differs from one run to the next."""

from __future__ import annotations

import re

from restflow.docs._masking.rules import Pattern, Rules

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


_VOLATILE: list[Pattern] = [
    (
        re.compile(r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b"),
        "<uuid>",
    ),
    # Of a link that resets a password.
    (re.compile(r"\b[a-z0-9]{6}-[0-9a-f]{32}\b"), "<token>"),
    (re.compile(r"(?<=boundary=)(?!BoUnDaRyStRiNg)[\w'()+,./:=?-]+"), "<boundary>"),
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
    # As Python's `tempfile` and pytest's `tmp_path` make them.
    (re.compile(r"\btmp[a-z0-9_]{8}(?![a-zA-Z0-9_])"), "<temporary name>"),
    (
        re.compile(r"(?<=/pytest-of-)[\w.-]+/pytest-\d+(/popen-gw\d+)?(?=/)"),
        "<temporary name>",
    ),
    (re.compile(r"(?<=; ttl=)\d+\b"), "<seconds>"),
    (re.compile(r"\b0x[0-9a-f]{6,}\b"), "<address>"),
]


def text(value: str, rules: Rules) -> str:
    """Return a text in which what is volatile is named instead of shown."""
    for pattern, replacement in (*_VOLATILE, *rules.patterns):
        value = pattern.sub(replacement, value)
    return value


def is_told_of_request(name: str) -> bool:
    """Tell whether a record has this header of a request."""
    return name.lower() in _SENT or name.lower().startswith(("x-", "http-"))


def told_of_response(headers: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the headers of a response that its view, not a middleware, chose."""
    cached = any(name.lower() == "cache-status" for name, _ in headers)
    wanted = {*_RECEIVED, *(_OF_A_CACHE if cached else ())}
    return [
        (name, _sorted(value) if name.lower() == "allow" else value)
        for name, value in headers
        if name.lower() in wanted
    ]


def _sorted(methods: str) -> str:
    # Django REST framework's function views keep their methods in a set.
    return ", ".join(sorted(methods.split(", ")))
