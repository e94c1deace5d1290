"""Gates: a number in prose is the one that the code has."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pkgutil import resolve_name
from typing import Any

import pytest

from tests.gates.prose import covered, mentions, messages, pages, spellings, value_of
from tools.paths import ROOT

FILE = "tests/gates/numbers.toml"
TABLES: dict[str, list[dict[str, Any]]] = tomllib.loads((ROOT / FILE).read_text())


@dataclass(frozen=True)
class Statement:
    """A sentence that has a number.

    Attributes:
        page: The page.
        fragment: Some words of it, with `{}` where the number is.
        name: What the code calls the number; nothing for one that is not of it.
        unit: The unit that prose counts in.
    """

    page: str
    fragment: str
    name: str = ""
    unit: str = ""

    def numbers(self) -> list[str]:
        """Return how the code's number may be written."""
        return spellings(value_of(self.name), self.unit) if self.name else []


def statements(kind: str) -> list[Statement]:
    return [
        Statement(page, fragment, table.get("name", ""), table.get("unit", ""))
        for table in TABLES[kind]
        for page, fragments in table["said"].items()
        for fragment in fragments
    ]


def where(statement: Statement) -> str:
    return f"{statement.page}: {statement.fragment}"


CONSTANTS, EXCEPTIONS = statements("constant"), statements("exception")

each_constant = pytest.mark.parametrize("statement", CONSTANTS, ids=where)


def wrong(statement: Statement) -> str:
    """Return what is wrong with a statement, or nothing."""
    numbers, text = statement.numbers(), pages().get(statement.page, "")
    if covered(text, statement.fragment, numbers):
        return ""
    if numbers and (said := instead(text, statement.fragment)):
        usual = [number for number in numbers if not number.endswith(".0")]
        return (
            f"{statement.page} says {said!r}, and {statement.name} is {numbers[0]}. "
            f"Write {' or '.join(usual)} there, or put the constant back."
        )
    return (
        f"{statement.page} no longer says {statement.fragment!r}. In {FILE}, write how "
        "the page says it now, or remove the line if it says nothing of the kind."
    )


def instead(text: str, fragment: str) -> str:
    """Return what a page says with another number than the one that is looked for."""
    # Versions of several servers have spaces between them.
    gap = r"(?:\d\S*(?: \d\S*)*|\S+)"
    pattern = gap.join(map(re.escape, fragment.split("{}")))
    found = re.search(rf"(?<!\w){pattern}", text, re.IGNORECASE)
    return found[0] if found else ""


def unknown(page: str, text: str, known: Iterable[Statement]) -> Iterator[str]:
    """Yield the numbers of a page that nobody has looked up."""
    spans = [
        span
        for statement in known
        if statement.page == page
        for span in covered(text, statement.fragment, statement.numbers())
    ]
    for start, around in mentions(text).items():
        if not any(start in span for span in spans):
            yield f"{page}: …{around}…"


@each_constant
def test_a_page_states_the_number_that_the_code_has(statement: Statement) -> None:
    assert not (message := wrong(statement)), message


@pytest.mark.parametrize("statement", EXCEPTIONS, ids=where)
def test_an_exception_is_still_on_its_page(statement: Statement) -> None:
    assert not (message := wrong(statement)), message


def test_every_exception_has_a_reason() -> None:
    assert all(table["reason"].endswith(".") for table in TABLES["exception"])


def test_every_number_on_a_page_is_looked_up() -> None:
    found = [
        number
        for page, text in pages().items()
        for number in unknown(page, text, CONSTANTS + EXCEPTIONS)
    ]
    assert not found, (
        f"{found[0]}\nNobody knows whether this number is right. Name in {FILE} the "
        "constant that has it, or say there why there is none."
    )


def test_no_message_states_a_number_by_itself() -> None:
    found = [(path, said) for path, text in messages() for said in mentions(text)]
    assert not found, f"{found[0]}: put the constant into the message."


def test_the_oldest_granian_that_is_named_is_the_oldest_that_is_taken() -> None:
    oldest = value_of("pyproject.toml(granian)").split(".")
    taken = resolve_name("restflow.test._server.servers._NO_DEADLOCK")
    assert tuple(map(int, oldest)) == taken


# These gates fail when they should.


@each_constant
def test_a_page_is_wrong_once_the_code_has_another_number(statement: Statement) -> None:
    numbers = spellings(another(value_of(statement.name)), statement.unit)
    assert not covered(pages()[statement.page], statement.fragment, numbers)


def another(value: Any) -> Any:
    """Return a value that the code might have instead."""
    match value:
        case None:
            return 0
        case str():
            return f"{value}1"
        case _:
            return value + 1


PAGE, NAME = "docs/guide/redirects-streams.md", "restflow.test._client.stream.PATIENCE"
KNOWN = Statement(PAGE, "still running {} seconds later", NAME)


def test_the_number_is_looked_up_in_the_code(monkeypatch: pytest.MonkeyPatch) -> None:
    assert KNOWN in CONSTANTS
    monkeypatch.setattr(NAME, 6.0)
    assert wrong(KNOWN) == (
        f"{PAGE} says 'still running five seconds later', and {NAME} is 6. "
        "Write 6 or six there, or put the constant back."
    )


def test_a_sentence_that_is_gone_is_told_from_a_wrong_number() -> None:
    assert wrong(replace(KNOWN, fragment="goes on for {} seconds")) == (
        f"{PAGE} no longer says 'goes on for {{}} seconds'. In {FILE}, write how the "
        "page says it now, or remove the line if it says nothing of the kind."
    )


@pytest.mark.parametrize(
    "text",
    [
        "It is still running six seconds later.",
        "It is still running five seconds later, and 0.5 seconds after that.",
        "It is still running five seconds later, three times.",
        "It is still running five seconds later. The last 10 are shown.",
        "It is still running five seconds later; 7 by default.",
        "It is still running five seconds later, or half a minute.",
        "It is still running five seconds later, after more than 2,000 bytes.",
        "It is still running five seconds later. A client gets a second.",
        "It makes two calls, and is still running five seconds later.",
    ],
)
def test_a_number_that_nobody_has_looked_up_is_found(text: str) -> None:
    assert len({*unknown(PAGE, text, [KNOWN])}) == 1


@pytest.mark.parametrize(
    "text",
    [
        "It is still running five seconds later.",
        "It is still running 5 seconds later.",
        "Two requests at once have status 200 or 404.",
        "One request, in one of two threads, by RFC 6265.",
        "The second time nothing happens.",
    ],
)
def test_other_numbers_are_left_alone(text: str) -> None:
    assert [*unknown(PAGE, text, [KNOWN])] == []
