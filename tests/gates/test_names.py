"""Gates: what stands in code style on a page is there."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache

import pytest

from tests.gates import naming
from tests.gates.prose import project
from tests.gates.spans import INTERNAL, Span, docstrings, spans, texts
from tests.gates.vocabulary import WORD, internal, others, public
from tools.paths import ROOT

FILE = "tests/gates/names.toml"
EXCEPTIONS = tomllib.loads((ROOT / FILE).read_text())["exception"]
EXCEPTED = {word for table in EXCEPTIONS for word in table["words"]}

EVERYTHING = texts() | docstrings()


def is_internal(page: str) -> bool:
    """Tell whether a page speaks to those who work on restflow."""
    return page == INTERNAL or page.startswith("src/")


@cache
def every_span() -> tuple[Span, ...]:
    return tuple(spans(EVERYTHING))


def unknown(span: Span) -> list[str]:
    """Return the words of a span that are nowhere."""
    # A rule below looks at what is made, and test_contributing.py at paths.
    if span.code.startswith("make ") or ("/" in span.code and "(" not in span.code):
        return []
    known = [public(), others(), EXCEPTED]
    known += [internal()] if is_internal(span.page) else []
    words = WORD.findall(span.code)
    return [word for word in words if not any(word in names for names in known)]


def test_every_word_in_code_style_is_somewhere_in_code() -> None:
    found = [(span, word) for span in every_span() for word in unknown(span)]
    assert not found, told(*found[0])


def told(span: Span, word: str) -> str:
    return (
        f"{span.page} has `{span.code}`, and {word} is no name of restflow, of an "
        "example or of a package that pages speak of. Write the name that the code "
        f"has. If the name is right, say in {FILE} whose it is."
    )


@pytest.mark.parametrize("word", sorted(EXCEPTED))
def test_an_exception_is_still_on_a_page(word: str) -> None:
    pages = {span.page for span in every_span() if word in WORD.findall(span.code)}
    assert pages, f"No page has {word} in code style. Remove it from {FILE}."


def test_every_exception_has_a_reason() -> None:
    assert all(table["reason"].endswith(".") for table in EXCEPTIONS)


@pytest.mark.parametrize("rule", naming.RULES, ids=lambda rule: rule.__name__)
def test_what_looks_like_ours_is_there(rule: naming.Rule) -> None:
    wrong = [
        f"{page} {found}"
        for page, text in EVERYTHING.items()
        for found in rule(text, internal=is_internal(page))
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("extra", project()["optional-dependencies"])
def test_an_extra_is_on_a_page(extra: str) -> None:
    pages = [page for page, text in texts().items() if f"restflow[{extra}]" in text]
    assert any(page.startswith("docs/") for page in pages), (
        f"pyproject.toml has the extra {extra!r}, and no page says when to install "
        f"`restflow[{extra}]`."
    )


def test_a_mark_that_is_used_is_registered(pytestconfig: pytest.Config) -> None:
    known = {re.split(r"[(:]", mark)[0] for mark in pytestconfig.getini("markers")}
    found = [(span, mark) for span in every_span() for mark in marks(span)]
    unregistered = [(span, mark) for span, mark in found if mark not in known]
    assert found
    assert not unregistered, (
        f"{unregistered[0][0].page} has the mark {unregistered[0][1]!r}, which no "
        "plugin registers. Those of restflow are in src/restflow/_pytest/options.py."
    )


def marks(span: Span) -> Iterator[str]:
    for found in re.finditer(r"pytest\.mark\.(\w+)", span.code):
        yield found[1]


# These gates fail when they should.


@pytest.mark.parametrize(
    ("code", "word"),
    [
        ("check_the_hits()", "check_the_hits"),
        ("await client.aforce_logins(user)", "aforce_logins"),
        ("AsyncAPIClients", "AsyncAPIClients"),
        # A private name is none for a page.
        ("_WITHOUT_BODY", "_WITHOUT_BODY"),
    ],
)
def test_a_word_that_is_nowhere_is_found(code: str, word: str) -> None:
    assert unknown(Span("docs/guide/client.md", code)) == [word]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("`restflow.test.AsyncClient`", "restflow.test.AsyncClient"),
        ("`restflow.test.AsyncAPIClient.fetch`", "restflow.test.AsyncAPIClient.fetch"),
        ("`AsyncAPIClient.render`", "AsyncAPIClient.render"),
        ("`self.client.headers_of(x)`", "self.client.headers_of"),
        ("the setting `RESTFLOW_CACHE`", "RESTFLOW_CACHE"),
        ("`--restflow-targets`", "--restflow-targets"),
        ("`restflow_isolate`", "restflow_isolate"),
        ('pip install "restflow[server]"', "restflow[server]"),
        ("`make tests`", "make tests"),
        ("see `restflow.E199`", "restflow.E199"),
        ("restflow.E208 and W206", "restflow.E208"),
    ],
)
def test_a_name_that_is_not_there_is_found(text: str, said: str) -> None:
    wrong = [found for rule in naming.RULES for found in rule(text, internal=False)]
    assert len(wrong) == 1
    assert said in wrong[0]
