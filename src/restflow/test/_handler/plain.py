"""Responses of Django REST framework that are rendered without a thread.

Rendering may ask a database: of a template, of a queryset in the data, of a renderer of
the project's own. Django REST framework's own JSON of plain values asks nothing.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from types import NoneType
from typing import Any
from uuid import UUID

from django.template.response import SimpleTemplateResponse
from rest_framework.exceptions import ErrorDetail
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response
from rest_framework.utils.encoders import JSONEncoder
from rest_framework.utils.serializer_helpers import ReturnDict, ReturnList

from restflow.test._handler.django import has_callbacks, kind_of

_VALUES = frozenset(
    {
        *(NoneType, bool, int, float, str, ErrorDetail),
        *(Decimal, date, datetime, time, timedelta, UUID),
    }
)
_MAPPINGS = frozenset({dict, ReturnDict})
_SEQUENCES = frozenset({list, tuple, ReturnList})
# Looking at more takes as long as a thread does.
_MOST = 1000

# As they are before anything that instruments them replaces them.
_RESPONSE = (SimpleTemplateResponse.render, Response.rendered_content)
_RENDERER = (
    *(JSONRenderer.render, JSONRenderer.get_indent),
    *(JSONEncoder, JSONEncoder.default),
)


def is_rendered_at_once(response: Any) -> bool:
    """Tell whether rendering a response is known to ask nothing of anybody."""
    kind = kind_of(response)
    if not isinstance(response, Response):
        return False
    renderer = getattr(response, "accepted_renderer", None)
    return (
        type(renderer) is JSONRenderer
        and not vars(renderer)
        and _renderer_now() == _RENDERER
        and (kind.render, kind.rendered_content) == _RESPONSE
        and "data" in vars(response)
        and "render" not in vars(response)
        and not has_callbacks(response)
        and _is_plain(response.data)
    )


def _renderer_now() -> tuple[Any, ...]:
    kind = JSONRenderer
    encoder = kind.encoder_class
    return kind.render, kind.get_indent, encoder, encoder.default


def _is_plain(data: Any) -> bool:
    """Tell whether data is made of values that are what they are."""
    found = [data]
    # The list grows while it is gone through.
    for value in found:
        kind = kind_of(value)
        if kind in _MAPPINGS:
            found += value.values()
        elif kind in _SEQUENCES:
            found += value
        elif kind not in _VALUES:
            return False
        if len(found) > _MOST:
            return False
    return True
