"""Server-sent events, as the HTML standard has them."""

from __future__ import annotations

import json
import re
from codecs import getincrementaldecoder
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

_LINE_END = re.compile("\r\n|\r|\n")


@dataclass(frozen=True)
class ServerSentEvent:
    """One event of a stream of type text/event-stream.

    Attributes:
        data: What was sent, its lines joined by newlines.
        event: The kind of event, 'message' unless the server says otherwise.
        id: The last id that the server gave, or an empty text.
        retry: The time to wait before reconnecting, in milliseconds, or None if the
            server gives none with this event.

    Since:
        0.1.0. Section 9.2 of the HTML standard.
    """

    data: str
    event: str = "message"
    id: str = ""
    retry: int | None = None

    def json(self) -> Any:
        """Return the data, parsed as JSON.

        Raises:
            json.JSONDecodeError: It isn't JSON.
        """
        return json.loads(self.data)


async def read_lines(chunks: AsyncIterator[bytes]) -> AsyncIterator[str]:
    """Yield the lines of a text in UTF-8, whatever chunks it comes in.

    They end in a line feed, a carriage return, or both, and come as soon as they do.
    """
    decode = getincrementaldecoder("utf-8-sig")().decode
    rest, after_return = "", False
    async for chunk in chunks:
        text = decode(chunk)
        if not text:
            continue
        if after_return:
            # The second half of a line end that was cut in two.
            text = text.removeprefix("\n")
        after_return = text.endswith("\r")
        *lines, rest = _LINE_END.split(rest + text)
        for line in lines:
            yield line
    if rest := rest + decode(b"", final=True):
        yield rest


async def read_events(lines: AsyncIterator[str]) -> AsyncIterator[ServerSentEvent]:
    """Yield the events that lines make up; an unfinished one at the end is dropped."""
    data: list[str] = []
    event, last_id, retry = "", "", None
    async for line in lines:
        name, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if not line:
            if data:
                text = "\n".join(data)
                yield ServerSentEvent(text, event or "message", last_id, retry)
            data, event, retry = [], "", None
        elif name == "data":
            data.append(value)
        elif name == "event":
            event = value
        elif name == "id" and "\0" not in value:
            last_id = value
        elif name == "retry" and value.isascii() and value.isdigit():
            retry = int(value)
