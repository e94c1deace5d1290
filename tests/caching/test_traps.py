"""What `restflow.caching` refuses: the problem, the remedy, the code and the page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import override_settings
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from restflow._traps import CATALOGUE, TrapError
from restflow.caching import InvalidationRule, cache_response, cache_result
from restflow.caching.testing import verify_hits

PAGE = "https://restflow.github.io/restflow/stable/errors/"
CHECKS = {f"restflow.W{number}" for number in (*range(206, 211), 212, 213)}

state = ["new"]


@cache_result(ttl=60)
def length(value: object) -> int:
    return len(str(value))


@cache_result(ttl=60)
def lines() -> object:
    return (line for line in "abc")


@cache_result(ttl=60)
def current() -> str:
    return state[0]


@api_view(["GET"])
def around(_request: Request) -> Response:
    return Response()


def plain(_request: HttpRequest) -> HttpResponse:
    return HttpResponse()


@dataclass
class Fall:
    """How one falls into a trap, and what is said about it."""

    code: str
    fall: Callable[[], object]
    problem: str
    remedy: str


@override_settings(INSTALLED_APPS=["django.contrib.contenttypes"])
def _call_without_the_app() -> None:
    length("a")


def _forget_a_rule() -> None:
    state[0] = "old"
    current()
    state[0] = "new"
    with verify_hits():
        current()


FALLS = [
    Fall(
        "restflow.E201",
        _call_without_the_app,
        "tests.caching.test_traps.length is cached, but nothing watches the database.",
        "Add 'restflow.caching' to INSTALLED_APPS.",
    ),
    Fall(
        "restflow.E202",
        lambda: InvalidationRule("products.Prodct"),
        "InvalidationRule('products.Prodct') can watch nothing.",
        "Name a model, columns of its own table and arguments of the call; another "
        "model's table needs a rule of its own.",
    ),
    Fall(
        "restflow.E203",
        lambda: length(object()),
        "A value of the type object can't be a part of a cache key: <object object",
        "Pass what identifies it, such as its primary key, or name the parts of the "
        "key with `key=`.",
    ),
    Fall(
        "restflow.E204",
        lines,
        "tests.caching.test_traps.lines returned a generator, which can't be stored",
        "Return plain data, such as a list instead of a generator.",
    ),
    Fall(
        "restflow.E205",
        lambda: cache_response(ttl=60)(around),
        "cache_response is around the view around, so it would answer before",
        "Put it on the handler: beneath @api_view, or on the method.",
    ),
    Fall(
        "restflow.E211",
        _forget_a_rule,
        "tests.caching.test_traps.current is stale.",
        "Add a rule for what changed, or name what the result depends on in the key.",
    ),
]

each_fall = pytest.mark.parametrize("fall", FALLS, ids=lambda fall: fall.code)


@each_fall
def test_an_error_names_the_problem_the_remedy_the_code_and_the_page(
    fall: Fall,
) -> None:
    with pytest.raises(TrapError) as caught:
        fall.fall()
    problem, remedy, page = str(caught.value).rsplit("\n", 2)
    assert problem.startswith(fall.problem)
    assert remedy == fall.remedy
    assert page == f"{fall.code}: {PAGE}{fall.code[-4:].lower()}/"


def test_there_is_a_way_to_fall_into_every_trap_of_caching() -> None:
    codes = {trap.code for trap in CATALOGUE if 200 < int(trap.code[-3:]) < 300}
    assert codes - {fall.code for fall in FALLS} == CHECKS


def test_a_plain_view_may_be_cached() -> None:
    assert callable(cache_response(ttl=60)(plain))
