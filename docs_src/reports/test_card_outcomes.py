"""What a card shows of a test that got no answer, or a very long one.

The exception stands in the place of the response. Of a long text, a card has the
beginning, and says how much is missing. Escapes show what would be invisible.
"""

import json
import re
from typing import Any

from restflow.docs import Happened, chips_html, happened_html, record_html, record_text

NOTHING: Happened = {"exchanges": [], "queries": [], "hooks": [], "output": ""}


def asked(exception: str | None = None, response: Any = None) -> Happened:
    exchange: Any = {"method": "GET", "path": "/mugs/", "exception": exception}
    exchange |= {"request": {"headers": {}, "body": None}, "response": response}
    return {**NOTHING, "exchanges": [exchange]}


def answered(body: str) -> Happened:
    return asked(response={"status": 200, "reason": "OK", "headers": {}, "body": body})


def test_no_answer() -> None:
    tests = {
        "test_error": asked("ValueError: no mug"),
        "test_gone": asked(),
        "test_offline": NOTHING,
    }
    print(record_text({"tests": tests}))  # [!]

    html = record_html({"tests": tests})
    assert "Exception that reached the test" in html
    assert "None arrived." in html
    assert "This test made no HTTP exchange." in html
    assert ">raised ValueError<" in chips_html({"tests": tests})
    assert ">no response<" in chips_html({"tests": tests})
    assert re.findall('rf-exchange"( open)?', html) == ["", " open"]


def test_a_long_answer() -> None:
    lines, line = answered(json.dumps([*range(50)])), answered("mug " * 600)
    for body in (lines, line):
        text = record_text({"tests": {"test_mugs": body}})
        print(text.splitlines()[-1])  # [!]
        assert text.splitlines()[-1] in happened_html(body)


def test_a_long_text_that_was_printed_is_folded() -> None:
    for lines, state in ((6, " open"), (7, "")):
        html = happened_html({**NOTHING, "output": "mug\n" * lines})
        assert f'rf-effect"{state}>' in html


def test_what_would_be_invisible() -> None:
    printed = happened_html({**NOTHING, "output": "a\x00b\r\nc\td"})
    assert "a\\x00b&#10;c&#9;d" in printed  # [!]
    for body, shown in (("\x1b", "\\x1b"), ('{"name":"Tasse à café"}', "à café")):
        assert shown in record_text({"tests": {"test_mugs": answered(body)}})
