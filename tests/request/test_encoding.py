"""From the data of a test to the body of a request."""

from __future__ import annotations

import datetime as dt
import io
import json
import os
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings
from rest_framework.renderers import BaseRenderer

from restflow.test import AsyncAPIClient, RequestArgumentError
from restflow.test._request.encoding import encode_body

pytestmark = pytest.mark.urls("tests.support.urls")

TWO_TYPES = (
    "not set both `format` and a content type "
    r"\(they are 'json' and 'application/json'\)"
)


class UpperRenderer(BaseRenderer):
    """Text in capitals."""

    media_type = "text/upper"
    format = "upper"
    charset = "utf-16-le"

    def render(
        self,
        data: Any,
        accepted_media_type: str | None = None,  # noqa: ARG002  (the framework passes it)
        renderer_context: Mapping[str, Any] | None = None,  # noqa: ARG002  (the framework passes it)
    ) -> str:
        return str(data).upper()


def test_data_is_json_unless_told_otherwise() -> None:
    assert encode_body({"a": [1, "ü"]}, None, None) == (
        '{"a":[1,"ü"]}'.encode(),
        "application/json",
    )


@override_settings(REST_FRAMEWORK={"TEST_REQUEST_DEFAULT_FORMAT": "multipart"})
def test_the_default_format_is_a_setting_that_may_be_overridden() -> None:
    body, media_type = encode_body({"a": "1"}, None, None)
    assert b'name="a"' in body
    assert str(media_type).startswith("multipart/form-data; boundary=")


@override_settings(REST_FRAMEWORK={"TEST_REQUEST_DEFAULT_FORMAT": "multipart"})
def test_a_format_wins_over_the_default() -> None:
    assert encode_body({"a": 1}, "json", None) == (b'{"a":1}', "application/json")


@override_settings(REST_FRAMEWORK={})
def test_json_is_the_default_where_the_project_sets_none() -> None:
    assert encode_body([], None, None) == (b"[]", "application/json")


@override_settings()
def test_json_is_the_default_where_the_project_has_no_settings_of_the_framework() -> (
    None
):
    from django.conf import settings

    del settings.REST_FRAMEWORK
    assert encode_body([], None, None) == (b"[]", "application/json")


@override_settings(
    REST_FRAMEWORK={
        "TEST_REQUEST_RENDERER_CLASSES": [
            f"{__name__}.UpperRenderer",
            "rest_framework.renderers.JSONRenderer",
        ]
    }
)
def test_renderers_are_a_setting_that_may_be_overridden() -> None:
    assert encode_body("ü", "upper", None) == (
        "Ü".encode("utf-16-le"),
        "text/upper; charset=utf-16-le",
    )


def test_an_unknown_format_is_refused_with_those_there_are() -> None:
    message = "No renderer has the format 'yaml'; there are 'multipart', 'json'."
    with pytest.raises(RequestArgumentError, match=message):
        encode_body({}, "yaml", None)


@pytest.mark.parametrize("data", [None, {}, b"", {"a": 1}])
def test_format_and_content_type_are_refused_with_and_without_data(data: Any) -> None:
    with pytest.raises(RequestArgumentError, match=TWO_TYPES):
        encode_body(data, "json", "application/json")


@pytest.mark.parametrize("data", [None, {"a": 1}])
async def test_format_and_a_content_type_among_the_headers_are_refused(
    async_api_client: AsyncAPIClient, data: Any
) -> None:
    with pytest.raises(RequestArgumentError, match=TWO_TYPES):
        await async_api_client.post(
            "/", data, format="json", headers={"Content-Type": "application/json"}
        )


@pytest.mark.parametrize(
    "content_type",
    [
        "application/json",
        "application/json; charset=utf-8",
        "application/vnd.api+json",
    ],
)
@pytest.mark.parametrize("data", [{"a": 1}, [1, 2], (1, 2)])
def test_a_structure_with_a_json_type_is_encoded(data: Any, content_type: str) -> None:
    body, media_type = encode_body(data, None, content_type)
    assert json.loads(body) == (list(data) if isinstance(data, tuple) else data)
    assert media_type == content_type


@pytest.mark.parametrize("content_type", ["text/csv", "multipart/form-data", ""])
@pytest.mark.parametrize("data", [{"a": 1}, [1], (1,)])
def test_a_structure_with_another_type_is_refused(data: Any, content_type: str) -> None:
    message = f"A structure can't be sent as '{content_type}'"
    with pytest.raises(RequestArgumentError, match=message):
        encode_body(data, None, content_type)


@pytest.mark.parametrize(
    "data",
    [True, {1, 2}, dt.date(2026, 1, 2), MappingProxyType({"a": 1}), iter("ab")],
)
def test_what_only_python_can_print_is_refused(data: Any) -> None:
    kind = type(data).__name__
    with pytest.raises(RequestArgumentError, match=f"A {kind} can't be sent as 'text"):
        encode_body(data, None, "text/csv")


def test_any_value_with_a_json_type_is_encoded() -> None:
    for data, body in ((True, b"true"), (dt.date(2026, 1, 2), b'"2026-01-02"')):
        assert encode_body(data, None, "application/json")[0] == body
    for other in ({1, 2}, MappingProxyType({"a": 1})):
        with pytest.raises(TypeError, match="not JSON serializable"):
            encode_body(other, None, "application/json")


@pytest.mark.parametrize("part", [None, {1}, MappingProxyType({"a": 1})])
def test_what_a_form_does_not_have_is_refused_in_a_list(part: Any) -> None:
    with pytest.raises(RequestArgumentError, match="`tags`"):
        encode_body({"tags": ["a", part]}, "multipart", None)


@pytest.mark.parametrize("kind", [bytes, bytearray, memoryview])
@pytest.mark.parametrize("content_type", ["image/png", "application/json"])
def test_bytes_with_a_content_type_are_sent_as_they_are(
    kind: type, content_type: str
) -> None:
    sent = encode_body(kind(b"\x00\xff"), None, content_type)
    assert sent == (b"\x00\xff", content_type)


def test_text_with_a_content_type_is_sent_as_it_is() -> None:
    assert encode_body("a,ü", None, "text/csv") == ("a,ü".encode(), "text/csv")


def test_json_text_is_not_encoded_twice() -> None:
    assert encode_body('{"a": 1}', None, "application/json")[0] == b'{"a": 1}'


@pytest.mark.parametrize("content_type", [None, "application/json"])
def test_no_data_is_an_empty_body(content_type: str | None) -> None:
    assert encode_body(None, None, content_type) == (b"", content_type)


@pytest.mark.parametrize(("data", "body"), [({}, b"{}"), ([], b"[]"), (0, b"0")])
def test_data_that_is_false_is_data(data: Any, body: bytes) -> None:
    assert encode_body(data, None, None)[0] == body


@pytest.mark.parametrize(
    "spelling",
    [
        {"content_type": "text/csv"},
        {"CONTENT_TYPE": "text/csv"},
        {"headers": {"Content-Type": "text/csv"}},
        {"headers": {"content-type": "text/csv"}, "content_type": "text/csv"},
    ],
)
async def test_a_content_type_may_be_given_as_a_header(
    async_api_client: AsyncAPIClient, spelling: Any
) -> None:
    response = await async_api_client.post("/", b"a,b", **spelling)
    assert response.data["content_type"] == "text/csv"
    assert response.data["data"] == "a,b"


async def test_two_content_types_are_refused(async_api_client: AsyncAPIClient) -> None:
    message = "two content types: content_type='text/csv' .* header of 'text/html'"
    with pytest.raises(RequestArgumentError, match=message):
        await async_api_client.post(
            "/", b"", content_type="text/csv", headers={"Content-Type": "text/html"}
        )


async def test_an_empty_body_keeps_the_content_type_that_is_given(
    async_api_client: AsyncAPIClient,
) -> None:
    response = await async_api_client.post("/", content_type="application/json")
    assert response.data["headers"]["content-type"] == "application/json"
    assert "content-length" not in response.data["headers"]


# --- What can't be sent --------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "name"),
    [
        ({"photo": io.BytesIO(b"x")}, "`photo`"),
        ({"photos": [io.BytesIO(b"x")]}, r"`photos`\[0\]"),
        ({"user": {"photo": io.StringIO("x")}}, "`photo`"),
        ([1, SimpleUploadedFile("a.txt", b"x")], r"The data\[1\]"),
        ({"a": ({"b": ContentFile(b"x")},)}, "`b`"),
        (io.BytesIO(b"x"), "The data"),
    ],
    ids=["field", "in a list", "in a dict", "in an array", "deep", "itself"],
)
@pytest.mark.parametrize("content_type", [None, "application/json"])
def test_a_file_in_json_is_refused_by_its_name(
    data: Any, name: str, content_type: str | None
) -> None:
    with pytest.raises(RequestArgumentError, match=rf"^{name} is a file"):
        encode_body(data, None, content_type)


@pytest.mark.parametrize("content_type", ["text/csv", "image/png", "application/json"])
def test_a_file_is_no_body(content_type: str) -> None:
    # Else Python's name for the object would be sent.
    with pytest.raises(RequestArgumentError, match="file"):
        encode_body(io.BytesIO(b"a,b"), None, content_type)


@pytest.mark.parametrize(
    "nested",
    [{"a": 1}, [["b"]], [{"a": 1}], ({"a": 1},), [1, (2,)], {}],
    ids=repr,
)
def test_nested_data_in_a_form_is_refused_by_its_name(nested: Any) -> None:
    with pytest.raises(RequestArgumentError, match=r"^`inner` is nested") as told:
        encode_body({"plain": 1, "inner": nested}, "multipart", None)
    # Django REST framework's test of its client catches this one.
    assert isinstance(told.value, AssertionError)


@pytest.mark.parametrize("data", [[], [1], (1,), "a=1", b"a=1", 5, False])
def test_a_form_without_names_is_refused(data: Any) -> None:
    message = f"^A form is made of named fields, and not of a {type(data).__name__}"
    with pytest.raises(RequestArgumentError, match=message):
        encode_body(data, "multipart", None)


def test_a_list_in_a_form_is_a_field_several_times() -> None:
    body, _ = encode_body({"a": [1, 2], "b": (3,)}, "multipart", None)
    assert body.count(b'name="a"') == 2
    assert body.count(b'name="b"') == 1


@pytest.mark.parametrize("data", [b"{}", b"text", b"", bytearray(b"\xff")])
@pytest.mark.parametrize("format", [None, "json"])
def test_bytes_without_a_content_type_are_refused(
    data: bytes, format: str | None
) -> None:
    with pytest.raises(RequestArgumentError, match=r"^Bytes would be encoded as JSON"):
        encode_body(data, format, None)


@pytest.mark.parametrize("data", ['{"a": 1}', "[]", " [1, 2]\n", '{"a": {"b": [1]}}'])
@pytest.mark.parametrize("format", [None, "json"])
def test_text_that_is_json_already_is_refused(data: str, format: str | None) -> None:
    with pytest.raises(RequestArgumentError, match=r"^Text that is JSON already would"):
        encode_body(data, format, None)


@pytest.mark.parametrize(
    "data", ["", "text", "5", "null", "true", '"text"', "{broken", "[1,"]
)
def test_other_text_is_a_json_string(data: str) -> None:
    assert json.loads(encode_body(data, None, None)[0]) == data


@pytest.mark.parametrize("data", [None, {}, [], "text", b"bytes"])
def test_an_unknown_format_is_refused_with_and_without_data(data: Any) -> None:
    with pytest.raises(RequestArgumentError, match="the format 'yaml'"):
        encode_body(data, "yaml", None)


@override_settings(REST_FRAMEWORK={"TEST_REQUEST_DEFAULT_FORMAT": "yaml"})
@pytest.mark.parametrize("data", [None, {}])
def test_an_unknown_default_format_is_refused_as_well(data: Any) -> None:
    with pytest.raises(RequestArgumentError, match="the format 'yaml'"):
        encode_body(data, None, None)


@override_settings(REST_FRAMEWORK={"TEST_REQUEST_DEFAULT_FORMAT": "yaml"})
def test_an_unknown_default_format_does_not_matter_where_another_is_chosen() -> None:
    assert encode_body({}, "json", None)[0] == b"{}"
    assert encode_body({}, None, "application/json")[0] == b"{}"


# --- Where the default is a form -----------------------------------------------------

multipart = override_settings(
    REST_FRAMEWORK={"TEST_REQUEST_DEFAULT_FORMAT": "multipart"}
)


@multipart
def test_files_go_with_a_default_of_multipart() -> None:
    body, media_type = encode_body({"file": io.BytesIO(b"content")}, None, None)
    assert b"content" in body
    assert str(media_type).startswith("multipart/form-data")


@multipart
@pytest.mark.parametrize("format", [None, "multipart"])
def test_nested_data_is_refused_with_a_default_of_multipart(format: str | None) -> None:
    with pytest.raises(RequestArgumentError, match="format='json'"):
        encode_body({"a": {"b": 1}}, format, None)


@multipart
def test_files_in_json_are_refused_with_a_default_of_multipart() -> None:
    with pytest.raises(RequestArgumentError, match="format='multipart'"):
        encode_body({"file": io.BytesIO(b"content")}, "json", None)


@multipart
def test_json_is_sent_with_a_default_of_multipart() -> None:
    assert encode_body([{"a": 1}], "json", None)[0] == b'[{"a":1}]'
    assert json.loads(encode_body([{"a": 1}], None, "application/json")[0])


# --- Files that are sent again -------------------------------------------------------


class Pipe(io.RawIOBase):
    """A file that can be read once: it knows of no place to go back to."""

    name = "pipe.txt"

    def __init__(self, content: bytes) -> None:
        self._rest = content

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        taken, self._rest = self._rest[: len(buffer)], self._rest[len(buffer) :]
        buffer[: len(taken)] = taken
        return len(taken)


class Bare:
    """The least that can be sent as a file."""

    name = "bare.txt"

    def read(self) -> bytes:
        return b"content"


def sent_twice(data: Any) -> tuple[bytes, bytes]:
    first, _ = encode_body(data, "multipart", None)
    second, _ = encode_body(data, "multipart", None)
    return first, second


@pytest.mark.parametrize(
    "data",
    [
        {"file": io.BytesIO(b"content")},
        {"file": io.StringIO("content")},
        {"file": ContentFile(b"content", name="a.txt")},
        {"file": SimpleUploadedFile("a.txt", b"content")},
        {"files": [io.BytesIO(b"content"), io.BytesIO(b"more")]},
        {"files": (SimpleUploadedFile("a.txt", b"content"), "text")},
    ],
    ids=["bytes", "text", "content", "upload", "list", "tuple"],
)
def test_a_file_can_be_sent_again(data: Any) -> None:
    first, second = sent_twice(data)
    assert b"content" in first
    assert second == first


def test_an_open_file_can_be_sent_again(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_bytes(b"content")
    with (tmp_path / "notes.txt").open("rb") as file:
        first, second = sent_twice({"file": file})
    assert b"content" in first
    assert second == first


def test_a_file_is_sent_from_where_it_stands_and_left_there() -> None:
    file = io.BytesIO(b"head,content")
    file.seek(5)
    first, second = sent_twice({"file": file})
    assert b"content" in first
    assert b"head" not in first
    assert second == first
    assert file.tell() == 5


def test_a_file_is_left_where_it_stood_if_it_can_not_be_sent() -> None:
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            super().read(size)
            raise OSError("broken")

    fine, broken = io.BytesIO(b"content"), Broken(b"content")
    with pytest.raises(OSError, match="broken"):
        encode_body({"a": fine, "b": broken}, "multipart", None)
    assert (fine.tell(), broken.tell()) == (0, 0)


def test_a_file_that_can_not_be_rewound_is_sent_once() -> None:
    first, second = sent_twice({"file": Pipe(b"content")})
    assert b"content" in first
    assert b"content" not in second


def test_a_pipe_can_be_sent() -> None:
    reading, writing = os.pipe()
    os.write(writing, b"content")
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        assert b"content" in encode_body({"file": pipe}, "multipart", None)[0]


def test_a_file_that_can_only_be_read_is_sent() -> None:
    assert b"content" in encode_body({"file": Bare()}, "multipart", None)[0]


async def test_a_file_is_sent_again_with_the_next_request(
    async_api_client: AsyncAPIClient,
) -> None:
    file = SimpleUploadedFile("a.txt", b"content", content_type="text/plain")
    for _ in range(2):
        response = await async_api_client.post("/", {"file": file}, format="multipart")
        assert response.data["files"] == {"file": [["a.txt", "text/plain", "content"]]}
