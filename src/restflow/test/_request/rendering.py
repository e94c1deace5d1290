"""Rendering what a view that was called directly returned."""

from __future__ import annotations

from typing import TypeVar, cast

from asgiref.sync import sync_to_async
from django.http.response import HttpResponseBase
from django.template.response import SimpleTemplateResponse

R = TypeVar("R", bound=HttpResponseBase)


async def arender(response: R) -> R:
    """Render a response that a view returned, if it needs that, and return it.

    A client renders what it gets; a view that is called directly leaves it to you.
    Rendering is synchronous and may query the database, so it happens where
    `sync_to_async` runs things.

    Args:
        response: What the view returned.

    Returns:
        The response, whose `content` can be read: the same one, unless a callback that
        the view gave to `add_post_render_callback` replaced it.

    Since:
        0.1.0.
    """
    if isinstance(response, SimpleTemplateResponse) and not response.is_rendered:
        return cast("R", await sync_to_async(response.render)())
    return response
