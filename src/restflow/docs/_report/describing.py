"""What was observed of a test as the report has it: masked, cut, plain JSON."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from restflow.docs._masking.masking import Masker
from restflow.docs._records.types import Mail, RecordedExchange
from restflow.docs._report.packing import LONGEST, cut
from restflow.docs._report.types import ReportedExchange, ReportedQuery, ReportedTest
from restflow.docs._watching import describing
from restflow.docs._watching.observer import Observed
from restflow.test import Exchange, Query

_LONGEST_SQL = 4000
# Django names savepoints by thread and number.
_SAVEPOINT = re.compile(r"((?:ROLLBACK TO |RELEASE )?SAVEPOINT) .*", re.DOTALL)


def describe(
    test: ReportedTest,
    phases: Mapping[str, Observed],
    routes: Sequence[str | None],
    mask: Masker,
) -> None:
    """Add to a test what it did.

    Requests, commit hooks and mails of its fixtures count, and their queries don't.

    Args:
        test: The test.
        phases: What was observed of its setup, call and teardown, by their names.
        routes: The routes of its exchanges.
        mask: What masks its secrets; it knows all of them afterwards.
    """
    observed = [*phases.values()]
    exchanges = [exchange for each in observed for exchange in each.exchanges]
    known = mask.known
    found = describing.learn(observed, mask)
    if mask.known != known:
        # What is masked in one place is masked in all others, also in those before it.
        found = [describing.described(exchange, mask) for exchange in exchanges]
    test["exchanges"] = [*map(_exchange, exchanges, found, routes)]
    test["queries"] = [*_queries(phases.get("call", Observed()).queries, mask)]
    test["hooks"] = [name for each in observed for name in each.hook_names]
    test["mails"] = [_mail(mail, mask) for each in observed for mail in each.mails]


def _exchange(
    exchange: Exchange, described: RecordedExchange, route: str | None
) -> ReportedExchange:
    for message in (described["request"], described["response"]):
        if message and message["body"] is not None:
            message["body"] = cut(message["body"], LONGEST)
    took = exchange.duration
    return {
        **described,
        "ms": None if took is None else took * 1000,
        "route": route,
    }


def _queries(queries: list[Query], mask: Masker) -> Iterator[ReportedQuery]:
    @cache
    def shown(sql: str) -> str:
        return cut(mask.sql(_SAVEPOINT.sub(r"\1", sql)), _LONGEST_SQL)

    for query in queries:
        yield {
            "sql": shown(query.sql),
            "where": query.where,
            "ms": query.time * 1000,
            "using": query.using,
        }


def _mail(mail: Any, mask: Masker) -> Mail:
    return {
        "sender": mask.text(str(mail.from_email)),
        "to": [mask.text(str(address)) for address in mail.to],
        "subject": mask.text(str(mail.subject)),
        "body": cut(mask.text(str(mail.body)), LONGEST),
    }
