"""From data to a body: formats, their renderers, and what is refused."""

from __future__ import annotations

import json
from collections.abc import (
    Callable,
    Iterable,
    Mapping,
    Sequence,
)
from collections.abc import (
    Set as AbstractSet,
)
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.test.client import CONTENT_TYPE_RE, JSON_CONTENT_TYPE_RE
from django.utils.datastructures import MultiValueDict
from django.utils.functional import Promise
from rest_framework.renderers import BaseRenderer
from rest_framework.settings import api_settings
from rest_framework.test import APIRequestFactory

from restflow._traps import (
    ENCODED_TWICE,
    FILE_IN_JSON,
    NESTED_MULTIPART,
    NOT_ENCODED,
    TWO_CONTENT_TYPES,
    UNKNOWN_FORMAT,
)
from restflow.test._request.errors import RequestArgumentError, RequestAssertionError
from restflow.test._request.files import fields, files_unread, is_file

_STRUCTURES = (dict, list, tuple)
_NESTED = (*_STRUCTURES, Mapping, AbstractSet)
_BYTES = (bytes, bytearray, memoryview)
# What is a body as it stands.
_PLAIN = (str, *_BYTES, int, float, Decimal, Promise)


class _Encoder(APIRequestFactory):
    """Django REST framework's encoder, with settings read when a request is made.

    The base class copies them to class attributes when it is imported, so that it
    never sees a setting that a test overrides.
    """

    # The stubs leave these out.
    renderer_classes_list: Sequence[type[BaseRenderer]]
    _encode_data: Callable[..., tuple[bytes, str | None]]
    renderer_classes: dict[str, Any]
    default_format: str
    json_encoder: type[json.JSONEncoder]

    def __init__(
        self,
        json_encoder: type[json.JSONEncoder],
        default_format: str | None,
        renderer_classes: Sequence[type[BaseRenderer]] | None,
    ) -> None:
        self._place = "TEST_REQUEST_RENDERER_CLASSES in REST_FRAMEWORK"
        if renderer_classes:
            self._place = "`renderer_classes_list`"
        of_project: Any = api_settings.TEST_REQUEST_RENDERER_CLASSES
        self.renderer_classes_list = renderer_classes or of_project
        # Only what the project itself set counts: the framework's default is multipart.
        project: dict[str, Any] = getattr(settings, "REST_FRAMEWORK", None) or {}
        self._named = default_format or project.get("TEST_REQUEST_DEFAULT_FORMAT")
        self.default_format = self._named or "json"
        super().__init__(json_encoder=json_encoder)

    def encode(
        self, data: Any, format: str | None, content_type: str | None
    ) -> tuple[bytes, str | None]:
        data = _with_all_values(data)
        if data is None and not (format or self._named):
            # Nothing is encoded, and nobody has named what may not be there.
            return b"", content_type
        named, content_type = self._understood(data, format, content_type)
        media_type = content_type or self._media_type(named or self.default_format)
        if data is None:
            return b"", content_type
        if content_type is not None:
            _require_encodable(data, content_type)
            _refuse_file(data)
        elif JSON_CONTENT_TYPE_RE.match(media_type):
            _refuse_encoded(data)
        if JSON_CONTENT_TYPE_RE.match(media_type):
            _refuse_files(data)
        elif media_type.startswith("multipart/") and content_type is None:
            _refuse_nested(data)
        with files_unread(data):
            if content_type is not None:
                data = self._as_body(data, content_type)
            return self._encode_data(data, named, content_type)

    def _as_body(self, data: Any, content_type: str) -> Any:
        if isinstance(data, str):
            return data.encode(_charset(content_type))
        if _is(data, *_BYTES):
            return bytes(data)
        if _is_plain(data):
            return data
        # Django's client encodes a dict, a list and a tuple, and prints the rest.
        return json.dumps(data, cls=self.json_encoder).encode()

    def _understood(
        self, data: Any, format: str | None, content_type: str | None
    ) -> tuple[str | None, str | None]:
        """Return format and content type, also if one stands in the other's place.

        Django's third argument is the content type, this one's is the format.
        """
        if format is None or "/" not in format or content_type is not None:
            return format, content_type
        if isinstance(data, (str, bytes)):
            return None, format
        for named, renderer in self.renderer_classes.items():
            if str(renderer.media_type).partition(";")[0] == format:
                return named, None
        return format, None

    def _media_type(self, format: str) -> str:
        renderer = self.renderer_classes.get(format)
        if renderer is None:
            known = ", ".join(repr(name) for name in self.renderer_classes)
            remedy = f"Add its class to {self._place}."
            if "/" in format:
                remedy = f"Write content_type={format!r} for a content type."
            raise RequestAssertionError(
                UNKNOWN_FORMAT,
                f"No renderer has the format {format!r}; there are {known}.",
                remedy,
            )
        return str(renderer.media_type)


def encode_body(
    data: Any,
    format: str | None,
    content_type: str | None,
    json_encoder: type[json.JSONEncoder] = DjangoJSONEncoder,
    *,
    default_format: str | None = None,
    renderer_classes: Sequence[type[BaseRenderer]] | None = None,
) -> tuple[bytes, str | None]:
    """Return the body and the Content-Type of a request.

    Args:
        data: What the test passed.
        format: The name of a renderer.
        content_type: The type of a body that is encoded already, or of JSON.
        json_encoder: How JSON is encoded where `content_type` asks for it.
        default_format: The renderer's name where there is neither; unless given, what
            the project's settings say.
        renderer_classes: The renderers; unless given, those of the settings.

    Raises:
        RequestArgumentError: The body can't be what the arguments say.
    """
    if format is not None and content_type is not None:
        raise RequestAssertionError(
            TWO_CONTENT_TYPES,
            "You may not set both `format` and a content type (they are "
            f"{format!r} and {content_type!r}).",
            "Pass `format` to have the data encoded, or `content_type` with bytes that "
            "are encoded already.",
        )
    encoder = _Encoder(json_encoder, default_format, renderer_classes)
    return encoder.encode(data, format, content_type)


def _with_all_values(data: Any) -> Any:
    """Return what Django keeps several values by key in as a dict that shows them."""
    lists: Any = getattr(data, "lists", None)
    if lists is None or not isinstance(data, MultiValueDict):
        return data
    return {key: of[0] if len(of) == 1 else of for key, of in lists()}


def _charset(content_type: str) -> str:
    named = CONTENT_TYPE_RE.match(content_type)
    return named[1] if named else settings.DEFAULT_CHARSET


def _require_encodable(data: Any, content_type: str) -> None:
    # Only JSON is encoded here; anything else would go out as Python's `str(data)`.
    is_plain = _is_plain(data) or is_file(data)
    if not is_plain and not JSON_CONTENT_TYPE_RE.match(content_type):
        kind = "structure" if _is(data, *_STRUCTURES) else type(data).__name__
        raise RequestArgumentError(
            NOT_ENCODED,
            f"A {kind} can't be sent as {content_type!r}: only JSON is encoded when "
            "`content_type` is given.",
            "Pass bytes, or choose a renderer with `format=` (for example "
            "format='multipart').",
        )


def _refuse_file(data: Any) -> None:
    # Django would send Python's name for the object.
    if is_file(data):
        raise RequestArgumentError(
            NOT_ENCODED,
            "The data is a file, which can't be a body as it stands.",
            "Pass its content, `file.read()`, or a form with format='multipart'.",
        )


def _refuse_encoded(data: Any) -> None:
    # A renderer would make a JSON string of what is JSON already.
    if isinstance(data, _BYTES) or (isinstance(data, str) and _is_structure(data)):
        what = "Bytes" if isinstance(data, _BYTES) else "Text that is JSON already"
        raise RequestArgumentError(
            ENCODED_TWICE,
            f"{what} would be encoded as JSON once more.",
            "Pass the object itself, or content_type='application/json' with what is "
            "encoded already.",
        )


def _is_structure(text: str) -> bool:
    try:
        return isinstance(json.loads(text), _STRUCTURES)
    except ValueError:
        return False


def _refuse_files(data: Any) -> None:
    for field, value in fields(data):
        if is_file(value):
            raise RequestArgumentError(
                FILE_IN_JSON,
                f"{field} is a file, and JSON holds no files.",
                "Send the request with format='multipart'.",
            )


def _refuse_nested(data: Any) -> None:
    if not hasattr(data, "items"):
        raise RequestArgumentError(
            NESTED_MULTIPART,
            f"A form is made of named fields, and not of a {type(data).__name__}.",
            "Pass a dict, or send the request with format='json'.",
        )
    for name, value in data.items():
        parts: Iterable[Any] = value if _is(value, list, tuple) else [value]
        # As the value itself, Django refuses it; in a list it prints it.
        if value is not None and any(part is None for part in parts):
            raise RequestAssertionError(
                NESTED_MULTIPART,
                f"`{name}` has None in a list, and a form has no null.",
                "Leave it out, or send an empty string, as the view expects.",
            )
        if any(_is(part, *_NESTED) for part in parts):
            raise RequestAssertionError(
                NESTED_MULTIPART,
                f"`{name}` is nested, and a form has one level.",
                "Send the request with format='json', or encode the field yourself.",
            )


def _is_plain(data: Any) -> bool:
    # To Python, a boolean is a number.
    return _is(data, *_PLAIN) and not isinstance(data, bool)


def _is(value: Any, *kinds: type) -> bool:
    return isinstance(value, kinds)
