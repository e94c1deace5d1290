"""What a card shows, in each format."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from restflow.docs import (
    Record,
    chips_html,
    escape,
    happened_html,
    record_html,
    record_text,
)
from restflow.docs._cards import diagram
from restflow.docs._cards.card import FORMATS
from restflow.docs._cards.code import fenced, highlighted, inline
from restflow.docs._cards.writing import planned
from restflow.docs._records.documented import documented
from tests.docs_package.test_documented import EXCHANGE, HAPPENED, put

VOID = {"link", "meta", "br", "path", "rect"}


class Balance(HTMLParser):
    """Notes elements that are closed in another order than they were opened."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.wrong: list[str] = []

    def handle_starttag(self, tag: str, attrs: Any) -> None:  # noqa: ARG002
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)


def record(**happened: Any) -> Record:
    tests: Any = {"test_one": {**HAPPENED, **happened}}
    return {"tests": tests}


def text_of(markup: str) -> str:
    return re.sub(r"<[^>]+>", " ", markup)


def test_mails_are_shown() -> None:
    mail = {"sender": "shop@x.org", "to": ["a@x.org", "b@x.org"], "subject": "Thanks"}
    shown = record_html(record(mails=[{**mail, "body": "It <b>comes</b>."}]))
    assert "1 mail was sent" in shown
    assert "To: a@x.org, b@x.org&#10;Subject: Thanks" in shown
    assert "It &lt;b&gt;comes&lt;/b&gt;." in shown


def test_the_text_has_what_the_html_has() -> None:
    one = record(exchanges=[EXCHANGE], queries=["SELECT a"], output="Hello\n")
    for wanted in ("GET /", "200 OK", "1 SQL query", "SELECT a", "Printed", "Hello"):
        assert wanted in record_text(one), wanted
        assert wanted in text_of(record_html(one)), wanted


def test_what_was_sent_can_put_nothing_into_the_page() -> None:
    evil = "<script>alert(1)</script>"
    exchange: dict[str, Any] = {
        **EXCHANGE,
        "method": evil,
        "path": f"/{evil}",
        "request": {"headers": {evil: evil}, "body": evil},
        "exception": f"Error: {evil}",
    }
    one = record(exchanges=[exchange], queries=[evil], hooks=[evil], output=evil)
    assert "<script" not in record_html(one)
    assert "<script" not in happened_html(one["tests"]["test_one"], evil)
    assert "<script" not in chips_html(one)


def test_html_is_one_line_and_shows_control_characters() -> None:
    assert escape("a\n\tb\x1b") == "a&#10;&#9;b\\x1b"
    assert len(escape("\r\x0b\x0c\x1c\x85\u2028\u2029").splitlines()) == 1
    assert "\n" not in record_html(record(output="a\nb", exchanges=[EXCHANGE]))


def test_chips_are_each_shown_once_and_the_rest_is_counted() -> None:
    exchanges = [{**EXCHANGE, "method": f"M{n}"} for n in range(7)]
    shown = chips_html(record(exchanges=[*exchanges, *exchanges]))
    assert shown.count('rf-chip"') == 5
    assert "+2" in shown
    assert chips_html(record()) == ""


def test_a_diagram_is_drawn_and_text_that_only_begins_like_one_is_not() -> None:
    source = "sequenceDiagram\n  actor A as Alice\n  participant B\n  A->>B: GET /"
    assert "<svg" in record_html(record(output=source))
    for other in (
        "sequenceDiagram\nhello",
        "sequenceDiagram\n  A->>B: GET /",
        "sequenceDiagram is a word",
    ):
        assert "<svg" not in record_html(record(output=other))
        assert "sequenceDiagram" in record_html(record(output=other))
    assert diagram.sequence(source).count("rf-who") == 2


def test_code_in_a_fence_may_hold_fences() -> None:
    assert fenced("````\n", "python") == "`````python\n````\n`````"


def test_code_in_backticks_is_code() -> None:
    assert inline("Use ``a<b`` or `c`.") == (
        "Use <code>a&lt;b</code> or <code>c</code>."
    )


def test_highlighted_code_is_the_same_code() -> None:
    code = 'def f(x):  # why\n    return f"{x!r}" + "é" * 2\n'
    marked = highlighted(code)
    assert '<span class="rf-keyword">def</span>' in marked
    assert '<span class="rf-comment"># why</span>' in marked
    assert text_of(marked).replace(" ", "") == escape(code).replace(" ", "")


@pytest.mark.parametrize("name", FORMATS)
def test_a_card_has_all_its_parts(tmp_path: Path, name: str) -> None:
    happened = {**HAPPENED, "exchanges": [EXCHANGE], "output": "So far ```"}
    put(tmp_path, record={"tests": {"test_a_sale": happened}})
    (tmp_path / "more").mkdir()
    put(tmp_path / "more")
    form = FORMATS[name]
    plan = planned(documented([tmp_path]), form)
    card, index = plan[f"test_orders{form.suffix}"], plan[f"index{form.suffix}"]
    for wanted in ("Orders", "They are made.", "test_a_sale", "200 OK", "So far"):
        assert wanted in card, wanted
    assert f"pytest {tmp_path}/test_orders.py" in card
    assert "more/test_orders" in index
    assert f"more/test_orders{form.suffix}" in plan
    assert ("restflow-cards.css" in plan) == form.has_stylesheet


@pytest.mark.parametrize("name", FORMATS)
def test_elements_are_closed_where_they_were_opened(tmp_path: Path, name: str) -> None:
    put(
        tmp_path,
        record={"tests": {"test_a_sale": {**HAPPENED, "exchanges": [EXCHANGE]}}},
    )
    form = FORMATS[name]
    for text in planned(documented([tmp_path]), form).values():
        balance = Balance()
        balance.feed(text)
        assert (balance.open, balance.wrong) == ([], [])


def test_a_line_that_would_include_a_file_is_shown_as_it_is(tmp_path: Path) -> None:
    put(tmp_path)
    (tmp_path / "test_orders.py").write_text('PAGE = """\n--8<-- "secret.txt"\n"""\n')
    plan = planned(documented([tmp_path]), FORMATS["mkdocs"])
    assert '\n;--8<-- "secret.txt"\n' in plan["test_orders.md"]
    plan = planned(documented([tmp_path]), FORMATS["myst"])
    assert '\n--8<-- "secret.txt"\n' in plan["test_orders.md"]


def test_every_class_of_a_record_has_a_rule() -> None:
    css = (Path(diagram.__file__).parent / "cards.css").read_text()
    exchanges = [EXCHANGE, {**EXCHANGE, "response": None}]
    shown = record_html(record(exchanges=exchanges, output="a\n" * 60))
    classes = set(" ".join(re.findall(r'class="([^"]+)"', shown)).split())
    assert {name for name in classes if f".{name}" not in css} <= {"rf-exchange"}
