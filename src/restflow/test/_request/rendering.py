"""Rendering the response of a view that was called directly."""

from __future__ import annotations

from typing import TypeVar, cast

from asgiref.sync import sync_to_async
from django.http.response import HttpResponseBase
from django.template.response import SimpleTemplateResponse

R = TypeVar("R", bound=HttpResponseBase)


async def arender(response: R) -> R:
    """Render a response that a view returned, if it needs that, and return it.

    A client renders responses by itself. If you call a view directly, render its
    response with this function. Rendering is synchronous and may query the database, so
    it runs in the thread of `sync_to_async`.

    Args:
        response: What the view returned.

    Returns:
        The response, with its `content`. It is the same object, unless a callback that
        the view gave to `add_post_render_callback` has replaced it.

    Since:
        0.1.0.
    """
    if isinstance(response, SimpleTemplateResponse) and not response.is_rendered:
        return cast("R", await sync_to_async(response.render)())
    return response
