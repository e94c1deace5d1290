"""What the page "Moving here" says of names and arguments."""

from __future__ import annotations

import inspect
from collections.abc import Iterable
from importlib.util import find_spec
from typing import Any

import adrf.test
import django.test
import httpx
import httpx2
import pytest
import pytest_django.plugin
import rest_framework.test

import restflow.pytest_plugin
import restflow.test
from restflow.test import AsyncAPIClient, AsyncAPIRequestFactory
from tests.moving.names import (
    DJANGO,
    REST_FRAMEWORK,
    RESTFLOW,
    names,
    names_also_in,
    rows,
)

VERBS = ("get", "post", "put", "patch", "delete", "options", "head", "trace")


def missing(wanted: Iterable[str], *places: Any) -> list[str]:
    return [
        name for name in wanted if not any(hasattr(place, name) for place in places)
    ]


def parameters(function: Any) -> list[str]:
    """Return the names of the arguments that may be given by their position."""
    by_position = (
        inspect.Parameter.POSITIONAL_ONLY,
        inspect.Parameter.POSITIONAL_OR_KEYWORD,
    )
    found = inspect.signature(inspect.unwrap(function)).parameters.values()
    return [parameter.name for parameter in found if parameter.kind in by_position]


def test_the_old_names_exist() -> None:
    assert len(rows()) > 10
    assert missing(names(REST_FRAMEWORK), rest_framework.test) == []
    assert missing(names(DJANGO), django.test, pytest_django.plugin) == []


def test_the_new_names_exist() -> None:
    marks = {"run_commit_hooks"}
    places = restflow.test, restflow.pytest_plugin, pytest_django.plugin
    assert missing(names(RESTFLOW) - marks, *places) == []


def test_adrf_has_the_names_that_it_is_said_to_have_and_no_more() -> None:
    # `make moving` asks the same of drf-restflow.
    shared = {name for name in names(RESTFLOW) if hasattr(adrf.test, name)}
    assert names_also_in("adrf") == shared


@pytest.mark.parametrize("verb", VERBS)
def test_arguments_have_the_places_that_they_have_in_rest_framework(verb: str) -> None:
    before = parameters(getattr(rest_framework.test.APIClient, verb))
    assert parameters(getattr(AsyncAPIClient, verb))[: len(before)] == before


# A factory's `trace` takes no data in Django.
@pytest.mark.parametrize("verb", VERBS[:-1])
def test_so_have_those_of_the_factory(verb: str) -> None:
    before = parameters(getattr(rest_framework.test.APIRequestFactory, verb))
    assert parameters(getattr(AsyncAPIRequestFactory, verb))[: len(before)] == before


def test_other_methods_take_the_arguments_that_they_took() -> None:
    for name in ("force_authenticate", "aforce_login", "alogin", "alogout"):
        before = getattr(rest_framework.test.APIClient, name)
        assert parameters(getattr(AsyncAPIClient, name)) == parameters(before)


def test_a_client_is_one_of_django() -> None:
    assert issubclass(AsyncAPIClient, django.test.AsyncClient)


def test_exceptions_of_httpx2_are_not_those_of_httpx() -> None:
    assert not issubclass(httpx2.ReadTimeout, httpx.ReadTimeout)


def test_restflow_has_nothing_else_that_drf_restflow_has() -> None:
    for name in ("filters", "pagination", "permissions", "serializers", "views"):
        assert find_spec(f"restflow.{name}") is None
