"""Secrets are in no text of a record, whatever channel they come through."""

from __future__ import annotations

import json
import re
import time
from base64 import b64encode

import pytest
from django.test import override_settings

from restflow.docs import Rules
from restflow.docs._masking import masking
from restflow.docs._masking.masking import Masker
from restflow.docs._masking.rules import is_secret
from restflow.docs._watching.describing import described, learn
from restflow.docs._watching.observer import Observed
from restflow.test import Exchange, Query

SECRET = "s3cr3t-väl/ue+1"


def masked(masker: Masker | None = None, /, **values: object) -> str:
    """Return the whole record of an exchange as one text."""
    fields = {
        "method": "POST",
        "url": "http://testserver/api/",
        "request_headers": {},
    } | values
    exchange = Exchange(**fields)  # type: ignore[arg-type]
    masker = masker or Masker(Rules(), scrub=True)
    learn([Observed(exchanges=[exchange])], masker)
    return json.dumps(described(exchange, masker), ensure_ascii=False)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Authorization", f"Bearer {SECRET}"),
        ("Authorization", SECRET),
        ("Authorization", f"Basic {b64encode(f'alice:{SECRET}'.encode()).decode()}"),
        ("Proxy-Authorization", f"Token {SECRET}"),
        ("Cookie", f"sessionid={SECRET}"),
        ("Cookie", f"theme=dark; whatever={SECRET}"),
        ("X-Api-Key", SECRET),
        ("X-Auth-Token", SECRET),
        ("X-CSRFToken", SECRET),
    ],
)
def test_a_header_is_masked(name: str, value: str) -> None:
    record = masked(request_headers={name: value})

    assert SECRET not in record
    assert value.rpartition(" ")[2] not in record


def test_a_header_keeps_what_tells_its_kind() -> None:
    record = masked(
        request_headers={
            "Authorization": f"Bearer {SECRET}",
            "Cookie": f"theme={SECRET}; sessionid={SECRET}",
        }
    )

    assert '"Authorization": "Bearer <masked>"' in record
    assert '"Cookie": "theme=<masked>; sessionid=<masked>"' in record


def test_a_cookie_that_is_set_keeps_its_attributes() -> None:
    record = masked(
        status=200,
        response_headers=[("Set-Cookie", f"a={SECRET}; Path=/shop; Max-Age=60")],
    )

    assert '"Set-Cookie": "a=<masked>; Path=/shop; Max-Age=60"' in record


def test_a_cookie_that_is_deleted_is_seen_to_be() -> None:
    record = masked(status=200, response_headers=[("Set-Cookie", 'a=""; Max-Age=0')])

    assert r"a=\"\"; Max-Age=0" in record


FIELDS = [
    *("password", "new_password1", "newPassword", "passwd", "secret", "client_secret"),
    *("token", "refresh_token", "accessToken", "api_key", "apiKey", "key", "otp"),
    *("sessionid", "csrfmiddlewaretoken", "credentials", "private_key", "signature"),
    *("pwd", "userPwd", "pin", "card_pin", "refresh"),
]


@pytest.mark.parametrize("name", FIELDS)
def test_a_field_with_a_telling_name_is_masked(name: str) -> None:
    body = json.dumps({"user": {name: SECRET, "name": "alice"}}).encode()

    record = masked(
        request_body=body, request_headers={"Content-Type": "application/json"}
    )

    assert "alice" in record
    assert "<masked>" in record
    assert json.dumps(SECRET)[1:-1] not in record


def test_json_in_a_text_of_json_is_masked() -> None:
    inner = json.dumps({"name": "alice", "login": json.dumps({"password": SECRET})})
    body = json.dumps({"event": inner, "all": [inner]}).encode()

    record = masked(request_body=body)

    assert record.count("alice") == 2
    assert record.count("<masked>") == 2
    assert SECRET not in record


@pytest.mark.parametrize(
    "name",
    [
        *("primary_key", "sort_key", "monkey", "token_type", "author", "keyboard"),
        *("spin", "pinned", "shipping", "refresh_rate"),
    ],
)
def test_a_field_whose_name_only_resembles_one_is_shown(name: str) -> None:
    body = json.dumps({name: "visible"}).encode()

    assert "visible" in masked(request_body=body)


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/x-www-form-urlencoded", "a=1&password=s3cr3t-v%C3%A4l%2Fue%2B1"),
        (
            "multipart/form-data; boundary=XX",
            "\r\n".join(
                [
                    "--XX",
                    'Content-Disposition: form-data; name="secret"; filename="a.txt"',
                    f"Content-Type: text/plain\r\n\r\n{SECRET}\r\n--XX--",
                ]
            ),
        ),
        ("application/xml", f"<login><password>{SECRET}</password></login>"),
        ("application/xml", f"<a:secret>{SECRET}</a:secret>"),
        ("application/xml", f"<secret><![CDATA[{SECRET}]]></secret>"),
        ("multipart/form-data", f"--X\r\nx: y; name=token\r\n\r\n{SECRET}\r\n--X--"),
        ("text/html", f'<input type="hidden" name="token" value="{SECRET}">'),
        ("application/json", json.dumps([{"tokens": [SECRET, SECRET]}])),
        ("application/json", json.dumps({"secret": {"value": SECRET}}, indent=2)),
        ("text/plain", f"password: {SECRET}"),
        ("text/plain", f"postgres://shop:{SECRET}@db/shop".replace("/ue", "_ue")),
    ],
)
def test_a_body_of_any_kind_is_masked(kind: str, body: str) -> None:
    record = masked(request_body=body.encode(), request_headers={"Content-Type": kind})

    assert "s3cr3t" not in record
    assert "<masked>" in record


def test_json_keeps_its_form() -> None:
    body = b'{"a":[1,{"token":"abcdefgh"}],"b":"x y"}'

    record = json.loads(masked(request_body=body))

    assert record["request"]["body"] == '{"a":[1,{"token":"<masked>"}],"b":"x y"}'


def test_json_without_a_secret_is_shown_byte_for_byte() -> None:
    body = '{ "a" :1.50,\t"ä":"\\u00e4" }'

    assert json.loads(masked(request_body=body.encode()))["request"]["body"] == body


def test_what_is_wrong_with_a_field_is_shown() -> None:
    body = b'{"password":["This field may not be blank."]}'

    assert "may not be blank" in masked(status=400, response_body=body)


@pytest.mark.parametrize("name", ["token", "key", "api%5Fkey"])
def test_a_query_is_masked(name: str) -> None:
    record = masked(url=f"http://testserver/api/?page=2&{name}=abcdefgh")

    assert f"/api/?page=2&{name}=<masked>" in record


def test_a_field_of_a_form_that_is_called_key_is_masked() -> None:
    kind = {"Content-Type": "application/x-www-form-urlencoded"}

    assert "key=<masked>" in masked(request_body=b"key=abc", request_headers=kind)


def test_a_short_password_in_a_url_is_masked() -> None:
    assert Masker(Rules()).text("redis://me:pw@host/0") == "redis://me:<masked>@host/0"


@pytest.mark.parametrize(
    "spelt",
    [
        "it's & a+b/c",
        "it%27s%20%26%20a%2Bb/c",
        "it%27s%20%26%20a%2Bb%2Fc",
        "it%27s+%26+a%2Bb%2Fc",
        "it&#x27;s &amp; a+b/c",
        "aXQncyAmIGErYi9j",
    ],
)
def test_a_value_is_masked_in_each_spelling(spelt: str) -> None:
    masker = Masker(Rules())
    masker.hide("password", "it's & a+b/c")

    assert masker.text(f"sent {spelt}.") == "sent <masked>."


def test_a_name_behind_another_one_is_seen() -> None:
    text = Masker(Rules()).text(f"Skipped: password={SECRET}, again: token:{SECRET}")
    assert SECRET not in text
    assert text.startswith("Skipped: password=<masked>, again: token:<masked>")


@pytest.mark.parametrize(
    "text",
    [
        "{'password': '%s', 'name': 'Al'}",
        '{"password": "%s", "name": "Al',
        "name='Al', password='%s'",
        'data="name, password=\'%s\'", name="Al"',
    ],
)
@pytest.mark.parametrize("secret", ["open sesame", "it\\'s", 'a \\"b\\" c', "a, {b}"])
def test_a_value_in_quotes_is_masked_as_a_whole(text: str, secret: str) -> None:
    shown = Masker(Rules()).text(text % secret)
    assert shown == text % "<masked>"
    assert Masker(Rules()).text(shown) == shown


def test_a_value_that_was_masked_is_masked_wherever_it_appears() -> None:
    body = json.dumps({"detail": f"{SECRET} is wrong"}, ensure_ascii=False)

    record = masked(
        request_headers={"Authorization": f"Token {SECRET}"},
        status=200,
        response_body=body.encode(),
        exception=ValueError(f"no such user: {SECRET}"),
    )

    assert SECRET not in record
    assert record.count("<masked>") == 3


def test_a_value_is_masked_before_the_place_that_tells_it_is_secret() -> None:
    masker = Masker(Rules(), scrub=True)
    first = Exchange("GET", f"http://testserver/reset/{SECRET}/", {})
    second = Exchange("GET", "http://testserver/", {"Authorization": SECRET})

    learn([Observed(exchanges=[first, second])], masker)

    assert described(first, masker)["path"] == "/reset/<masked>/"


@pytest.mark.parametrize(
    ("sql", "parameters"),
    [
        ('INSERT INTO "t" ("id", "token") VALUES (%s, %s)', (1, SECRET)),
        ("INSERT INTO `t` (`token`) VALUES (%s)", [SECRET]),
        ('SELECT 1 FROM "t" WHERE ("t"."id" = %s AND "t"."token" = %s)', (1, SECRET)),
    ],
)
def test_a_parameter_of_a_statement_is_learned_of(sql: str, parameters: object) -> None:
    masker = Masker(Rules(), scrub=True)
    query = Query(sql, parameters, 0.1, "", "default")

    learn([Observed(queries=[query])], masker)

    assert masker.text(f"printed {SECRET}") == "printed <masked>"


def test_texts_in_a_statement_are_left_out() -> None:
    sql = "SELECT 'it''s me', 1 FROM t WHERE token = 'abc'"

    assert Masker(Rules()).sql(sql) == "SELECT '…', 1 FROM t WHERE token = '…'"


@pytest.fixture
def _settings_anew() -> object:
    masking._of_the_project.cache_clear()
    yield
    masking._of_the_project.cache_clear()


@pytest.mark.usefixtures("_settings_anew")
def test_secrets_of_the_settings_and_the_environment_are_masked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("STRIPE_API_KEY", "sk-from-the-environment")
    changed = override_settings(
        SECRET_KEY="key-of-the-settings",
        MAIL={"PASSWORD": "nested-in-the-settings"},
        CACHE_URL="redis://:of%2Fa%2Fcache@localhost/0",
    )

    with changed:
        text = Masker(Rules()).text(
            "key-of-the-settings nested-in-the-settings sk-from-the-environment "
            "of/a/cache"
        )

    assert text == "<masked> <masked> <masked> <masked>"


def test_a_value_is_masked_in_base64_for_urls_and_in_json_with_letters() -> None:
    masker = Masker(Rules())
    masker.hide("password", 'ä"ÿÿÿÿ')

    text = masker.text('w6Qiw7_Dv8O_w78 {"said": "ä\\"ÿÿÿÿ"}')

    assert text == '<masked> {"said": "<masked>"}'


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("text/plain", "a-" * 100_000),
        ("text/html", f"<{'a' * 200_000}"),
        ("application/x-www-form-urlencoded", "a" * 200_000),
        ("multipart/form-data", 'name="a"\n' * 20_000),
    ],
)
def test_a_long_body_is_gone_through_once(kind: str, body: str) -> None:
    before = time.process_time()

    assert Masker(Rules()).body(body, kind) == body
    # What begins anew at each character takes minutes.
    assert time.process_time() - before < 5


@pytest.mark.parametrize("text", ["csrftoken", "sessionid", "django.views.csrf.x"])
def test_names_in_the_settings_are_no_secrets(text: str) -> None:
    assert Masker(Rules()).text(text) == text


def test_rules_add_a_name_and_take_one_away() -> None:
    body = b'{"iban":"DE00 1234","token":"shown-here"}'
    rules = Rules(mask=frozenset({"iban"}), show=frozenset({"token"}))

    record = masked(Masker(rules, scrub=True), request_body=body)

    assert "DE00" not in record
    assert "shown-here" in record


def test_what_is_masked_is_not_shown_by_another_rule() -> None:
    rules = Rules(mask=frozenset({"token"}), show=frozenset({"token"}))

    assert is_secret("token", rules)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("6f1ed002-ab55-4a3e-9a8b-0c4bd6d5a001", "<uuid>"),
        ("2026-11-28T10:00:00.123Z", "<time>"),
        ("http://localhost:43211/", "http://localhost:<port>/"),
        ("eyJhbGciOi.eyJ1c2Vy.c2lnbmF0dXJl", "<JSON web token>"),
        ("/reset/MQ/c5q9sj-0123456789abcdef0123456789abcdef/", "/reset/MQ/<token>/"),
    ],
)
def test_what_changes_from_run_to_run_is_named(value: str, shown: str) -> None:
    assert Masker(Rules(), scrub=True).text(value) == shown
    # A report shows what really happened.
    if "eyJ" not in value:
        assert Masker(Rules()).text(value) == value


def test_a_boundary_is_scrubbed_from_header_and_body() -> None:
    record = masked(
        request_headers={"Content-Type": "multipart/form-data; boundary=6b1f"},
        request_body=b'--6b1f\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n'
        b"--6b1f--\r\n",
    )

    assert "6b1f" not in record
    assert record.count("<boundary>") == 3


def test_a_project_scrubs_by_name_and_by_pattern() -> None:
    rules = Rules(
        scrub=frozenset({"reference"}),
        patterns=((re.compile(r"INV-\d+"), "<invoice>"),),
    )
    body = b'{"reference":"q7","number":"INV-81"}'

    record = masked(Masker(rules, scrub=True), request_body=body)

    assert r"{\"reference\":\"<reference>\",\"number\":\"<invoice>\"}" in record


def test_what_is_nested_deeper_than_anybody_writes_is_masked() -> None:
    shown = Masker(Rules()).text("name=-" * 5000)

    assert shown == "name=-" * 20 + "name=<masked>"
