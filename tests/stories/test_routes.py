"""The routes of a URLconf: paths, names, and the methods that views offer."""

# Views are never called.

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from adrf.views import APIView as AsyncAPIView
from adrf.viewsets import ModelViewSet as AsyncModelViewSet
from django.http import HttpRequest, HttpResponse
from django.test import override_settings
from django.urls import clear_url_caches, include, path, re_path, set_urlconf
from django.views import View
from django.views.decorators.cache import cache_page
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from django.views.generic import RedirectView, TemplateView
from rest_framework.decorators import action, api_view
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import DefaultRouter, SimpleRouter
from rest_framework.urlpatterns import format_suffix_patterns
from rest_framework.views import APIView
from rest_framework.viewsets import ModelViewSet, ReadOnlyModelViewSet

from products.models import Product
from restflow.test._stories.routes import (
    Route,
    all_routes,
    braced,
    filled,
    parameters_of,
)


def routes_of(*patterns: Any) -> Sequence[Route]:
    with override_settings(ROOT_URLCONF=patterns):
        return all_routes()


def paths_of(*patterns: Any) -> list[str]:
    return [route.path for route in routes_of(*patterns)]


def methods_of(view: Any) -> set[str] | None:
    (route,) = routes_of(path("x/", view))
    return None if route.methods is None else {*route.methods}


def plain(request: HttpRequest, **_: Any) -> HttpResponse:
    raise NotImplementedError


# --- Paths ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        (path("", plain), "/"),
        (path("a/", plain), "/a/"),
        (path("a/<int:pk>/<name>/", plain), "/a/{pk}/{name}/"),
        (path("a/<path:rest>", plain), "/a/{rest}"),
        (re_path(r"^a/(?P<pk>\d+)/$", plain), "/a/{pk}/"),
        (re_path(r"^a/(?P<pk>[^/.]+)\.csv$", plain), "/a/{pk}.csv"),
        (path("a/", include([path("b/<int:pk>/", plain)])), "/a/b/{pk}/"),
        (re_path(r"^a/(?P<one>\w+)/", include([path("b/", plain)])), "/a/{one}/b/"),
    ],
)
def test_a_path_has_its_parameters_in_braces(pattern: Any, expected: str) -> None:
    assert paths_of(pattern) == [expected]


def test_parameters_are_in_the_order_of_the_path() -> None:
    (route,) = routes_of(path("<int:b>/<a>/", plain))
    assert route.parameters == ("b", "a")
    assert parameters_of("/x/") == ()


@pytest.mark.parametrize(
    ("given", "expected"),
    [("/<pk>/", "/{pk}/"), ("/<int:pk>/{a}/", "/{pk}/{a}/"), ("name", "name")],
)
def test_parameters_may_be_written_as_django_does(given: str, expected: str) -> None:
    assert braced(given) == expected


def test_values_are_percent_encoded() -> None:
    assert (
        filled("/{a}/{b}/{a}/", {"a": "x y", "b": "?#%"}) == "/x%20y/%3F%23%25/x%20y/"
    )
    assert filled("/{a}/", {"a": 5}) == "/5/"


# --- Names ---------------------------------------------------------------------------


def test_a_name_has_its_namespaces() -> None:
    leaf = [path("leaf/", plain, name="leaf")]
    routes = routes_of(
        path("plain/", plain, name="plain"),
        path("nameless/", plain),
        path("a/", include(([path("b/", include((leaf, "inner")))], "outer"))),
        path("c/", include((leaf, "kind"), namespace="instance")),
        path("d/", include(leaf)),
    )
    assert [route.name for route in routes] == [
        "plain",
        "",
        "outer:inner:leaf",
        "instance:leaf",
        "leaf",
    ]


def test_a_name_may_have_the_namespace_of_the_application() -> None:
    leaf = [path("leaf/", plain, name="leaf")]
    (route,) = routes_of(path("c/", include((leaf, "kind"), namespace="instance")))
    assert route.is_named("instance:leaf")
    assert route.is_named("kind:leaf")
    assert not route.is_named("leaf")


def test_a_route_without_a_name_is_not_found_by_an_empty_one() -> None:
    (route,) = routes_of(path("x/", plain))
    assert not route.is_named("")


# --- Which URLconf -------------------------------------------------------------------


def test_an_override_is_seen_at_once() -> None:
    assert "/api/products/" in paths_of_now()
    with override_settings(ROOT_URLCONF="school.urls"):
        assert "/api/teachers/" in paths_of_now()
        with override_settings(ROOT_URLCONF=(path("x/", plain),)):
            assert paths_of_now() == ["/x/"]
        assert "/api/teachers/" in paths_of_now()
    assert "/api/products/" in paths_of_now()


def paths_of_now() -> list[str]:
    return [route.path for route in all_routes()]


@pytest.mark.urls("school.urls")
def test_the_mark_of_pytest_django_is_seen() -> None:
    assert "/api/teachers/" in paths_of_now()


def test_the_urlconf_of_the_thread_is_seen() -> None:
    set_urlconf("school.urls")
    try:
        assert "/api/teachers/" in paths_of_now()
    finally:
        set_urlconf(None)


urlpatterns = [path("before/", plain)]


@pytest.mark.urls(__name__)
def test_urls_that_have_changed_are_seen_when_their_caches_are_cleared() -> None:
    assert paths_of_now() == ["/before/"]
    urlpatterns.append(path("after/", plain))
    try:
        clear_url_caches()
        assert paths_of_now() == ["/before/", "/after/"]
    finally:
        del urlpatterns[1:]
        clear_url_caches()


# --- Format suffixes -----------------------------------------------------------------


class Products(ReadOnlyModelViewSet[Product]):
    queryset = Product.objects.all()


@pytest.mark.parametrize("use_regex_path", [True, False])
def test_routes_of_a_router_are_without_those_that_add_a_format(
    use_regex_path: bool,
) -> None:
    router = DefaultRouter(use_regex_path=use_regex_path)
    router.register("products", Products)
    paths = paths_of(path("api/", include(router.urls)))
    assert sorted(paths) == ["/api/", "/api/products/", "/api/products/{pk}/"]


@pytest.mark.parametrize("allowed", [None, ["json"], ["json", "csv"]])
def test_suffixes_may_be_of_certain_formats(allowed: list[str] | None) -> None:
    for pattern in (path("x/", plain), re_path(r"^x/$", plain)):
        assert paths_of(*format_suffix_patterns([pattern], allowed=allowed)) == ["/x/"]


def test_a_parameter_that_is_called_format_is_a_parameter() -> None:
    given = [
        path("export/<str:format>/", plain),
        re_path(r"^report\.(?P<format>csv|pdf)$", plain),
    ]
    assert paths_of(*given) == ["/export/{format}/", "/report.{format}"]


def test_the_suffix_may_have_another_name() -> None:
    with override_settings(REST_FRAMEWORK={"FORMAT_SUFFIX_KWARG": "kind"}):
        patterns = format_suffix_patterns([path("x/", plain)])
        assert paths_of(*patterns) == ["/x/"]
    with override_settings(REST_FRAMEWORK={"FORMAT_SUFFIX_KWARG": None}):
        assert paths_of(path("x/<format>/", plain)) == ["/x/{format}/"]


# --- Methods -------------------------------------------------------------------------


class Handlers(View):
    def get(self, request: HttpRequest) -> HttpResponse:
        raise NotImplementedError

    def post(self, request: HttpRequest) -> HttpResponse:
        raise NotImplementedError


class APIHandlers(APIView):
    def get(self, request: Request) -> Response:
        raise NotImplementedError

    def delete(self, request: Request) -> Response:
        raise NotImplementedError


class AsyncHandlers(AsyncAPIView):  # type: ignore[misc]
    async def put(self, request: Request) -> Response:
        raise NotImplementedError


class ReadOnly(APIHandlers):
    http_method_names = ["get"]  # noqa: RUF012  (as the base has it)


@api_view(["GET", "PATCH"])
def of_the_framework(request: Request) -> Response:
    raise NotImplementedError


@api_view()  # type: ignore[type-var]
async def asynchronous(request: Request) -> Response:
    raise NotImplementedError


@pytest.mark.parametrize(
    ("view", "expected"),
    [
        (Handlers.as_view(), {"GET", "POST"}),
        (Handlers.as_view(http_method_names=["get"]), {"GET"}),
        (TemplateView.as_view(), {"GET"}),
        (RedirectView.as_view(), {"GET", "POST", "PUT", "PATCH", "DELETE"}),
        (csrf_exempt(Handlers.as_view()), {"GET", "POST"}),
        (cache_page(60)(APIHandlers.as_view()), {"GET", "DELETE"}),
        (APIHandlers.as_view(), {"GET", "DELETE"}),
        (APIHandlers.as_view(http_method_names=["delete"]), {"DELETE"}),
        (AsyncHandlers.as_view(), {"PUT"}),
        (ReadOnly.as_view(), {"GET"}),
        (of_the_framework, {"GET", "PATCH"}),
        (asynchronous, {"GET"}),
        (plain, None),
        (require_POST(plain), None),
    ],
)
def test_a_view_tells_its_methods(view: Any, expected: set[str] | None) -> None:
    assert methods_of(view) == expected


class Writable(ModelViewSet[Product]):
    queryset = Product.objects.all()

    @action(detail=True, methods=["post", "delete"])
    def photo(self, request: Request, pk: str) -> Response:
        raise NotImplementedError


class Asynchronous(AsyncModelViewSet):  # type: ignore[misc]
    queryset = Product.objects.all()


class NothingRemoved(Writable):
    http_method_names = ["get", "post", "head", "options"]  # noqa: RUF012


@pytest.mark.parametrize(
    ("viewset", "expected"),
    [
        (
            Writable,
            {
                "/x/": {"GET", "POST"},
                "/x/{pk}/": {"GET", "PUT", "PATCH", "DELETE"},
                "/x/{pk}/photo/": {"POST", "DELETE"},
            },
        ),
        (
            # What a router maps and the class refuses is not offered.
            NothingRemoved,
            {
                "/x/": {"GET", "POST"},
                "/x/{pk}/": {"GET"},
                "/x/{pk}/photo/": {"POST"},
            },
        ),
        (Products, {"/x/": {"GET"}, "/x/{pk}/": {"GET"}}),
        (
            Asynchronous,
            {"/x/": {"GET", "POST"}, "/x/{pk}/": {"GET", "PUT", "PATCH", "DELETE"}},
        ),
    ],
)
def test_a_viewset_offers_what_its_router_maps(
    viewset: Any, expected: dict[str, set[str]]
) -> None:
    router = SimpleRouter()
    router.register("x", viewset, basename="x")
    found = {route.path: {*(route.methods or ())} for route in routes_of(*router.urls)}
    assert found == expected


def test_the_sample_project_has_each_route_once() -> None:
    paths = paths_of_now()
    assert len(paths) == len({*paths})
    assert not [path for path in paths if "format" in path]
