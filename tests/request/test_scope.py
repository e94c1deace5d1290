"""From what a test passes to the scope of a request."""

from __future__ import annotations

from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from restflow.test import RequestArgumentError
from restflow.test._request.scope import (
    build_scope,
    complete_scope,
    cookie_header,
    normalise,
)


def headers_of(scope: dict[str, Any]) -> dict[bytes, bytes]:
    names = [name for name, _ in scope["headers"]]
    assert len(names) == len(set(names)), "a header is sent twice"
    return dict(scope["headers"])


# --- normalise -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "extra",
    [
        {"HTTP_X_TENANT": "acme"},
        {"X_TENANT": "acme"},
        {"HTTP_X-TENANT": "acme"},
        {"X-Tenant": "acme"},
        {"x-tenant": "acme"},
    ],
    ids=lambda extra: next(iter(extra)),
)
def test_a_keyword_names_a_header_in_any_spelling(extra: dict[str, str]) -> None:
    assert normalise(None, extra) == {"x-tenant": "acme"}


@pytest.mark.parametrize(
    "name", ["X-Tenant", "x-tenant", "X-TENANT", "x_tenant", "HTTP_X_TENANT"]
)
def test_a_header_is_named_in_any_case(name: str) -> None:
    assert normalise({name: "acme"}, {}) == {"x-tenant": "acme"}


@pytest.mark.parametrize("name", ["CONTENT_TYPE", "HTTP_CONTENT_TYPE"])
def test_the_content_type_is_a_header_like_any_other(name: str) -> None:
    assert normalise(None, {name: "text/csv"}) == {"content-type": "text/csv"}


@pytest.mark.parametrize(
    "name",
    [
        "QUERY_STRING",
        "REMOTE_ADDR",
        "REMOTE_PORT",
        "SCRIPT_NAME",
        "SERVER_NAME",
        "SERVER_PORT",
        "wsgi.url_scheme",
    ],
)
def test_a_variable_of_the_connection_is_no_header(name: str) -> None:
    assert normalise(None, {name: "value"}) == {name: "value"}


def test_values_become_text() -> None:
    assert normalise({"X-Count": 3}, {"SERVER_PORT": 8000}) == {
        "x-count": "3",
        "SERVER_PORT": "8000",
    }


def test_headers_win_over_keywords() -> None:
    assert normalise({"Accept": "text/csv"}, {"HTTP_ACCEPT": "*/*"}) == {
        "accept": "text/csv"
    }


@pytest.mark.parametrize(
    ("keyword", "option"),
    [
        ("fromat", "format"),
        ("content_typ", "content_type"),
        ("header", "headers"),
        ("query_param", "query_params"),
        ("folow", "follow"),
    ],
)
def test_a_misspelled_option_is_refused_with_a_suggestion(
    keyword: str, option: str
) -> None:
    message = rf"Unknown keyword `{keyword}`\. Did you mean `{option}`\?"
    with pytest.raises(RequestArgumentError, match=message):
        normalise(None, {keyword: "json"})


@pytest.mark.parametrize(
    ("value", "kind"), [(None, "None"), ({}, "a dict"), ([], "a list")]
)
def test_what_is_no_text_is_refused_as_a_header(value: Any, kind: str) -> None:
    for headers, extra in [({"X-A": value}, {}), (None, {"HTTP_X_A": value})]:
        with pytest.raises(RequestArgumentError, match=f"its value is {kind}\\."):
            normalise(headers, extra)


def test_a_header_in_lower_case_is_refused_with_its_two_spellings() -> None:
    with pytest.raises(RequestArgumentError) as caught:
        normalise(None, {"x_tenant": "acme"})
    problem, remedy, _page = str(caught.value).splitlines()
    assert problem == "Unknown keyword `x_tenant`."
    assert remedy == ("A header is written HTTP_X_TENANT=… or headers={'X-Tenant': …}.")


def test_an_option_of_another_method_is_refused() -> None:
    with pytest.raises(
        RequestArgumentError, match="`follow` has no meaning for this method"
    ):
        normalise(None, {"follow": True})


# --- build_scope ---------------------------------------------------------------------


def test_a_path_is_requested_from_testserver() -> None:
    scope = build_scope("GET", "/orders/", {})
    assert scope == {
        "method": "GET",
        "path": "/orders/",
        "query_string": "",
        "scheme": "http",
        "server": ("testserver", "80"),
        "client": ["127.0.0.1", 0],
        "root_path": "",
        "headers": [(b"host", b"testserver")],
        "body": b"",
    }


@pytest.mark.parametrize(
    ("url", "scheme", "server", "host"),
    [
        ("http://example.com/", "http", ("example.com", "80"), b"example.com"),
        ("https://example.com/", "https", ("example.com", "443"), b"example.com"),
        (
            "http://example.com:8000/",
            "http",
            ("example.com", "8000"),
            b"example.com:8000",
        ),
        ("https://example.com:443/", "https", ("example.com", "443"), None),
        ("http://[::1]:8000/", "http", ("::1", "8000"), b"[::1]:8000"),
        ("http://user:secret@example.com/", "http", None, b"example.com"),
        ("//example.com/", "http", ("testserver", "80"), b"testserver"),
    ],
)
def test_a_url_names_scheme_and_host(
    url: str, scheme: str, server: tuple[str, str] | None, host: bytes | None
) -> None:
    scope = build_scope("GET", url, {})
    assert scope["scheme"] == scheme
    assert scope["server"] == (server or ("example.com", "80"))
    assert headers_of(scope)[b"host"] == (host or b"example.com:443")


def test_a_url_wins_over_the_stored_host_and_scheme() -> None:
    stored = {
        "host": "stored.example.com",
        "SERVER_NAME": "stored.example.com",
        "wsgi.url_scheme": "https",
    }
    scope = build_scope("GET", "http://example.com/", stored)
    assert scope["scheme"] == "http"
    assert scope["server"] == ("example.com", "80")
    assert headers_of(scope)[b"host"] == b"example.com"


def test_a_url_without_a_port_means_its_schemes_own() -> None:
    scope = build_scope("GET", "http://example.com/", {"SERVER_PORT": "8000"})
    assert scope["server"] == ("example.com", "80")
    assert headers_of(scope)[b"host"] == b"example.com"


def test_a_url_without_a_path_means_the_root() -> None:
    assert build_scope("GET", "http://example.com", {})["path"] == "/"


def test_a_url_object_is_taken_as_text() -> None:
    class Lazy:
        def __str__(self) -> str:
            return "/orders/"

    assert build_scope("GET", Lazy(), {})["path"] == "/orders/"  # type: ignore[arg-type]


def test_secure_means_https() -> None:
    scope = build_scope("GET", "/", {}, secure=True)
    assert scope["scheme"] == "https"
    assert scope["server"] == ("testserver", "443")
    assert headers_of(scope)[b"host"] == b"testserver"


def test_the_scheme_may_be_a_variable() -> None:
    scope = build_scope("GET", "/", {"wsgi.url_scheme": "https"})
    assert (scope["scheme"], scope["server"][1]) == ("https", "443")


def test_the_host_names_a_port_that_is_not_the_schemes_own() -> None:
    environ = {"SERVER_NAME": "api.example.com", "SERVER_PORT": "8443"}
    scope = build_scope("GET", "/", environ, secure=True)
    assert scope["server"] == ("api.example.com", "8443")
    assert headers_of(scope)[b"host"] == b"api.example.com:8443"


def test_a_host_header_replaces_the_one_made_of_the_server() -> None:
    scope = build_scope("GET", "/", {"host": "api.example.com"})
    assert scope["server"] == ("testserver", "80")
    assert headers_of(scope)[b"host"] == b"api.example.com"


def test_the_client_has_an_address_and_a_port() -> None:
    environ = {"REMOTE_ADDR": "10.0.0.1", "REMOTE_PORT": "5000"}
    assert build_scope("GET", "/", environ)["client"] == ["10.0.0.1", 5000]


def test_the_script_name_is_the_root_path() -> None:
    assert build_scope("GET", "/", {"SCRIPT_NAME": "/app"})["root_path"] == "/app"


@pytest.mark.parametrize(
    ("given_path", "path", "query"),
    [
        ("/a%20b/", "/a b/", ""),
        ("/%C3%BC/", "/ü/", ""),
        ("/ü/", "/ü/", ""),
        ("/50%25/", "/50%/", ""),
        ("/what%3F/", "/what?/", ""),
        ("/a/?b=1&b=2", "/a/", "b=1&b=2"),
        ("/a/?b=c%26d", "/a/", "b=c%26d"),
        ("/a/?b#c", "/a/", "b"),
        ("//double//slash/", "//double//slash/", ""),
        ("//double/?a=1#b", "//double/", "a=1"),
        ("", "/", ""),
    ],
)
def test_a_path_is_decoded_and_its_query_is_not(
    given_path: str, path: str, query: str
) -> None:
    scope = build_scope("GET", given_path, {})
    assert (scope["path"], scope["query_string"]) == (path, query)


@given(st.text())
def test_every_path_that_is_quoted_arrives_as_it_was(path: str) -> None:
    assert build_scope("GET", f"/{quote(path)}", {})["path"] == f"/{path}"


@pytest.mark.parametrize(
    ("params", "query"),
    [
        ({"a": 1}, "a=1"),
        ({"a": [1, 2]}, "a=1&a=2"),
        ([("a", 1), ("b", 2), ("a", 3)], "a=1&b=2&a=3"),
        ({"q": "ä & ö"}, "q=%C3%A4+%26+%C3%B6"),
        ({}, ""),
        (None, ""),
    ],
)
def test_query_params_are_a_mapping_or_pairs(params: Any, query: str) -> None:
    assert build_scope("GET", "/", {}, query_params=params)["query_string"] == query


@pytest.mark.parametrize("params", [5, "a", ["a"]])
def test_other_query_params_are_refused(params: Any) -> None:
    with pytest.raises(TypeError, match="Query arguments are a mapping or pairs, not"):
        build_scope("GET", "/", {}, query_params=params)


def test_the_query_is_made_of_stored_arguments_the_path_and_the_call() -> None:
    scope = build_scope(
        "GET", "/?b=2", {"QUERY_STRING": "a=1"}, query_params={"c": "3"}
    )
    assert scope["query_string"] == "a=1&b=2&c=3"


def test_a_body_brings_its_length() -> None:
    scope = build_scope("POST", "/", {}, body="ü".encode())
    assert headers_of(scope)[b"content-length"] == b"2"
    assert scope["body"] == "ü".encode()


def test_a_length_that_is_given_is_kept() -> None:
    scope = build_scope("POST", "/", {"content-length": "9"}, body=b"four")
    assert headers_of(scope)[b"content-length"] == b"9"


def test_no_body_has_no_length() -> None:
    assert b"content-length" not in headers_of(build_scope("POST", "/", {}))


def test_header_values_are_latin_1_as_http_has_them() -> None:
    assert headers_of(build_scope("GET", "/", {"x-name": "café"}))[b"x-name"] == (
        b"caf\xe9"
    )


# --- complete_scope ------------------------------------------------------------------


def no_cookies(_scope: object) -> str:
    return ""


def test_a_bare_scope_is_completed() -> None:
    assert complete_scope({}, no_cookies) == {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "path": "/",
        "query_string": "",
        "scheme": "http",
        "server": ("testserver", "80"),
        "client": ["127.0.0.1", 0],
        "headers": [],
    }


def test_what_a_scope_has_is_kept() -> None:
    given_scope = {"method": "POST", "path": "/a/", "http_version": "2", "state": {}}
    assert given_scope.items() <= complete_scope(given_scope, no_cookies).items()


def test_cookies_are_one_header() -> None:
    header = cookie_header(SimpleCookie({"b": "2", "a": "1 and more"}))
    scope = complete_scope({}, lambda _scope: header)
    assert scope["headers"] == [(b"cookie", b'a="1 and more"; b=2')]


@pytest.mark.parametrize("explicit", [b"mine=1", b""])
def test_an_explicit_cookie_header_wins(explicit: bytes) -> None:
    scope = complete_scope({"headers": [(b"cookie", explicit)]}, lambda _scope: "a=1")
    assert scope["headers"] == [(b"cookie", explicit)]


def test_the_headers_that_were_given_are_not_changed() -> None:
    headers: list[tuple[bytes, bytes]] = [(b"host", b"testserver")]
    complete_scope({"headers": headers}, lambda _scope: "a=1")
    assert headers == [(b"host", b"testserver")]


@pytest.mark.parametrize("value", [{"page": 2}, ["a"], ("a",), {"a"}])
def test_a_structure_is_no_header(value: Any) -> None:
    with pytest.raises(RequestArgumentError, match="`queryParams` would be a header"):
        normalise(None, {"queryParams": value})
    with pytest.raises(RequestArgumentError, match="`X-Page` would be a header"):
        normalise({"X-Page": value}, {})


def test_bytes_are_a_header() -> None:
    assert normalise({"Authorization": b"Basic YTpi"}, {}) == {
        "authorization": "Basic YTpi"
    }
