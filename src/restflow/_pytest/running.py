"""The hooks of a run in which tests need more than a recording of their requests.

Such a run has asynchronous tests, or it uses what `restflow.test` has for databases,
requests and servers. In any other run these hooks are not there, and no test pays for
them. The module is imported when Django is configured.
"""

from __future__ import annotations

from collections.abc import Generator

import pytest

from restflow._pytest import database, requests


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(
    fixturedef: pytest.FixtureDef[object], request: pytest.FixtureRequest
) -> Generator[None, object, object]:
    """Have pytest-django's fixtures work for asynchronous tests."""
    if not database.concerns(fixturedef, request):
        return (yield)
    return (yield from database.set_up(fixturedef, request))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Note the requests of a test and its fixtures, and give it caches of its own."""
    # A fixture may make a request that the test awaits.
    outer = requests.begin()
    try:
        return (yield from database.surround(item))
    finally:
        requests.end(outer)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """Fail a test that has made a request, or a fixture of which has, without await."""
    try:
        result = yield from database.run(item)
    except Exception as error:
        requests.blame(error)
        raise
    requests.complain()
    return result


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Generator[None, object, object]:
    """Warn of what an asynchronous test left behind, and fail for what it forgot."""
    result = yield
    database.warn_of_leaks(item)
    requests.complain()
    return result
