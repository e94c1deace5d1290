"""HTTP messages as text for people: which headers are shown, how much of a body."""

from __future__ import annotations

import json
import shlex
from base64 import b64encode
from collections.abc import Iterable, Mapping

from django.test.client import JSON_CONTENT_TYPE_RE

LONGEST_BODY = 2000
# Django's own middleware adds these to every response, and a client these to requests.
_NOISE = frozenset(
    {
        "content-length",
        "cross-origin-opener-policy",
        "referrer-policy",
        "x-content-type-options",
        "x-frame-options",
    }
)
# What Linux lets a command have in one argument, less some room for quotes.
_LONGEST_ARGUMENT = 100_000
_GLOB = frozenset("[]{}")
_CURL_SETS = frozenset({"content-length", "host"})


def outcome_text(status: str, exception: BaseException | None) -> str:
    """Return in a few words what came back.

    Args:
        status: The status with its phrase, or nothing where no response came.
        exception: The exception that the view raised instead.
    """
    if not status and exception is not None:
        return f"raised {type(exception).__name__}"
    return status or "no response"


def http_text(
    mark: str, first_line: str, headers: Iterable[tuple[str, str]], body: bytes
) -> str:
    """Return a message as `curl --verbose` writes it, without what middleware adds.

    Args:
        mark: What stands before each line that isn't the body: '>' or '<'.
        first_line: The request line, or the status.
        headers: The headers.
        body: The body; JSON is indented, and a long body is cut.
    """
    shown = [(name, value) for name, value in headers if name.lower() not in _NOISE]
    lines = [first_line, *(f"{name}: {value}" for name, value in shown)]
    head = "\n".join(f"{mark} {line}" for line in lines)
    kinds = [value for name, value in shown if name.lower() == "content-type"]
    if kinds and JSON_CONTENT_TYPE_RE.match(kinds[0]):
        body = _indented(body)
    return f"{head}\n{body_text(body)}" if body else head


def _indented(body: bytes) -> bytes:
    try:
        return json.dumps(json.loads(body), indent=2, ensure_ascii=False).encode()
    except ValueError:
        return body


def body_text(body: bytes, longest: int = LONGEST_BODY) -> str:
    """Return a body as text: the size of a binary one, the beginning of a long one."""
    text = printable(body)
    if text is None:
        return f"<{len(body):,} bytes of binary data>"
    if len(text) > longest:
        return f"{text[:longest]}… ({len(text) - longest:,} more characters)"
    return text


def printable(body: bytes) -> str | None:
    """Return a body as text, or None if it isn't text."""
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return None
    return (
        text if all(char.isprintable() or char in "\r\n\t" for char in text) else None
    )


def curl(method: str, url: str, headers: Mapping[str, str], body: bytes) -> str:
    """Return a curl command that sends the same request, byte for byte."""
    verb = ["--head"] if method == "HEAD" else ["--request", method]
    # Without these, curl rewrites dots in a path and expands brackets.
    as_it_is = ["--path-as-is"] * ("/." in url) + ["--globoff"] * bool(_GLOB & {*url})
    words = ["curl", *as_it_is, *verb, url]
    for name, value in headers.items():
        # curl derives both from the URL and the data, unless the host is another one.
        if name.lower() not in _CURL_SETS or (
            name.lower() == "host" and value not in url
        ):
            # To curl, a name alone takes a header away.
            words += ["--header", f"{name}: {value}" if value else f"{name};"]
    if not body:
        return shlex.join(words)
    text = printable(body)
    if text is not None and "\r" not in text and len(body) < _LONGEST_ARGUMENT:
        return shlex.join([*words, "--data-raw", text])
    # An argument holds no binary data, and not much of any: it goes through a pipe.
    encoded = b64encode(body).decode()
    return f"echo {encoded} | base64 -d | {shlex.join([*words, '--data-binary', '@-'])}"
