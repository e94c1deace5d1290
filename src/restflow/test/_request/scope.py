"""From what a test passes to the ASGI scope that a view receives.

Every header and variable of a request is brought into one form first: headers under
their lower-case names (`x-tenant`), variables of the connection under their WSGI names
(`REMOTE_ADDR`). Layers in that form (a client's defaults, its credentials, one call)
are then merged like dictionaries, so a later one replaces an earlier one and nothing is
ever sent twice.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from contextlib import suppress
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

from django.utils.http import urlencode

from restflow._traps import UNKNOWN_KEYWORD
from restflow.test._request.errors import RequestArgumentError

Environ = dict[str, str]

_VARIABLES = {
    "QUERY_STRING",
    "REMOTE_ADDR",
    "REMOTE_PORT",
    "SCRIPT_NAME",
    "SERVER_NAME",
    "SERVER_PORT",
    "wsgi.url_scheme",
}
_BODY_HINT = (
    "It encodes a body, which this method doesn't have; an Accept header chooses what "
    "comes back."
)
_OPTIONS = (
    "content_type",
    "data",
    "follow",
    "format",
    "headers",
    "path",
    "query_params",
    "secure",
)


def normalise(headers: Mapping[str, Any] | None, extra: Mapping[str, Any]) -> Environ:
    """Bring headers and keyword arguments, in any spelling, into one form.

    Args:
        headers: Headers by the names that HTTP uses (`{"X-Tenant": "acme"}`).
        extra: Headers as WSGI names them (`HTTP_X_TENANT="acme"`), as Django's
            asynchronous client does (`X_TENANT="acme"`), or variables of the
            connection (`REMOTE_ADDR="10.0.0.1"`).

    Raises:
        RequestArgumentError: A keyword is in lower case, so it names neither.
    """
    environ: Environ = {}
    for key, value in extra.items():
        if key in _VARIABLES:
            environ[key] = str(value)
        elif key.islower() and key.isidentifier():
            raise _unknown(key)
        else:
            name = key.removeprefix("HTTP_").replace("_", "-").lower()
            environ[name] = _as_header(key, value)
    for key, value in (headers or {}).items():
        name = key.removeprefix("HTTP_").replace("_", "-").lower()
        environ[name] = _as_header(key, value)
    return environ


def _as_header(key: str, value: Any) -> str:
    if isinstance(value, bytes):
        return value.decode("latin-1")
    kind = "None" if value is None else f"a {type(value).__name__}"
    if value is None or isinstance(value, (Mapping, list, tuple, AbstractSet)):
        raise RequestArgumentError(
            UNKNOWN_KEYWORD,
            f"`{key}` would be a header, and its value is {kind}.",
            "A header is a text. If you meant an argument, write it as the method has "
            "it, such as `query_params` or `headers`.",
        )
    return str(value)


# What requests and httpx call it.
_OF_OTHER_CLIENTS = {
    "json": "Write `data=…`, and `format='json'` if that is not the default.",
    "params": "Write `query_params=…`.",
    "files": "Put the files into `data=…`, with `format='multipart'`.",
    "content": "Write `data=…` with `content_type=…`.",
    "follow_redirects": "Write `follow=True`.",
    "allow_redirects": "Write `follow=True`.",
}


def _unknown(key: str) -> RequestArgumentError:
    header = f"HTTP_{key.upper()}=… or headers={{{key.replace('_', '-').title()!r}: …}}"
    remedy = f"A header is written {header}."
    if instead := _OF_OTHER_CLIENTS.get(key):
        problem, remedy = f"Unknown keyword `{key}`.", instead
    elif key in _OPTIONS:
        problem = f"`{key}` has no meaning for this method."
        remedy = "Leave it out. " + _BODY_HINT if key == "format" else "Leave it out."
    else:
        close = difflib.get_close_matches(key, _OPTIONS, n=1)
        hint = f" Did you mean `{close[0]}`?" if close else ""
        problem = f"Unknown keyword `{key}`.{hint}"
    return RequestArgumentError(UNKNOWN_KEYWORD, problem, remedy)


def refuse_body(**options: str | None) -> None:
    """Raise if an option is given that only a body gives a meaning to."""
    for key, value in options.items():
        if value is not None:
            raise _unknown(key)


def build_scope(
    method: str,
    path: str,
    environ: Environ,
    *,
    body: bytes = b"",
    secure: bool = False,
    query_params: Any = None,
) -> dict[str, Any]:
    """Return the ASGI scope of a request.

    Args:
        method: The HTTP method.
        path: A path or an absolute URL, percent-encoded, with or without a query. The
            scheme and host of a URL are those of the request.
        environ: Headers and variables, as `normalise` returns them.
        body: The encoded body. It travels in the scope until the request is made.
        secure: Use HTTPS.
        query_params: Query arguments, added to those of `path`.
    """
    url = _split(str(path))
    scheme = url.scheme or environ.get("wsgi.url_scheme", "https" if secure else "http")
    default_port = 443 if scheme == "https" else 80
    server = environ.get("SERVER_NAME", "testserver")
    named: Any = environ.get("SERVER_PORT")
    if url.netloc:
        server, named = url.hostname or server, url.port
    port = int(named or default_port)
    headers = {
        "host": server if port == default_port else f"{server}:{port}",
        **{name: value for name, value in environ.items() if name not in _VARIABLES},
    }
    if url.netloc:
        headers["host"] = url.netloc.rpartition("@")[2]
    if body:
        headers.setdefault("content-length", str(len(body)))
    root = environ.get("SCRIPT_NAME", "")
    query = [environ.get("QUERY_STRING", ""), url.query, _query(query_params)]
    return {
        "method": method,
        "path": root + (unquote(url.path) or "/"),
        "query_string": "&".join(filter(None, query)),
        "scheme": scheme,
        "server": (server, str(port)),
        "client": [
            environ.get("REMOTE_ADDR", "127.0.0.1"),
            int(environ.get("REMOTE_PORT", 0)),
        ],
        "root_path": root,
        "headers": _encode_headers(headers.items()),
        "body": body,
    }


def _split(path: str) -> SplitResult:
    # A path that begins with two slashes names no host when it is a request's target.
    if path.startswith("//"):
        path, _, query = path.partition("?")
        return SplitResult("", "", path, query.partition("#")[0], "")
    return urlsplit(path)


def _query(params: Any) -> str:
    if not params:
        return ""
    if not isinstance(params, (str, bytes)) and hasattr(params, "__iter__"):
        # Django's error names a value that can't be part of a query.
        with suppress(ValueError):
            return urlencode(params, doseq=True)
    raise TypeError(
        f"Query arguments are a mapping or pairs, not {params!r}. Write them as "
        "{'page': 2, 'tag': ['a', 'b']}."
    )


def _encode_headers(items: Iterable[tuple[str, str]]) -> list[tuple[bytes, bytes]]:
    return [(name.encode("ascii"), value.encode("latin-1")) for name, value in items]


def cookie_header(cookies: SimpleCookie) -> str:
    """Return the header Cookie for all of these."""
    pairs = (f"{name}={morsel.coded_value}" for name, morsel in cookies.items())
    return "; ".join(sorted(pairs))


def complete_scope(
    scope: Mapping[str, Any], cookies: Callable[[dict[str, Any]], str]
) -> dict[str, Any]:
    """Return `scope` with what ASGI requires of it and with a client's cookies.

    Args:
        scope: What is known of the request.
        cookies: Returns the header Cookie for a complete scope that has none.
    """
    complete: dict[str, Any] = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "path": "/",
        "query_string": "",
        "scheme": "http",
        "server": ("testserver", "80"),
        "client": ["127.0.0.1", 0],
        **scope,
    }
    headers = complete["headers"] = list(complete.get("headers", []))
    if b"cookie" not in dict(headers) and (header := cookies(complete)):
        headers.append((b"cookie", header.encode("ascii")))
    return complete
