"""What the synchronous client sends, the asynchronous one sends as well.

The same call goes through Django REST framework's client and through ours to the same
synchronous view; what arrives there is compared. These are the differences, and why
they are right:

* A request without a body has no Content-Type. The synchronous client says
  `application/octet-stream` on GET, HEAD and TRACE, but a type describes content
  (RFC 9110, section 8.3), and clients send none without it.
* A Host header is always sent, as HTTP/1.1 requires (RFC 9112, section 3.2). WSGI's
  view finds the host among the variables instead.
* No Cookie header is sent where there are no cookies; WSGI's view finds an empty one.
* `data` of GET is added to the query in the path; the synchronous client drops the
  latter without a word.
* A fragment is never sent (RFC 9112, section 3.2.1); the synchronous client makes it
  a part of the query of GET.
* `wsgi.url_scheme` of HTTPS means port 443; the synchronous client keeps port 80, and
  the host is then `testserver:80`.
* A header of one call wins over a stored credential of the same name; with the
  synchronous client it is the other way around.
* JSON is the default format, not multipart.
* A structure with a content type other than JSON is refused; the synchronous client
  sends Python's `str()` of it.
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from asgiref.sync import async_to_sync
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given, settings
from hypothesis import strategies as st
from rest_framework.test import APIClient

from restflow.test import AsyncAPIClient

pytestmark = pytest.mark.urls("tests.support.urls")

Call = tuple[str, tuple[Any, ...], dict[str, Any]]

WITHOUT_BODY = ["get", "head", "trace"]
WITH_BODY = ["post", "put", "patch", "delete", "options"]


def both(
    verb: str,
    *args: Any,
    made_with: dict[str, Any] | None = None,
    stored: dict[str, Any] | None = None,
    cookies: dict[str, str] | None = None,
    **kwargs: Any,
) -> tuple[Any, Any]:
    """Return what arrives at the view from each of the clients."""
    made, keep = made_with or {}, stored or {}
    sync, asynchronous = APIClient(**made), AsyncAPIClient(**made)
    sync.credentials(**keep)
    asynchronous.credentials(**keep)
    arrived = []
    # Ours first: it leaves files where the other can read them.
    for client, send in (
        (asynchronous, async_to_sync(getattr(asynchronous, verb))),
        (sync, getattr(sync, verb)),
    ):
        client.cookies.load(cookies or {})
        response = send(*args, **kwargs)
        assert response.status_code == 200
        arrived.append(without_differences(response.data, verb))
    return arrived[1], arrived[0]


def without_differences(arrived: dict[str, Any], verb: str) -> dict[str, Any]:
    headers = dict(arrived["headers"])
    assert headers.pop("host", arrived["host"]) == arrived["host"]
    if not headers.get("cookie", "empty"):
        del headers["cookie"]
    if verb in WITHOUT_BODY and arrived["content_type"] == "application/octet-stream":
        del headers["content-type"]
        arrived = {**arrived, "content_type": ""}
    return {**arrived, "headers": headers}


def upload() -> SimpleUploadedFile:
    return SimpleUploadedFile(
        "notes.txt", b"\x00\xffnotes", content_type="text/x-notes"
    )


PATHS = [
    "/",
    "/orders/7/",
    "/a%20b/caf%C3%A9/",
    "/50%25/what%3F/",
    "/orders/?a=1&a=2&b=",
    "/orders/?q=a%20b%26c",
]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("verb", WITHOUT_BODY + WITH_BODY)
def test_a_path_arrives_alike(verb: str, path: str) -> None:
    sync, arrived = both(verb, path)
    assert arrived == sync


@pytest.mark.parametrize("verb", ["get", "head"])
@pytest.mark.parametrize(
    "query",
    [{"a": 1}, {"a": [1, 2], "b": "ü & more"}, [("a", 1), ("b", 2)], {}, None],
    ids=repr,
)
def test_a_query_arrives_alike(verb: str, query: Any) -> None:
    sync, arrived = both(verb, "/", query)
    assert arrived == sync


@pytest.mark.parametrize("verb", WITHOUT_BODY + WITH_BODY)
def test_query_params_arrive_alike(verb: str) -> None:
    sync, arrived = both(verb, "/", query_params={"a": [1, 2], "b": "ü"})
    assert arrived == sync
    assert arrived["query"] == {"a": ["1", "2"], "b": ["ü"]}


@pytest.mark.parametrize("verb", WITHOUT_BODY + WITH_BODY)
@pytest.mark.parametrize(
    "extra",
    [
        {"headers": {"X-Tenant": "acme", "Accept-Language": "de"}},
        {"HTTP_X_TENANT": "acme", "HTTP_ACCEPT": "application/json"},
        {"HTTP_AUTHORIZATION": "Token café"},
        {"HTTP_COOKIE": "a=b"},
        {"HTTP_HOST": "api.example.com:8000"},
        {"REMOTE_ADDR": "10.0.0.1"},
        {"SERVER_NAME": "api.example.com", "SERVER_PORT": "8000"},
        {"QUERY_STRING": "a=1"},
        {"secure": True},
    ],
    ids=",".join,
)
def test_headers_and_variables_arrive_alike(verb: str, extra: dict[str, Any]) -> None:
    sync, arrived = both(verb, "/orders/", **extra)
    assert arrived == sync


def test_a_script_name_arrives_alike() -> None:
    sync, arrived = both("get", "/orders/", SCRIPT_NAME="/app")
    assert sync["path"] == "/app/orders/"
    assert arrived == sync


@pytest.mark.parametrize("verb", ["get", "post"])
@pytest.mark.parametrize(
    "made_with",
    [
        {"headers": {"X-Tenant": "acme"}},
        {"HTTP_X_TENANT": "acme"},
        {"HTTP_HOST": "api.example.com"},
        {"REMOTE_ADDR": "10.0.0.1"},
        {"SERVER_NAME": "api.example.com"},
    ],
    ids=",".join,
)
def test_what_a_client_is_made_with_arrives_alike(
    verb: str, made_with: dict[str, Any]
) -> None:
    sync, arrived = both(verb, "/", made_with=made_with)
    assert arrived == sync


@pytest.mark.parametrize("verb", WITH_BODY)
@pytest.mark.parametrize(
    "body",
    [
        {"data": {"a": [1, None, {"b": "ü"}]}, "format": "json"},
        {"data": [], "format": "json"},
        {"data": "text", "format": "json"},
        {"data": 0, "format": "json"},
        {"data": {"a": ["1", "2"], "b": "ü"}, "format": "multipart"},
        {"data": {}, "format": "multipart"},
        {"data": {"a": 1}, "content_type": "application/json"},
        {"data": [1, 2], "content_type": "application/vnd.api+json"},
        {"data": '{"a": 1}', "content_type": "application/json"},
        {"data": b'{"a": 1}', "content_type": "application/json; charset=utf-8"},
        {
            "data": "a=1&a=2&b=%C3%BC",
            "content_type": "application/x-www-form-urlencoded",
        },
        {"data": "a,ü", "content_type": "text/csv"},
        {"data": b"\x00\xff", "content_type": "image/png"},
        {"data": b"", "content_type": "text/csv"},
        {"data": None, "content_type": "text/csv"},
        {"data": None},
        {},
    ],
    ids=repr,
)
def test_a_body_arrives_alike(verb: str, body: dict[str, Any]) -> None:
    sync, arrived = both(verb, "/", **body)
    assert arrived == sync


@pytest.mark.parametrize("verb", ["post", "put", "patch"])
def test_an_uploaded_file_arrives_alike(verb: str) -> None:
    arrived = [
        async_to_sync(getattr(AsyncAPIClient(), verb))(
            "/", {"name": "ü", "file": upload()}, format="multipart"
        ).data,
        getattr(APIClient(), verb)(
            "/", {"name": "ü", "file": upload()}, format="multipart"
        ).data,
    ]
    assert arrived[0]["files"] == {
        "file": [["notes.txt", "text/x-notes", "\x00\xffnotes"]]
    }
    assert without_differences(arrived[0], verb) == without_differences(
        arrived[1], verb
    )


@pytest.mark.parametrize(
    ("data", "content_type"),
    [
        ("", None),
        (b"", None),
        ("text", "text/plain"),
        (b"\x00", "image/png"),
        ("{}", "application/json"),
    ],
)
def test_generic_arrives_alike(data: str | bytes, content_type: str | None) -> None:
    arguments: dict[str, Any] = {"content_type": content_type} if content_type else {}
    sync, arrived = both("generic", "PROPFIND", "/", data, **arguments)
    if not data:
        # The synchronous client names a type for no content here as well.
        assert sync["headers"].pop("content-type") == "application/octet-stream"
        sync["content_type"] = ""
    assert arrived == sync


def test_credentials_arrive_alike() -> None:
    sync, asynchronous = APIClient(), AsyncAPIClient()
    for client in (sync, asynchronous):
        client.credentials(HTTP_AUTHORIZATION="Token abc", HTTP_X_TENANT="acme")
    arrived = async_to_sync(asynchronous.post)("/", {"a": 1}, format="json").data
    assert without_differences(arrived, "post") == without_differences(
        sync.post("/", {"a": 1}, format="json").data, "post"
    )


def test_a_query_in_the_path_is_not_dropped_for_data() -> None:
    sync, arrived = both("get", "/?a=1", {"b": 2})
    assert sync["query"] == {"b": ["2"]}
    assert arrived["query"] == {"a": ["1"], "b": ["2"]}


def test_a_fragment_is_not_sent() -> None:
    sync, arrived = both("get", "/?a=1#part")
    assert sync["query"] == {"a": ["1#part"]}
    assert arrived["query"] == {"a": ["1"]}


def test_https_means_its_own_port() -> None:
    extra: dict[str, Any] = {"wsgi.url_scheme": "https"}
    sync, arrived = both("get", "/", **extra)
    assert (sync["scheme"], sync["host"]) == ("https", "testserver:80")
    assert (arrived["scheme"], arrived["host"]) == ("https", "testserver")
    assert arrived["variables"]["SERVER_PORT"] == "443"


def test_a_structure_with_another_content_type_is_refused() -> None:
    sync = APIClient().post("/", {"a": 1}, content_type="text/csv")
    assert sync.data["data"] == "{'a': 1}"
    with pytest.raises(TypeError, match="can't be sent as 'text/csv'"):
        async_to_sync(AsyncAPIClient().post)("/", {"a": 1}, content_type="text/csv")


def test_a_header_of_one_call_wins_over_a_stored_credential() -> None:
    sync, arrived = both(
        "get", "/", stored={"HTTP_X_A": "stored"}, headers={"X-A": "given"}
    )
    assert sync["headers"]["x-a"] == "stored"
    assert arrived["headers"]["x-a"] == "given"


def test_json_is_the_default_format() -> None:
    sync, arrived = both("post", "/", {"a": "1"})
    assert sync["content_type"].startswith("multipart/form-data")
    assert arrived["content_type"] == "application/json"


# --- Any call ------------------------------------------------------------------------

TEXT = st.text(st.characters(categories=["L", "N", "P", "S", "Zs"]), max_size=8)
NAMES = TEXT.filter(bool)
HEADER_VALUES = st.text(
    st.characters(min_codepoint=33, max_codepoint=255, categories=["L", "N", "P", "S"]),
    min_size=1,
    max_size=8,
)
HEADERS = st.dictionaries(
    st.from_regex(r"X-[A-Z][a-z]{0,6}", fullmatch=True), HEADER_VALUES, max_size=3
)
QUERIES = st.dictionaries(NAMES, st.lists(TEXT, min_size=1, max_size=3), max_size=3)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | TEXT,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3)
    ),
    max_leaves=6,
)
FIELDS = st.from_regex(r"[a-z]{1,8}", fullmatch=True)
FILES = st.builds(
    lambda name, content: ContentFile(content, name=f"{name}.txt"),
    FIELDS,
    st.binary(max_size=20),
)
FORMS = st.dictionaries(
    FIELDS,
    st.lists(TEXT, min_size=1, max_size=3)
    | st.lists(FILES, min_size=1, max_size=2)
    | TEXT
    | FILES,
    max_size=3,
)
COOKIES = st.dictionaries(
    FIELDS, st.text(st.characters(min_codepoint=32, max_codepoint=255)), max_size=3
)
# What a client is made with, what it has stored, and what goes with one call.
SETTINGS = st.fixed_dictionaries(
    {},
    optional={
        "made_with": st.fixed_dictionaries(
            {"headers": HEADERS}, optional={"REMOTE_ADDR": st.just("10.0.0.1")}
        ),
        "stored": st.dictionaries(
            st.from_regex(r"HTTP_Y_[A-Z]{1,3}", fullmatch=True), HEADER_VALUES
        ),
        "cookies": COOKIES,
        "headers": HEADERS,
        "secure": st.booleans(),
        "HTTP_HOST": st.sampled_from(["api.example.com", "api.example.com:8000"]),
        "HTTP_ACCEPT": st.sampled_from(["*/*", "application/json"]),
        "REMOTE_ADDR": st.ip_addresses().map(str),
    },
)


def encoded_once(data: Any) -> bool:
    """Tell whether the data is no text that is JSON already, which is refused."""
    try:
        return not isinstance(data, str) or not isinstance(
            json.loads(data), list | dict
        )
    except ValueError:
        return True


BODIES = st.one_of(
    st.builds(lambda data: {"data": data, "format": "json"}, JSON.filter(encoded_once)),
    st.builds(
        lambda data, content_type: {"data": data, "content_type": content_type},
        st.lists(JSON, max_size=2) | st.dictionaries(TEXT, JSON, max_size=2),
        st.sampled_from(["application/json", "application/vnd.api+json"]),
    ),
    st.builds(
        lambda data: {
            "data": urlencode(data),
            "content_type": "application/x-www-form-urlencoded",
        },
        st.dictionaries(FIELDS, TEXT, max_size=3),
    ),
    st.builds(lambda data: {"data": data, "format": "multipart"}, FORMS),
    st.builds(
        lambda data: {"data": data, "content_type": "text/plain"},
        st.binary(min_size=1, max_size=20) | TEXT.filter(bool),
    ),
    st.just({}),
)


@settings(max_examples=100, deadline=None)
@given(
    verb=st.sampled_from(WITH_BODY),
    path=TEXT.filter(lambda text: not text.startswith("/")),
    query=QUERIES,
    body=BODIES,
    setting=SETTINGS,
)
def test_any_request_with_a_body_arrives_alike(
    verb: str,
    path: str,
    query: dict[str, list[str]],
    body: dict[str, Any],
    setting: dict[str, Any],
) -> None:
    sync, arrived = both(
        verb, f"/any/{quote(path)}", query_params=query, **body, **setting
    )
    assert arrived == sync
    assert arrived["query"] == query


@settings(max_examples=100, deadline=None)
@given(
    verb=st.sampled_from(WITHOUT_BODY),
    path=TEXT,
    query=QUERIES,
    as_data=st.booleans(),
    setting=SETTINGS,
)
def test_any_request_without_a_body_arrives_alike(
    verb: str,
    path: str,
    query: dict[str, list[str]],
    as_data: bool,
    setting: dict[str, Any],
) -> None:
    # The synchronous client's `trace` has no `data`.
    name = "data" if as_data and verb != "trace" else "query_params"
    setting = {**setting, name: query}
    sync, arrived = both(verb, f"/any/{quote(path)}", **setting)
    assert arrived == sync
    assert arrived["query"] == query


@settings(max_examples=50, deadline=None)
@given(
    method=st.sampled_from(["GET", "POST", "DELETE", "PROPFIND"]),
    data=st.binary(min_size=1, max_size=20) | TEXT.filter(bool),
    content_type=st.sampled_from(["text/plain", "image/png", "text/csv"]),
    setting=SETTINGS,
)
def test_any_generic_request_arrives_alike(
    method: str, data: bytes | str, content_type: str, setting: dict[str, Any]
) -> None:
    sync, arrived = both("generic", method, "/any/", data, content_type, **setting)
    assert arrived == sync
    assert arrived["method"] == method
