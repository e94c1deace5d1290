"""Lines and server-sent events, as section 9.2.6 of the HTML standard parses them."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from restflow.test import ServerSentEvent
from restflow.test._client.events import read_events, read_lines


async def chunks_of(*chunks: bytes) -> AsyncIterator[bytes]:
    for chunk in chunks:
        yield chunk


async def lines(*chunks: bytes) -> list[str]:
    return [line async for line in read_lines(chunks_of(*chunks))]


async def events(*chunks: bytes) -> list[ServerSentEvent]:
    read = read_events(read_lines(chunks_of(*chunks)))
    return [event async for event in read]


# --- Lines ---------------------------------------------------------------------------


@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
async def test_lines_come_without_their_ends(end: bytes) -> None:
    assert await lines(b"one" + end + b"two" + end) == ["one", "two"]


async def test_a_last_line_needs_no_end() -> None:
    assert await lines(b"one\ntwo") == ["one", "two"]


async def test_an_empty_line_is_a_line() -> None:
    assert await lines(b"\none\n\n") == ["", "one", ""]


async def test_no_body_has_no_lines() -> None:
    assert await lines() == []


async def test_a_line_may_come_in_pieces() -> None:
    assert await lines(b"o", b"n", b"", b"e\nt", b"wo\n") == ["one", "two"]


async def test_a_chunk_may_end_within_a_character() -> None:
    whole = "é€😀".encode()
    pieces = [bytes([byte]) for byte in whole]
    assert await lines(*pieces, b"\n") == ["é€😀"]


async def test_a_chunk_may_end_within_a_line_end() -> None:
    assert await lines(b"one\r", b"\ntwo\r", b"\n") == ["one", "two"]


async def test_what_only_python_takes_for_a_line_end_is_none() -> None:
    text = "one\x0b\x0c\x1c\x85\u2028two"
    assert await lines(f"{text}\n".encode()) == [text]


@pytest.mark.parametrize("end", [b"\n", b"\r", b"\r\n"])
async def test_a_line_is_given_when_it_ends_and_not_when_the_next_chunk_comes(
    end: bytes,
) -> None:
    asked = 0

    async def chunks() -> AsyncIterator[bytes]:
        nonlocal asked
        for chunk in (b"one" + end, b"two" + end):
            asked += 1
            yield chunk

    reading = read_lines(chunks())
    assert (await anext(reading), asked) == ("one", 1)
    assert (await anext(reading), asked) == ("two", 2)


# --- Events --------------------------------------------------------------------------


async def test_an_event_ends_with_an_empty_line() -> None:
    assert await events(b"data: one\n\ndata: two\n\n") == [
        ServerSentEvent("one"),
        ServerSentEvent("two"),
    ]


async def test_an_event_has_data_a_kind_an_id_and_a_time_to_wait() -> None:
    (event,) = await events(b"event: sale\nid: 7\nretry: 2500\ndata: socks\n\n")
    assert event == ServerSentEvent("socks", "sale", "7", 2500)


async def test_an_event_is_a_message_unless_the_server_says_otherwise() -> None:
    first, second = await events(b"event: sale\ndata: 1\n\ndata: 2\n\n")
    assert (first.event, second.event) == ("sale", "message")


async def test_an_empty_kind_is_a_message() -> None:
    (event,) = await events(b"event\ndata: 1\n\n")
    assert event.event == "message"


async def test_the_last_kind_counts() -> None:
    (event,) = await events(b"event: sale\nevent: loss\ndata: 1\n\n")
    assert event.event == "loss"


async def test_lines_of_data_are_joined_by_newlines() -> None:
    (event,) = await events(b"data: YHOO\ndata: +2\ndata: 10\n\n")
    assert event.data == "YHOO\n+2\n10"


async def test_data_may_be_empty() -> None:
    # The example of the standard: an empty text, a newline, and an unfinished event.
    read = await events(b"data\n\ndata\ndata\n\ndata:")
    assert [event.data for event in read] == ["", "\n"]


async def test_only_one_space_after_the_colon_is_no_data() -> None:
    read = await events(b"data:test\n\ndata: test\n\ndata:  test\n\ndata:\ttest\n\n")
    assert [event.data for event in read] == ["test", "test", " test", "\ttest"]


async def test_data_may_hold_colons() -> None:
    (event,) = await events(b'data: {"at": "12:30"}\n\n')
    assert event.data == '{"at": "12:30"}'


async def test_comments_are_ignored() -> None:
    read = await events(b": ping\n\n:\n\ndata: 1\n:data: 2\n\n")
    assert read == [ServerSentEvent("1")]


@pytest.mark.parametrize("line", ["datum: 2", "Data: 2", " data: 2", "dat", "data : 2"])
async def test_unknown_fields_are_ignored(line: str) -> None:
    assert await events(f"data: 1\n{line}\n\n".encode()) == [ServerSentEvent("1")]


@pytest.mark.parametrize("without", ["event: sale", "id: 1", "retry: 5", "", ": ping"])
async def test_what_has_no_data_is_no_event(without: str) -> None:
    read = await events(f"{without}\n\ndata: 1\n\n".encode())
    assert [(event.data, event.event, event.retry) for event in read] == [
        ("1", "message", None)
    ]


async def test_an_id_goes_with_all_events_until_the_next() -> None:
    read = await events(b"id: 1\n\ndata: a\n\nid: 2\ndata: b\n\ndata: c\n\n")
    assert [event.id for event in read] == ["1", "2", "2"]


@pytest.mark.parametrize("line", [b"id", b"id:", b"id: "])
async def test_an_empty_id_takes_the_last_one_back(line: bytes) -> None:
    _, event = await events(b"id: 1\ndata: a\n\n" + line + b"\ndata: b\n\n")
    assert event.id == ""


async def test_an_id_with_a_nul_is_ignored() -> None:
    (event,) = await events(b"id: 1\nid: 2\x003\ndata: a\n\n")
    assert event.id == "1"


@pytest.mark.parametrize("value", ["soon", "1.5", "-1", "+1", "", "1s", "1 ", "٣", "²"])
async def test_a_time_to_wait_that_is_not_made_of_digits_is_ignored(value: str) -> None:
    (event,) = await events(f"retry: {value}\ndata: a\n\n".encode())
    assert event.retry is None


async def test_a_time_to_wait_goes_with_its_event_only() -> None:
    first, second = await events(b"retry: 010\ndata: a\n\ndata: b\n\n")
    assert (first.retry, second.retry) == (10, None)


@pytest.mark.parametrize("rest", [b"data: 2", b"data: 2\n", b"id: 2", b"data: 2\r"])
async def test_an_event_that_is_not_finished_is_dropped(rest: bytes) -> None:
    assert await events(b"data: 1\n\n" + rest) == [ServerSentEvent("1")]


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"], ids=["LF", "CRLF", "CR"])
async def test_lines_end_in_each_of_three_ways(end: bytes) -> None:
    sent = end.join([b"event: sale", b"data: 1", b"data: 2", b"", b"data: 3", b"", b""])
    assert await events(sent) == [
        ServerSentEvent("1\n2", "sale"),
        ServerSentEvent("3"),
    ]


async def test_the_three_ways_may_be_mixed() -> None:
    assert await events(b"data: 1\rdata: 2\r\ndata: 3\n\r\n\rdata: 4\n\r") == [
        ServerSentEvent("1\n2\n3"),
        ServerSentEvent("4"),
    ]


async def test_a_return_and_a_newline_in_two_chunks_are_one_end() -> None:
    sent = [b"data: 1\r", b"\ndata: 2\r", b"\n\r", b"\n"]
    assert await events(*sent) == [ServerSentEvent("1\n2")]


async def test_an_event_is_given_at_its_last_byte() -> None:
    async def chunks() -> AsyncIterator[bytes]:
        yield b"data: 1\n\n"
        raise AssertionError("more was asked for")

    reading = read_events(read_lines(chunks()))
    assert await anext(reading) == ServerSentEvent("1")


async def test_a_byte_order_mark_at_the_beginning_is_ignored() -> None:
    assert await events(b"\xef\xbb\xbfdata: 1\n\n") == [ServerSentEvent("1")]


async def test_a_byte_order_mark_may_come_in_pieces() -> None:
    read = await events(b"\xef", b"\xbb", b"\xbfdata: 1\n\n")
    assert read == [ServerSentEvent("1")]


async def test_a_byte_order_mark_elsewhere_is_text() -> None:
    read = await events("data: \ufeff1\n\n\ufeffdata: 2\n\n".encode())
    assert read == [ServerSentEvent("\ufeff1")]


# Hypothesis hides from the hook of this directory that it is a coroutine function.
@pytest.mark.asyncio
@given(
    st.lists(
        st.sampled_from(
            ["data: é", "data:€\n\n", "id: 1", "event: x", ": c", "\n", "\r\n", "😀"]
        ),
        max_size=12,
    ),
    st.lists(st.integers(0, 80), max_size=8),
)
async def test_events_do_not_depend_on_where_chunks_end(
    parts: list[str], cuts: list[int]
) -> None:
    body = "\n".join(parts).encode() + b"\n\n"
    borders = [0, *sorted(cuts), len(body)]
    pieces = [body[a:b] for a, b in pairwise(borders)]
    assert await events(*pieces) == await events(body)


def test_the_data_of_an_event_may_be_json() -> None:
    assert ServerSentEvent('{"price": [1, null]}').json() == {"price": [1, None]}


def test_data_that_is_no_json_is_an_error() -> None:
    with pytest.raises(json.JSONDecodeError):
        ServerSentEvent("socks").json()
