"""What is made for one response is in no other; what middleware is told comes back."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import django
import pytest
from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpResponse, JsonResponse
from django.template.response import TemplateResponse
from django.test import RequestFactory
from django.urls import path
from django.utils.functional import SimpleLazyObject
from django.views.decorators.clickjacking import xframe_options_exempt
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response

from restflow.caching import cache_response
from restflow.caching._visit import _OWN, _PLAIN, _notes
from restflow.test import AsyncAPIClient

STORED, HIT = "restflow; fwd=uri-miss; stored", "restflow; hit"
of_nonce = pytest.mark.parametrize("name", ["csp_nonce", "_csp_nonce", "script_nonce"])


pytestmark = pytest.mark.usefixtures("own_cache")


def get(**attributes: Any) -> Any:
    request: Any = RequestFactory().get("/")
    request.user = AnonymousUser()
    vars(request).update(attributes)
    return request


def status(response: Any) -> str:
    found: str = response.headers["Cache-Status"]
    return found


def lazy(text: str = "abc123") -> Any:
    """Return a text that is made when somebody asks."""
    return SimpleLazyObject(lambda: text)


def showing(write: Callable[[Any], str], **options: Any) -> Any:
    """Return a cached view that shows what a function makes of its request."""

    @cache_response(ttl=60, **options)
    def view(request: Any) -> HttpResponse:
        return HttpResponse(write(request))

    return view


# --- Nonces ---------------------------------------------------------------------------


@of_nonce
@pytest.mark.parametrize("public", [False, True])
def test_a_nonce_that_the_handler_has_asked_for_is_in_no_other(
    name: str, public: bool
) -> None:
    view = showing(
        lambda request: f"<script nonce={getattr(request, name)}>", public=public
    )
    refused = f"restflow; fwd=uri-miss; detail={name.lstrip('_')}"
    assert status(view(get(**{name: lazy()}))) == refused
    # Wherever it ends up: as the hash of it in a header, say.
    view = showing(lambda request: str(len(str(getattr(request, name)))))
    assert status(view(get(**{name: lazy()}))) == refused


@of_nonce
def test_a_nonce_that_was_made_before_counts_if_the_page_shows_it(name: str) -> None:
    made, nonce = lazy(), str
    nonce(made)
    view = showing(lambda request: f"<script nonce={getattr(request, name)}>")
    assert status(view(get(**{name: made}))) == (
        f"restflow; fwd=uri-miss; detail={name.lstrip('_')}"
    )
    view = showing(lambda _request: "no script")
    assert status(view(get(**{name: made}))).startswith(STORED)
    assert status(view(get(**{name: lazy()}))).startswith(HIT)


@of_nonce
def test_a_nonce_that_is_a_text_from_the_start_counts_if_the_page_shows_it(
    name: str,
) -> None:
    view = showing(lambda request: f"<script nonce={getattr(request, name)}>")
    assert "detail=" in status(view(get(**{name: "abc123"})))
    view = showing(lambda _request: "no script")
    assert status(view(get(**{name: "abc123"}))).startswith(STORED)
    # An empty text is in every page.
    view = showing(lambda _request: "no script")
    assert status(view(get(**{name: ""}))).startswith(STORED)


def test_what_is_lazy_and_no_text_is_stored() -> None:
    tenant = SimpleNamespace(name="one")
    view = showing(lambda request: f"{request.tenant.name} {len(request.things)}")
    request = get(tenant=SimpleLazyObject(lambda: tenant), things=lazy_list())
    assert status(view(request)).startswith(STORED)


def lazy_list() -> Any:
    return SimpleLazyObject(lambda: [1, 2])


def test_a_text_that_nobody_has_asked_for_is_not_made() -> None:
    def refuse() -> str:
        raise AssertionError

    view = showing(lambda _request: "no script")
    request = get(csp_nonce=SimpleLazyObject(refuse))
    assert status(view(request)).startswith(STORED)


@pytest.mark.parametrize("package", ["django", "csp"])
async def test_a_nonce_of_a_real_middleware_is_in_no_other(
    package: str, settings: Any
) -> None:
    if package == "django":
        pytest.importorskip("django.middleware.csp")
        middleware = "django.middleware.csp.ContentSecurityPolicyMiddleware"
        settings.SECURE_CSP = {"script-src": ["<CSP_NONCE_SENTINEL>"]}
        processor, name = "django.template.context_processors.csp", "csp_nonce"
    else:
        middleware = "csp.middleware.CSPMiddleware"
        processor, name = "csp.context_processors.nonce", "CSP_NONCE"
    options = {
        "context_processors": [processor],
        "loaders": [
            ("django.template.loaders.locmem.Loader", {
                "shows": f"<script nonce={{{{ {name} }}}}>", "plain": "no script",
            }),
        ],
    }  # fmt: skip
    backend = "django.template.backends.django.DjangoTemplates"
    settings.TEMPLATES = [{"BACKEND": backend, "OPTIONS": options}]
    settings.MIDDLEWARE = [middleware]

    @cache_response(ttl=60)
    def view(request: Any, template: str) -> TemplateResponse:
        return TemplateResponse(request, template)

    settings.ROOT_URLCONF = (path("<str:template>/", view),)
    client = AsyncAPIClient()
    first, second = [await client.get("/shows/") for _ in range(2)]
    assert "detail=" in status(first)
    assert first.content != second.content
    first, second = [await client.get("/plain/") for _ in range(2)]
    assert status(second).startswith(HIT)


# --- Messages -------------------------------------------------------------------------


@pytest.mark.parametrize("public", [False, True])
@pytest.mark.parametrize("when", ["added", "shown"])
def test_messages_are_not_stored_even_if_all_visitors_see_the_same(
    public: bool, when: str
) -> None:
    def write(request: Any) -> str:
        if when == "added":
            messages.info(request, "for you")
            return ""
        return ", ".join(map(str, messages.get_messages(request)))

    request = get()
    request._messages = CookieStorage(request)
    if when == "shown":
        request._messages.add(messages.INFO, "for you")
        request._messages.added_new = False
    view = showing(write, public=public)
    assert status(view(request)) == "restflow; fwd=uri-miss; detail=messages"


def test_messages_that_are_not_there_change_nothing() -> None:
    def shown(request: Any) -> str:
        return ", ".join(map(str, messages.get_messages(request)))

    for write in (shown, lambda _request: ""):
        request = get()
        request._messages = CookieStorage(request)
        view = showing(write, public=True)
        assert status(view(request)).startswith(STORED)


# --- What middleware is told ----------------------------------------------------------


async def test_a_view_that_frames_may_show_may_be_shown_from_the_cache(
    settings: Any,
) -> None:
    settings.MIDDLEWARE = ["django.middleware.clickjacking.XFrameOptionsMiddleware"]

    @cache_response(ttl=60)
    @xframe_options_exempt
    def exempt(_request: Any) -> HttpResponse:
        return HttpResponse()

    @cache_response(ttl=60)
    def usual(_request: Any) -> HttpResponse:
        return HttpResponse()

    settings.ROOT_URLCONF = (path("exempt/", exempt), path("usual/", usual))
    client = AsyncAPIClient()
    for name, wanted in (("exempt", None), ("usual", "DENY")):
        responses = [await client.get(f"/{name}/") for _ in range(2)]
        assert status(responses[1]).startswith(HIT)
        assert [of.headers.get("X-Frame-Options") for of in responses] == [wanted] * 2


def test_what_a_decorator_has_left_comes_back_as_it_was() -> None:
    left: dict[str, Any] = {
        "_csp_update": {"img-src": ["a", "b"]},
        "exempt": True,
        "names": ("a", frozenset({"b"}), None),
        "_csp_replace": None,
        "cost": 0.5,
        "price": Decimal("1.50"),
        "made": datetime(2026, 3, 1, tzinfo=UTC),
        "day": date(2026, 3, 1),
        "digest": b"x",
        "trace": uuid4(),
    }

    @cache_response(ttl=60)
    def view(_request: Any) -> HttpResponse:
        response: HttpResponse = HttpResponse()
        vars(response).update(left, lock=threading.Lock())
        return response

    _, hit = view(get()), view(get())
    assert status(hit).startswith(HIT)
    assert {name: vars(hit)[name] for name in left} == left
    # Whatever else there is, nobody knows whether it may be kept.
    assert "lock" not in vars(hit)


def test_what_can_not_be_written_down_is_not_stored() -> None:
    @cache_response(ttl=60)
    def view(_request: Any) -> HttpResponse:
        response = HttpResponse("answered")
        vars(response)["_csp_update"] = {"img-src": lambda: "a"}
        return response

    for _ in range(2):
        response = view(get())
        assert status(response) == "restflow; fwd=uri-miss; detail=unpicklable"
        assert response.content == b"answered"


def responses() -> list[Any]:
    request = RequestFactory().get("/")
    of_framework: Any = Response({"a": 1}, status=200, headers={"X-A": "b"})
    of_framework.accepted_renderer = JSONRenderer()
    of_framework.accepted_media_type = "application/json"
    of_framework.renderer_context = {}
    template = TemplateResponse(request, "one.html", {"a": 1}, using="django")
    template.add_post_render_callback(lambda _response: None)
    plain = HttpResponse("a", content_type="text/plain", reason="Fine", charset="utf-8")
    plain.set_cookie("a", "b")
    return [plain, JsonResponse({}), template, of_framework.render()]


@pytest.mark.parametrize("response", responses(), ids=lambda of: type(of).__name__)
def test_what_responses_have_of_their_own_is_not_taken_for_a_note(
    response: Any,
) -> None:
    own = {name for name, of in vars(response).items() if isinstance(of, _PLAIN)}
    # If this fails, Django or Django REST framework has a new attribute.
    assert own - _OWN == set(), django.VERSION


def test_a_status_is_kept_once() -> None:
    assert _notes(HttpResponse(status=200)) == {}
