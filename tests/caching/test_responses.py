"""Responses of views: what is stored, what comes back, and what is refused."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from functools import wraps
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib import messages
from django.contrib.auth.decorators import (
    login_required,
    permission_required,
    user_passes_test,
)
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.storage.fallback import FallbackStorage
from django.http import HttpResponse
from django.middleware.common import CommonMiddleware
from django.test import RequestFactory, override_settings
from django.urls import path
from django.utils.decorators import method_decorator
from django.utils.functional import SimpleLazyObject
from django.views import View
from django.views.decorators.http import condition
from rest_framework.views import APIView
from rest_framework.viewsets import ViewSet

from restflow.caching import AroundTheViewError, CachedResponse, cache_response
from restflow.test import AsyncAPIClient

pytestmark = pytest.mark.usefixtures("own_cache")


def get(**headers: str) -> Any:
    request: Any = RequestFactory().get("/shelves/", headers=headers)
    request.user = AnonymousUser()
    return request


def status(response: Any) -> str:
    found: str = response.headers["Cache-Status"]
    return found


def test_the_data_of_a_hit_is_that_of_its_json() -> None:
    @cache_response(ttl=60)
    def view(_request: Any, kind: str) -> HttpResponse:
        return HttpResponse('{"one": 1}', content_type=kind)

    of_json = [view(get(), "application/json") for _ in range(2)][1]
    of_text = [view(get(), "text/x-json-ish") for _ in range(2)][1]
    assert isinstance(of_json, CachedResponse)
    assert of_json.data == {"one": 1}
    assert not hasattr(of_text, "data")


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("application/problem+json; charset=latin-1", '"\xe9"'),
        ("application/json", ""),
        ("application/json", "{"),
        ("application/jsonlines", "{}\n{}"),
        ("text/html", "<p>"),
    ],
)
@pytest.mark.asyncio
async def test_clients_give_a_hit_the_data_that_they_give_a_miss(
    kind: str, content: str
) -> None:
    @cache_response(ttl=60)
    def view(_request: Any) -> HttpResponse:
        return HttpResponse(content, content_type=kind)

    with override_settings(ROOT_URLCONF=(path("", view),)):
        client = AsyncAPIClient()
        miss, hit = await client.get("/"), await client.get("/")

    assert isinstance(hit, CachedResponse)
    assert hasattr(hit, "data") == hasattr(miss, "data")
    assert getattr(hit, "data", None) == getattr(miss, "data", None)


def test_a_response_without_a_content_type_gets_none_from_the_cache() -> None:
    @cache_response(ttl=60)
    def view(_request: Any) -> HttpResponse:
        response = HttpResponse(b"bytes")
        del response["Content-Type"]
        return response

    first, second = view(get()), view(get())
    assert status(second).startswith("restflow; hit")
    assert not first.has_header("Content-Type")
    assert not second.has_header("Content-Type")


def test_an_etag_of_the_views_own_is_kept() -> None:
    @cache_response(ttl=60)
    def view(_request: Any) -> HttpResponse:
        return HttpResponse(headers={"ETag": '"mine"'})

    assert [view(get())["ETag"], view(get())["ETag"]] == ['"mine"'] * 2
    assert view(get(if_none_match='"mine"')).status_code == 304


def test_a_304_has_the_length_that_django_gives_it() -> None:
    # RFC 9110, section 8.6, has the length of the content there, or none. Django 5.2
    # says the same with a 304 of its own.
    view: Any = cache_response(ttl=60)(lambda _request: HttpResponse("hello"))
    django = condition(etag_func=lambda _request: '"hello"')(view)
    etags = [view(get())["ETag"], '"hello"']
    for found, etag in zip([view, django], etags, strict=True):
        response: Any = CommonMiddleware(found)(get(if_none_match=etag))
        assert response.status_code == 304
        assert response["Content-Length"] == "0"


def test_a_view_that_returns_no_response_is_named() -> None:
    @cache_response(ttl=60)
    def view(_request: Any) -> Any:
        return {"not": "a response"}

    with pytest.raises(TypeError, match=r"view returned \{'not'.*, not a response"):
        view(get())


def test_what_a_view_returns_is_passed_on_if_it_is_no_request_to_look_up() -> None:
    @cache_response(ttl=60)
    def view(_request: Any) -> Any:
        return None

    assert view(RequestFactory().post("/")) is None


def test_a_body_is_not_looked_at_and_such_a_request_not_looked_up() -> None:
    @cache_response(ttl=60)
    def view(_request: Any) -> HttpResponse:
        return HttpResponse()

    request: Any = RequestFactory().generic("GET", "/", b"{}")
    request.user = AnonymousUser()
    assert status(view(request)) == "restflow; fwd=bypass; detail=body"


def test_messages_for_one_visitor_are_not_stored() -> None:
    @cache_response(ttl=60)
    def view(request: Any) -> HttpResponse:
        messages.info(request, "for you")
        return HttpResponse()

    request = get()
    request.session = SimpleNamespace(accessed=False)
    request._messages = FallbackStorage(request)
    assert status(view(request)) == "restflow; fwd=uri-miss; detail=messages"


def test_a_request_that_waited_for_another_says_so() -> None:
    began, go = threading.Event(), threading.Event()

    @cache_response(ttl=60)
    def view(_request: Any) -> HttpResponse:
        began.set()
        go.wait(5)
        return HttpResponse("once")

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(view, get())
        assert began.wait(5)
        second = pool.submit(view, get())
        time.sleep(0.2)
        go.set()
        assert first.result(5).content == second.result(5).content == b"once"
    # On a machine that is busy it may come late.
    assert status(second.result()) in {
        "restflow; fwd=uri-miss; collapsed",
        "restflow; hit; ttl=59",
    }


async def test_a_coroutine_asks_whoever_has_set_the_user() -> None:
    @cache_response(ttl=60)
    async def view(_request: Any) -> HttpResponse:
        return HttpResponse()

    request = get()
    del request.user
    assert status(await view(request)).startswith("restflow; fwd=uri-miss; stored")
    request = get()
    # As a middleware of the project's own may have it.
    request.user = SimpleLazyObject(lambda: SimpleNamespace(is_authenticated=True))
    assert status(await view(request)) == "restflow; fwd=bypass; detail=authenticated"


def test_a_header_is_no_list_of_headers() -> None:
    with pytest.raises(TypeError, match=r"vary_on is a list of texts: \['Cookie'\]"):
        cache_response(ttl=60, vary_on="Cookie")


def same(view: Any) -> Any:
    @wraps(view)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        return view(*args, **kwargs)

    return wrapper


@pytest.mark.parametrize(
    "test_of_user",
    [
        login_required,
        permission_required("shelves.view_shelf"),
        user_passes_test(lambda user: user.is_staff),
        lambda view: same(login_required(view)),
    ],
    ids=["login", "permission", "a function", "beneath another decorator"],
)
def test_above_a_test_of_the_user_it_is_refused(test_of_user: Any) -> None:
    def shelves(_request: Any) -> HttpResponse:
        return HttpResponse()

    with pytest.raises(AroundTheViewError, match=r"of the view .*shelves, so it would"):
        cache_response(ttl=60, public=True)(test_of_user(shelves))

    view = test_of_user(cache_response(ttl=60, public=True)(shelves))
    assert view(get()).status_code == 302


@pytest.mark.parametrize("base", [View, APIView, ViewSet])
def test_around_a_class_it_is_refused(base: type) -> None:
    with pytest.raises(AroundTheViewError, match="is around the view Shelves, so it"):
        cache_response(ttl=60)(type("Shelves", (base,), {}))


def test_a_decorator_that_decorates_anew_for_each_request_is_refused() -> None:
    class Shelves(View):
        @method_decorator(cache_response(ttl=60))
        def get(self, _request: Any) -> HttpResponse:
            return HttpResponse()

    with pytest.raises(TypeError, match="method_decorator would decorate anew"):
        Shelves.as_view()(get())
