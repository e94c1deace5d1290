"""The requests of a failing test, in its report."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from restflow.test import Exchange

# What a test did last is what made it fail, as a rule.
_MOST_SHOWN = 10
_LONGEST_COMMAND = 4000


def show(report: pytest.TestReport, exchanges: list[Exchange]) -> None:
    """Put the exchanges before the other sections of a report, and empty their list.

    Args:
        report: The report.
        exchanges: What the clients of the test have sent.
    """
    report.sections[:0] = [
        *_sections("HTTP exchange", exchanges[-_MOST_SHOWN:], len(exchanges)),
        *_served_sections(),
    ]
    # A teardown that fails as well does not show them again.
    exchanges.clear()


def _served_sections() -> list[tuple[str, str]]:
    """Return what a live server has answered."""
    module = sys.modules.get("restflow.test._server.served")
    # Where nobody has imported it, no server has answered.
    if module is None:
        return []
    served = module.served
    sections = _sections("Live server, exchange", [*served.exchanges], served.count)
    served.clear()
    return sections


def _sections(kind: str, shown: list[Exchange], count: int) -> list[tuple[str, str]]:
    """Return the last of some exchanges, each as a section of a report."""
    left_out = count - len(shown)
    sections: list[tuple[str, str]] = []
    for number, exchange in enumerate(shown, start=left_out + 1):
        asked = f"{exchange.method} {exchange.url}"
        title = f"{kind} {number}: {asked} → {exchange.outcome}"
        command = exchange.as_curl()
        if len(command) > _LONGEST_COMMAND:
            command = (
                f"(as_curl() has the curl command, of {len(command):,} characters)"
            )
        sections.append((title, f"{exchange}\n\n{command}\n"))
    if left_out:
        sections.insert(0, (f"{left_out} earlier HTTP exchanges are not shown", ""))
    return sections
