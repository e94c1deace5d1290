"""The factory: requests for views that are called directly."""

from __future__ import annotations

import pickle
from copy import copy
from io import BytesIO
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser, User
from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, HttpResponse, QueryDict
from django.test import AsyncRequestFactory
from django.test.client import FakePayload
from rest_framework.renderers import MultiPartRenderer
from rest_framework.request import Request

from restflow.test import (
    AsyncAPIRequestFactory,
    MissingMiddlewareError,
    RequestArgumentError,
    force_authenticate,
)
from tests.support.urls import MirrorView, SessionView, WhoView

WITHOUT_BODY = ["get", "head", "trace"]
WITH_BODY = ["post", "put", "patch", "delete", "options"]

mirror = MirrorView.as_view()


def test_the_factory_is_djangos_own(async_api_rf: AsyncAPIRequestFactory) -> None:
    assert isinstance(async_api_rf, AsyncRequestFactory)
    assert isinstance(async_api_rf.get("/"), ASGIRequest)


@pytest.mark.parametrize("verb", WITHOUT_BODY + WITH_BODY)
def test_each_method_makes_a_request_of_its_own_name(
    async_api_rf: AsyncAPIRequestFactory, verb: str
) -> None:
    response = mirror(getattr(async_api_rf, verb)("/orders/?a=1"))
    assert response.data["method"] == verb.upper()
    assert response.data["path"] == "/orders/"
    assert response.data["query"] == {"a": ["1"]}


@pytest.mark.parametrize("verb", WITHOUT_BODY)
def test_data_of_a_request_without_a_body_is_its_query(
    async_api_rf: AsyncAPIRequestFactory, verb: str
) -> None:
    request = getattr(async_api_rf, verb)("/", data={"a": [1, 2]})
    assert request.GET.getlist("a") == ["1", "2"]
    assert request.body == b""


@pytest.mark.parametrize("verb", WITHOUT_BODY)
def test_data_and_query_params_are_refused_together(
    async_api_rf: AsyncAPIRequestFactory, verb: str
) -> None:
    message = "Both are the query of this request"
    with pytest.raises(RequestArgumentError, match=message):
        getattr(async_api_rf, verb)("/", data={"a": 1}, query_params={"b": 2})


@pytest.mark.parametrize("verb", WITH_BODY)
def test_data_of_a_request_with_a_body_is_json(
    async_api_rf: AsyncAPIRequestFactory, verb: str
) -> None:
    request = getattr(async_api_rf, verb)("/", {"a": 1}, query_params={"b": 2})
    assert request.body == b'{"a":1}'
    assert request.META["CONTENT_TYPE"] == "application/json"
    assert request.META["CONTENT_LENGTH"] == "7"
    assert request.GET["b"] == "2"


@pytest.mark.parametrize("verb", WITH_BODY)
def test_a_format_chooses_the_renderer(
    async_api_rf: AsyncAPIRequestFactory, verb: str
) -> None:
    request = getattr(async_api_rf, verb)("/", {"a": 1}, format="multipart")
    assert mirror(request).data["data"] == {"a": ["1"]}


@pytest.mark.parametrize("verb", WITH_BODY)
def test_format_and_content_type_are_refused_together(
    async_api_rf: AsyncAPIRequestFactory, verb: str
) -> None:
    message = "not set both `format` and a content type .* 'json' and 'text/csv'"
    with pytest.raises(RequestArgumentError, match=message):
        getattr(async_api_rf, verb)("/", format="json", content_type="text/csv")


@pytest.mark.parametrize("verb", WITHOUT_BODY + WITH_BODY)
def test_every_method_takes_headers_variables_and_secure(
    async_api_rf: AsyncAPIRequestFactory, verb: str
) -> None:
    request = getattr(async_api_rf, verb)(
        "/", secure=True, headers={"X-One": "1"}, X_TWO="2", REMOTE_ADDR="10.0.0.1"
    )
    assert request.is_secure()
    assert request.headers["X-One"] == "1"
    assert request.headers["X-Two"] == "2"
    assert request.META["REMOTE_ADDR"] == "10.0.0.1"


@pytest.mark.parametrize("verb", WITHOUT_BODY + WITH_BODY)
def test_a_request_that_is_not_sent_follows_nothing(
    async_api_rf: AsyncAPIRequestFactory, verb: str
) -> None:
    with pytest.raises(
        RequestArgumentError, match="`follow` has no meaning for this method"
    ):
        getattr(async_api_rf, verb)("/", follow=True)


@pytest.mark.parametrize(
    ("data", "arguments", "body", "content_type"),
    [
        ("ü", {}, "ü".encode(), "application/octet-stream"),
        (b"\x00", {"content_type": "image/png"}, b"\x00", "image/png"),
        ({"a": 1}, {}, b'{"a":1}', "application/json"),
        ("text", {"format": "json"}, b'"text"', "application/json"),
        ("", {}, b"", ""),
    ],
)
def test_generic_makes_any_request(
    async_api_rf: AsyncAPIRequestFactory,
    data: Any,
    arguments: dict[str, Any],
    body: bytes,
    content_type: str,
) -> None:
    request = async_api_rf.generic("PROPFIND", "/", data, **arguments)
    assert request.method == "PROPFIND"
    assert request.body == body
    assert request.META.get("CONTENT_TYPE", "") == content_type


def test_a_bare_scope_is_completed(async_api_rf: AsyncAPIRequestFactory) -> None:
    request = async_api_rf.request(path="/orders/", _body_file=FakePayload(b"body"))
    assert (request.method, request.path, request.body) == ("GET", "/orders/", b"body")


def test_what_a_factory_is_made_with_goes_with_every_request() -> None:
    factory = AsyncAPIRequestFactory(
        headers={"X-One": "1"}, query_params={"a": 1}, HTTP_HOST="api.example.com"
    )
    for request in (factory.get("/"), factory.post("/", {})):
        assert request.headers["X-One"] == "1"
        assert request.GET["a"] == "1"
        assert request.get_host() == "api.example.com"


def test_a_header_of_one_request_replaces_the_factorys() -> None:
    factory = AsyncAPIRequestFactory(headers={"X-One": "1"})
    request = factory.get("/", headers={"x-one": "2"})
    assert request.headers["X-One"] == "2"
    assert factory.get("/").headers["X-One"] == "1"


def test_the_factorys_cookies_go_with_every_request(
    async_api_rf: AsyncAPIRequestFactory,
) -> None:
    async_api_rf.cookies["a"] = "b"
    assert async_api_rf.get("/").COOKIES == {"a": "b"}


async def test_an_asynchronous_view_is_called_directly(
    async_api_rf: AsyncAPIRequestFactory,
) -> None:
    async def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse(request.body)

    response = await view(async_api_rf.post("/", [1]))
    assert response.content == b"[1]"


def test_a_request_has_no_user_until_it_is_given_one(
    async_api_rf: AsyncAPIRequestFactory,
) -> None:
    request = async_api_rf.get("/")
    assert not hasattr(request, "user")
    assert not hasattr(request, "session")


@pytest.mark.parametrize(
    ("user", "token"),
    [
        (User(username="ada"), None),
        (User(username="ada"), "secret"),
        (AnonymousUser(), "secret"),
        (None, "secret"),
    ],
)
def test_a_forced_user_and_token_are_what_the_view_sees(
    async_api_rf: AsyncAPIRequestFactory, user: Any, token: str | None
) -> None:
    request = async_api_rf.get("/")
    force_authenticate(request, user, token)
    seen = Request(request)
    assert (seen.user, seen.auth) == (user, token)


def test_authentication_classes_are_not_asked_about_a_forced_user(
    async_api_rf: AsyncAPIRequestFactory,
) -> None:
    request = async_api_rf.get("/", HTTP_AUTHORIZATION="Basic nonsense")
    assert WhoView.as_view()(request).status_code == 401
    force_authenticate(request, User(username="ada"))
    assert WhoView.as_view()(request).data["user"] == "ada"


@pytest.mark.parametrize(("enforced", "status"), [(False, 200), (True, 403)])
def test_csrf_tokens_are_checked_where_the_factory_says_so(
    enforced: bool, status: int
) -> None:
    factory = AsyncAPIRequestFactory(enforce_csrf_checks=enforced)
    request = factory.post("/session/")
    request.user = User(username="ada")
    assert SessionView.as_view()(request).status_code == status


@pytest.mark.parametrize("query", [{"a": "1"}, {}, QueryDict("a=1"), "a=1", [("a", 1)]])
def test_trace_takes_no_query_in_the_place_of_secure(
    async_api_rf: AsyncAPIRequestFactory, query: Any
) -> None:
    with pytest.raises(RequestArgumentError, match="Write `data=…`"):
        async_api_rf.trace("/", query)
    assert async_api_rf.trace("/", data={"a": "1"}).GET.urlencode() == "a=1"


def test_the_second_argument_of_trace_is_djangos(
    async_api_rf: AsyncAPIRequestFactory,
) -> None:
    assert async_api_rf.trace("/", True).is_secure()


@pytest.mark.parametrize(
    ("name", "middleware"),
    [
        ("user", "AuthenticationMiddleware"),
        ("auser", "AuthenticationMiddleware"),
        ("session", "SessionMiddleware"),
        ("site", "CurrentSiteMiddleware"),
        ("LANGUAGE_CODE", "LocaleMiddleware"),
    ],
)
def test_what_middleware_sets_is_missed_by_its_name(
    async_api_rf: AsyncAPIRequestFactory, name: str, middleware: str
) -> None:
    request = async_api_rf.get("/")
    assert not hasattr(request, name)
    assert getattr(request, name, None) is None
    with pytest.raises(MissingMiddlewareError, match=f"{name}': {middleware} sets it"):
        getattr(request, name)
    setattr(request, name, "set by the test")
    assert getattr(request, name) == "set by the test"


def test_another_attribute_is_missed_as_ever(
    async_api_rf: AsyncAPIRequestFactory,
) -> None:
    request: Any = async_api_rf.get("/")
    with pytest.raises(AttributeError, match="has no attribute 'tenant'") as caught:
        _ = request.tenant
    assert not isinstance(caught.value, MissingMiddlewareError)
    assert copy(request).path == "/"


def test_an_error_within_a_property_of_the_request_comes_out(
    async_api_rf: AsyncAPIRequestFactory,
) -> None:
    class Handler(MemoryFileUploadHandler):
        def new_file(self, *_args: Any, **_kwargs: Any) -> None:
            self.storage.open()  # type: ignore[attr-defined]

    data = {"file": BytesIO(b"content")}
    request = async_api_rf.post("/", data, format="multipart")
    request.upload_handlers = [Handler(request)]
    with pytest.raises(AttributeError, match="'Handler' object has no attribute 'sto"):
        _ = request.POST


def test_a_request_can_be_pickled_as_djangos(
    async_api_rf: AsyncAPIRequestFactory,
) -> None:
    request = async_api_rf.get("/orders/")
    arrived = pickle.loads(pickle.dumps(request))  # noqa: S301  (our own)
    assert arrived.path == "/orders/"
    assert type(request).__name__ == "ASGIRequest"


def test_a_request_of_a_class_of_its_own_stays_one() -> None:
    class OwnRequest(ASGIRequest):
        tenant = "acme"

    class OwnFactory(AsyncRequestFactory):
        def request(self, **request: Any) -> ASGIRequest:
            made = super().request(**request)
            made.__class__ = OwnRequest
            return made

    class Both(AsyncAPIRequestFactory, OwnFactory):
        pass

    assert type(Both().get("/")) is OwnRequest


@pytest.mark.parametrize("verb", WITH_BODY)
def test_a_request_without_data_needs_no_renderer(verb: str) -> None:
    class Forms(AsyncAPIRequestFactory):
        renderer_classes_list = (MultiPartRenderer,)

    request = getattr(Forms(), verb)("/")
    assert request.body == b""
    with pytest.raises(RequestArgumentError) as caught:
        getattr(Forms(), verb)("/", {"a": 1})
    assert "Add its class to `renderer_classes_list`." in str(caught.value)
