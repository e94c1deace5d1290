"""One request that a test client made, and its response."""

from __future__ import annotations

from dataclasses import dataclass, field
from http import HTTPStatus
from time import perf_counter

from restflow.test._exchanges.text import curl, http_text, outcome_text


@dataclass(eq=False)
class Exchange:
    """One request that a test client made, and its response.

    `str()` shows the exchange as `curl --verbose` does, without the headers that
    Django's middleware adds to every response. JSON is indented, and long bodies are
    cut.

    Attributes:
        method: The HTTP method.
        url: The absolute URL, percent-encoded, query included.
        request_headers: The headers that were sent, by their HTTP names. The values of
            a header that was sent twice are joined by a comma, as in Django.
        request_body: The body that was sent.
        status: The HTTP status, or None if no response came.
        response_headers: The headers that came back; each cookie is a Set-Cookie of
            its own, so these are pairs.
        response_body: The body that came back; of a stream, what was read so far.
        exception: The exception that the view raised, if it reached the test.
        streamed: Whether the response was a stream.
        duration: How long it took, in seconds: to the whole response, or to the start
            of a stream. None until then.
        sent: When it was sent, in seconds of `time.perf_counter`.
        served: Whether it was a live server of restflow that answered.

    Since:
        0.1.0.
    """

    method: str
    url: str
    request_headers: dict[str, str]
    request_body: bytes = b""
    status: int | None = None
    response_headers: list[tuple[str, str]] = field(
        default_factory=list[tuple[str, str]]
    )
    response_body: bytes = b""
    exception: BaseException | None = None
    streamed: bool = False
    duration: float | None = None
    sent: float = field(default_factory=perf_counter, init=False, repr=False)
    served: bool = field(default=False, init=False, repr=False)

    @property
    def reason(self) -> str:
        """The phrase that belongs to the status, such as 'Not Found'."""
        try:
            return HTTPStatus(self.status or 0).phrase
        except ValueError:
            return ""

    def as_curl(self) -> str:
        """Return the request as a curl command, to paste into a shell."""
        return curl(self.method, self.url, self.request_headers, self.request_body)

    @property
    def outcome(self) -> str:
        """What came back, in a few words: '404 Not Found', or 'raised ValueError'."""
        status = "" if self.status is None else f"{self.status} {self.reason}".rstrip()
        return outcome_text(status, self.exception)

    def __str__(self) -> str:
        line = f"{self.method} {self.url}"
        headers = self.request_headers.items()
        request = http_text(">", line, headers, self.request_body)
        if self.exception is not None:
            return f"{request}\n< {self.outcome}: {self.exception}"
        received = self.response_headers
        answer = http_text("<", self.outcome, received, self.response_body)
        unread = (
            "\n(a stream, of which nothing was read)"
            if self.streamed and not self.response_body
            else ""
        )
        return f"{request}\n{answer}{unread}"
