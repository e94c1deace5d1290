"""Queries that grow with the rows: N+1."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from inspect import isawaitable

from asgiref.sync import sync_to_async
from django.db import DEFAULT_DB_ALIAS

from restflow._traps import GROWING_QUERIES, TrapError, public
from restflow.test._database.both_ways import is_async
from restflow.test._database.lines import follow_this_task
from restflow.test._database.queries import Query, listening, noted

# A list of values is as long as there are rows; savepoints are numbered.
_VARYING = re.compile(r"\(%s(?:, %s)*\)|\bs\d+_x\d+\b")
_MOST_SHOWN = 10
# How many times `rows` are added before each call. Each call finds new rows: it had to
# query them even if it keeps what it knows. Before the last one it is another number of
# rows, in case it keeps each of them. The first call fills caches.
_ADDED = (1, 1, 2)


@public
class GrowingQueriesError(TrapError, AssertionError):
    """A call made more queries when there were more rows.

    It names the statements that were repeated, and the line of the project that caused
    them. Its code is restflow.E114.

    Since:
        0.1.0.
    """


async def assert_constant_queries(
    call: Callable[[], Awaitable[object]],
    add_rows: Callable[[int], Awaitable[object] | object],
    *,
    rows: int = 2,
    using: str = DEFAULT_DB_ALIAS,
) -> None:
    """Fail if a call makes more queries the more rows there are (N+1).

    It adds rows and makes the call, three times. The last time it adds twice as many
    rows. The third call must not make more queries than the second. The first call
    fills caches, and isn't counted. You need not know any number. Queries of threads
    that are started without the context of the call, such as a `threading.Thread`, are
    not seen.

    Args:
        call: Makes the request, such as `lambda: client.get("/api/orders/")`.
        add_rows: A function or a coroutine function that takes a number and creates
            that many rows. A function runs in the thread of `sync_to_async`.
        rows: How many rows to add before the first call and before the second.
        using: The alias of the database.

    Raises:
        GrowingQueriesError: The call made more queries for more rows.

    Since:
        0.1.0.
    """
    __tracebackhide__ = True
    made: list[list[Query]] = []
    for times in _ADDED:
        await _add(add_rows, times * rows)
        made.append(await _queries_of(call, using))
    *_, fewer, more = made
    if len(more) > len(fewer):
        raise GrowingQueriesError(
            GROWING_QUERIES,
            f"The call made {len(fewer)} queries with {sum(_ADDED[:-1]) * rows} rows, "
            f"and {len(more)} with {sum(_ADDED) * rows}:\n{_repeated(fewer, more)}",
            "Fetch what belongs to the rows with them: `select_related` or "
            "`prefetch_related`.",
        )


async def _add(
    add_rows: Callable[[int], Awaitable[object] | object], rows: int
) -> None:
    made = add_rows(rows) if is_async(add_rows) else await sync_to_async(add_rows)(rows)
    if isawaitable(made):
        await made


@asynccontextmanager
async def noted_queries() -> AsyncGenerator[list[Query]]:
    """Note the queries of a block, and of tasks and threads that have its context."""
    queries: list[Query] = []
    follow_this_task()
    token = noted.set((*noted.get(), queries))
    try:
        with listening:
            yield queries
    finally:
        noted.reset(token)


async def _queries_of(call: Callable[[], Awaitable[object]], using: str) -> list[Query]:
    async with noted_queries() as queries:
        await call()
    return [query for query in queries if query.using == using]


def _repeated(fewer: list[Query], more: list[Query]) -> str:
    """Return the statements of which there are more, with their lines."""
    times = Counter(map(_kind, more))
    grown = times - Counter(map(_kind, fewer))
    examples = {_kind(query): query for query in reversed(more)}
    return "\n".join(
        f"  {times[kind]} times: {examples[kind]}"
        for kind, _ in grown.most_common(_MOST_SHOWN)
    )


def _kind(query: Query) -> tuple[str, str]:
    return _VARYING.sub("…", query.sql), query.where
