"""Where a redirect leads, from one scope to the next, and how many are followed."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote, urljoin, urlsplit

from django.test.client import RedirectCycleError

if TYPE_CHECKING:
    from restflow.test._client.response import ClientResponse

_STATUSES = frozenset({301, 302, 303, 307, 308})
LONGEST_CHAIN = 20
# In a scope: the cookies that a test has given its client stay behind.
ELSEWHERE = "restflow.elsewhere"
_BODY_HEADERS = frozenset({b"content-length", b"content-type"})


def is_redirect(response: ClientResponse) -> bool:
    """Tell whether a response leads elsewhere."""
    return response.status_code in _STATUSES and response.has_header("Location")


def next_method(method: str, status: int) -> str:
    """Return the method of the request that follows a redirect.

    Since:
        0.1.0. RFC 9110, section 15.4, as the WHATWG Fetch standard narrows it: 301
        and 302 turn POST into GET, 303 turns all but HEAD into GET, 307 and 308
        change nothing.
    """
    if status == HTTPStatus.SEE_OTHER and method != "HEAD":
        return "GET"
    moved = (HTTPStatus.MOVED_PERMANENTLY, HTTPStatus.FOUND)
    if status in moved and method == "POST":
        return "GET"
    return method


def next_scope(
    scope: dict[str, Any], response: ClientResponse, private: frozenset[bytes]
) -> dict[str, Any]:
    """Return the scope of the request that `response` redirects to.

    Args:
        scope: The scope that led to `response`, with its body under `body`.
        response: A response with a Location.
        private: Names of headers that may not go to another host.
    """
    headers = dict(scope["headers"])
    origin = f"{scope['scheme']}://{headers[b'host'].decode()}"
    base = f"{origin}{quote(scope['path'])}?{scope['query_string']}"
    target = urlsplit(urljoin(base, response["Location"]))
    if target.hostname != urlsplit(origin).hostname:
        headers = {name: headers[name] for name in headers if name not in private}
        scope = {**scope, ELSEWHERE: True}
    headers[b"host"] = target.netloc.rpartition("@")[2].encode("ascii")
    method = next_method(scope["method"], response.status_code)
    if method != scope["method"]:
        headers = {name: headers[name] for name in headers if name not in _BODY_HEADERS}
    port = target.port or (443 if target.scheme == "https" else 80)
    return {
        **scope,
        "method": method,
        "scheme": target.scheme,
        "server": (target.hostname or "", str(port)),
        "path": unquote(target.path) or "/",
        "query_string": target.query,
        "headers": list(headers.items()),
        "body": scope["body"] if method == scope["method"] else b"",
    }


def refuse_endless(response: ClientResponse) -> None:
    """Raise RedirectCycleError for a response in a loop, or in too long a chain."""
    chain = response.redirect_chain
    if chain[-1] in chain[:-1]:
        raise RedirectCycleError("Redirect loop detected.", last_response=response)
    if len(chain) > LONGEST_CHAIN:
        raise RedirectCycleError("Too many redirects.", last_response=response)
