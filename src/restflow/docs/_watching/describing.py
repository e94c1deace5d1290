"""An exchange as a record has it: the headers that matter, masked and scrubbed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from restflow.docs._masking.masking import Masker
from restflow.docs._masking.scrubbing import is_told_of_request, told_of_response
from restflow.docs._records.types import RecordedExchange, Response
from restflow.docs._watching.observer import Observed

if TYPE_CHECKING:
    from restflow.test import Exchange

_HOST = "testserver"
# The boundary of Django's own clients is always the same.
_BOUNDARY = re.compile(r"boundary=\"?(?!BoUnDaRyStRiNg)(?P<boundary>[^\";]+)")
_INVALID = 400

_Headers = Iterable[tuple[str, str]]


def described(exchange: Exchange, masker: Masker) -> RecordedExchange:
    """Return what a record has of an exchange."""
    sent = [
        (name, value)
        for name, value in exchange.request_headers.items()
        if is_told_of_request(name) and value != _HOST
    ]
    return {
        "method": exchange.method,
        "path": masker.path(exchange.url.removeprefix(f"http://{_HOST}")),
        "request": {
            "headers": _headers(sent, masker),
            "body": _body(exchange.request_body, sent, masker),
        },
        "response": _response(exchange, masker),
        "exception": exception_text(exchange.exception, masker),
    }


def learn(observed: Iterable[Observed], masker: Masker) -> list[RecordedExchange]:
    """Have a masker know the secrets in all that was observed.

    Returns:
        The exchanges, not scrubbed. If there was no secret to learn, all is masked.
    """
    found: list[RecordedExchange] = []
    with masker.learning():
        for each in observed:
            for exchange in each.exchanges:
                found.append(described(exchange, masker))
                _headers(exchange.request_headers.items(), masker)
                _headers(exchange.response_headers, masker)
            for query in each.queries:
                masker.learn_parameters(query.sql, query.params)
    return found


def is_of_a_browser(exchange: Exchange) -> bool:
    """Tell whether a browser sent a request: what it asks for is not the same twice."""
    agent = exchange.request_headers.get("User-Agent", "")
    # A test client may well call itself a browser, and is none.
    return exchange.served and agent.startswith("Mozilla/")


def exception_text(error: BaseException | None, masker: Masker) -> str | None:
    """Return the class and the text of an exception, if there is one."""
    return masker.text(f"{type(error).__name__}: {error}") if error else None


def _response(exchange: Exchange, masker: Masker) -> Response | None:
    if exchange.status is None:
        return None
    received = exchange.response_headers
    told = exchange.status == _INVALID
    return {
        "status": exchange.status,
        "reason": exchange.reason,
        "headers": _headers(told_of_response(received), masker),
        "body": _body(exchange.response_body, received, masker, told=told),
    }


def _headers(headers: _Headers, masker: Masker) -> dict[str, str]:
    kept: dict[str, str] = {}
    for name, value in headers:
        shown = masker.header(name, value)
        kept[name] = f"{kept[name]}\n{shown}" if name in kept else shown
    return kept


def _body(
    body: bytes, headers: _Headers, masker: Masker, *, told: bool = False
) -> str | None:
    if not body:
        return None
    kinds = [value for name, value in headers if name.lower() == "content-type"]
    kind = kinds[0] if kinds else ""
    text = body.decode(errors="backslashreplace")
    if masker.scrub and (found := _BOUNDARY.search(kind)):
        text = text.replace(found["boundary"], "<boundary>")
    return masker.body(text, kind, told=told)
