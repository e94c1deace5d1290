"""Transcripts: as text, as JSON, as a diagram; what is cut, masked and escaped."""

from __future__ import annotations

import json
from textwrap import dedent
from typing import Any

import pytest

from restflow.test._database.queries import Query
from restflow.test._stories.steps import Step, named_status
from restflow.test._stories.transcript import (
    LONGEST_BODY,
    as_json,
    as_mermaid,
    as_text,
)

QUERY = Query("SELECT 1", (), 0.0, "", "default")


def step(**options: Any) -> Step:
    given: dict[str, Any] = {
        "actor": "Grace", "endpoint": "create", "method": "POST", "path": "/x/",
        "status": 201,
    }  # fmt: skip
    return Step(**given | options)


def line_with(word: str, **options: Any) -> str:
    """Return the line of a step's transcript that begins with a word."""
    lines = [line.strip() for line in as_text("", [step(**options)]).splitlines()]
    return next(line for line in lines if line.startswith(word))


def test_a_transcript_has_all_of_it() -> None:
    steps = [
        step(
            heading="Ada comes",
            sent=b'{"name": "Ada"}',
            received=b'{"id": 1}',
            queries=[QUERY, QUERY],
            hooks=["welcome", "partial(tell)"],
            waiting=["later"],
            mails=["ada@example.com: Welcome"],
        ),
        step(heading="Ada comes", queries=[QUERY]),
        step(
            heading="Ada goes", actor="Alan", endpoint="remove", method="DELETE",
            path="/x/1/", status=404, expected=403, failed=True,
        ),
        step(heading="", status=None, exception=LookupError("nothing here")),
        step(heading="", status=500, failed=True),
        step(heading="", status=None),
    ]  # fmt: skip
    assert as_text("A class of her own", steps) == dedent("""\
        Story: A class of her own

        -- Ada comes
          1. Grace: create -> 201 Created
             POST /x/
             sent      {"name": "Ada"}
             received  {"id": 1}
             2 queries; commit hooks that ran: welcome, partial(tell); commit hooks \
that wait for a commit: later; mail to ada@example.com: Welcome
          2. Grace: create -> 201 Created
             POST /x/
             1 query

        -- Ada goes
          3. Alan: remove -> 404 Not Found, not 403 Forbidden   <-- here
             DELETE /x/1/
          4. Grace: create -> raised LookupError
             POST /x/
             LookupError: nothing here
          5. Grace: create -> 500 Internal Server Error, not a success   <-- here
             POST /x/
          6. Grace: create -> no response
             POST /x/""")


def test_a_story_without_a_title_and_without_requests_says_so() -> None:
    assert as_text("", []) == "Story\n(no request was made)"


@pytest.mark.parametrize(
    ("status", "expected"),
    [(200, "200 OK"), (404, "404 Not Found"), (299, "299"), (599, "599")],
)
def test_a_status_has_its_phrase_if_it_has_one(status: int, expected: str) -> None:
    assert named_status(status) == expected


# --- Bodies --------------------------------------------------------------------------


def test_a_body_is_in_one_line() -> None:
    assert line_with("sent", sent=b'{\n  "a":\t1\r\n}') == 'sent      { "a": 1 }'


def test_a_long_body_is_cut_and_says_so() -> None:
    line = line_with("sent", sent=b"x" * (LONGEST_BODY + 5))
    assert line == f"sent      {'x' * LONGEST_BODY}… (5 more characters)"
    assert line_with("sent", sent=b"x" * LONGEST_BODY).endswith("x")


@pytest.mark.parametrize("body", [b"\x89PNG\xff", b"a\x00b"])
def test_a_binary_body_is_not_shown(body: bytes) -> None:
    told = f"received  <{len(body)} bytes of binary data>"
    assert line_with("received", received=body) == told


def test_a_body_in_another_script_is_shown() -> None:
    assert line_with("sent", sent='{"name": "Žofie 🐈"}'.encode()).endswith(
        'Žofie 🐈"}'
    )


# --- Secrets -------------------------------------------------------------------------

FORM = (
    b'--B\r\nContent-Disposition: form-data; name="user"\r\n\r\nada\r\n'
    b'--B\r\nContent-Disposition: form-data; name="password"\r\n\r\nop en -- sesame\r\n'
    b'--B\r\nContent-Disposition: form-data; name="rest"\r\n\r\nshown\r\n--B--\r\n'
)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ('{"password": "x", "a": "b"}', '{"password": "…", "a": "b"}'),
        ('{"new_password1":"x"}', '{"new_password1":"…"}'),
        ('{"client-secret" : "x"}', '{"client-secret" : "…"}'),
        ('{"Token": "x"}', '{"Token": "…"}'),
        ('{"api_key": "x", "apiKey": "y"}', '{"api_key": "…", "apiKey": "…"}'),
        # What is escaped does not end a secret.
        (r'{"password": "x\"y\\", "a": 1}', '{"password": "…", "a": 1}'),
        ('{"token": ""}', '{"token": ""}'),
        ('{"token": null}', '{"token": null}'),
        ('{"token": 9876.5, "a": 1}', '{"token": …, "a": 1}'),
        ('{"tokens": ["x", 1], "a": 1}', '{"tokens": …, "a": 1}'),
        ('{"secret": {"key": "x"}, "a": 1}', '{"secret": …, "a": 1}'),
        ('{"a": 1, "secret": {"key": ["x"]}}', '{"a": 1, "secret": …'),
        ("user=ada&password=x%20y&b=1", "user=ada&password=…&b=1"),
        ("password=x", "password=…"),
        (
            '{"access": "eyJhbGciOiJI.eyJ0b2tlbl90.c2lnbmF0dXJl", "a": 1}',
            '{"access": "…", "a": 1}',
        ),
        ('{"next": "/?token=x&b=1"}', '{"next": "/?token=…&b=1"}'),
        ('{"name": "the password is here"}', '{"name": "the password is here"}'),
    ],
)
def test_secrets_are_masked(body: str, expected: str) -> None:
    assert line_with("sent", sent=body.encode()) == f"sent      {expected}"
    assert line_with("received", received=body.encode()) == f"received  {expected}"
    content = json.loads(as_json("", [step(sent=body.encode())]))
    assert content["steps"][0]["sent"] == expected


def test_secrets_of_a_form_are_masked() -> None:
    line = line_with("sent", sent=FORM)
    assert "sesame" not in line
    assert 'name="user" ada --B' in line
    assert 'name="rest" shown --B' in line


@pytest.mark.parametrize("length", range(LONGEST_BODY - 30, LONGEST_BODY + 1, 3))
def test_a_secret_is_masked_where_a_body_is_cut(length: int) -> None:
    body = '{"a": "' + "x" * length + '", "password": "QQQQQQQQ"}'
    assert "Q" not in line_with("sent", sent=body.encode())


def test_a_secret_in_a_query_is_masked() -> None:
    secret = step(path="/x/?a=1&token=sesame", method="GET")
    for text in (
        as_text("", [secret]),
        as_json("", [secret]),
        as_mermaid(["Grace"], [secret]),
    ):
        assert "sesame" not in text
        assert "/x/?a=1&token=…" in text


# --- JSON ----------------------------------------------------------------------------


def test_json_has_all_of_a_step() -> None:
    given = step(
        heading="Ada comes", sent=b"{}", received=b"[]", expected=200, failed=True,
        exception=LookupError("x"), queries=[QUERY], hooks=["h"], waiting=["w"],
        mails=["m"],
    )  # fmt: skip
    assert json.loads(as_json("Of Žofie", [given])) == {
        "title": "Of Žofie",
        "steps": [
            {
                "heading": "Ada comes", "actor": "Grace", "endpoint": "create",
                "method": "POST", "path": "/x/", "sent": "{}", "status": 201,
                "expected": 200, "failed": True, "received": "[]",
                "exception": "LookupError('x')", "queries": ["SELECT 1"],
                "hooks": ["h"], "waiting": ["w"], "mails": ["m"],
            }
        ],
    }  # fmt: skip


def test_json_of_nothing_is_json() -> None:
    assert json.loads(as_json("", [])) == {"title": "", "steps": []}
    content = json.loads(as_json("", [step(status=None)]))
    assert content["steps"][0]["status"] is None
    assert content["steps"][0]["exception"] is None


# --- Mermaid -------------------------------------------------------------------------


def test_a_diagram_has_actors_and_steps() -> None:
    steps = [
        step(heading="Ada comes"),
        step(actor="a guest", status=404, failed=True, method="GET"),
        step(actor="a guest", status=None, exception=LookupError("x")),
        step(actor="a guest", heading="Ada goes"),
    ]
    assert as_mermaid(["Grace", "a guest", "idle"], steps) == dedent("""\
        sequenceDiagram
            actor A1 as Grace
            actor A2 as a guest
            actor A3 as idle
            participant API
            Note over A1,API: Ada comes
            A1->>API: create (POST /x/)
            API-->>A1: 201 Created
            A2->>API: create (GET /x/)
            API--xA2: 404 Not Found
            A2->>API: create (POST /x/)
            API--xA2: raised LookupError
            Note over A2,API: Ada goes
            A2->>API: create (POST /x/)
            API-->>A2: 201 Created
    """)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a;b", "a#59;b"),
        ("#1", "#35;1"),
        ("#35;", "#35;35#59;"),
        ("<b>", "#60;b#62;"),
        ("two\nlines\r\n", "two lines"),
        ("Žofie: end", "Žofie: end"),
    ],
)
def test_what_would_end_a_statement_is_escaped(name: str, expected: str) -> None:
    text = as_mermaid(
        [name], [step(actor=name, heading=name, endpoint=name, path="/x/?a=1;2")]
    )
    assert text.splitlines() == [
        "sequenceDiagram",
        f"    actor A1 as {expected}",
        "    participant API",
        f"    Note over A1,API: {expected}",
        f"    A1->>API: {expected} (POST /x/?a=1#59;2)",
        "    API-->>A1: 201 Created",
    ]
