"""What is said where anyio runs a test of Django's on trio."""

from __future__ import annotations

import os
from importlib.util import find_spec

import pytest

from tests.support.small_project import SETTINGS, URLS

pytest_plugins = ["pytester"]
pytestmark = pytest.mark.skipif(
    find_spec("trio") is None and os.environ.get("CI") != "true",
    reason="trio is not installed",
)

USING = """
    import asyncio
    import anyio
    import pytest
    from django.contrib.auth.models import Group

    pytestmark = [pytest.mark.anyio, pytest.mark.django_db]

    @pytest.fixture(params=["asyncio", "trio"])
    def anyio_backend(request):
        return request.param

    @pytest.fixture
    async def staff(db):
        return await Group.objects.acreate(name="staff")

    async def test_query():
        await Group.objects.acreate(name="staff")

    async def test_fixture(staff):
        pass

    async def test_request(async_api_client):
        await async_api_client.get("/health/")

    async def test_stream(async_api_client):
        async with async_api_client.stream("GET", "/health/"):
            pass

    async def test_tasks(async_api_client):
        async with anyio.create_task_group() as group:
            group.start_soon(async_api_client.get, "/health/")

    async def test_without_django():
        await anyio.sleep(0)
"""
ELSEWHERE = """
    import asyncio
    import pytest

    @pytest.fixture
    def anyio_backend():
        return "trio"

    @pytest.mark.anyio
    async def test_asyncio_by_itself():
        await asyncio.sleep(0)
"""


def run(pytester: pytest.Pytester, test: str) -> pytest.RunResult:
    pytester.makepyfile(the_settings=SETTINGS, the_urls=URLS, test_it=test)
    return pytester.runpytest_subprocess("--ds=the_settings", "-p", "no:randomly")


def test_django_under_trio_is_told_in_one_line_what_it_needs(
    pytester: pytest.Pytester,
) -> None:
    result = run(pytester, USING)
    # All pass on asyncio, and what doesn't use Django passes on trio.
    result.assert_outcomes(passed=7, failed=4, errors=1)
    told = result.stdout.str()
    lines = [
        line
        for line in told.splitlines()
        if line.startswith("Django needs asyncio, and this test ran on trio")
    ]
    assert len(lines) == 5
    assert all(
        line.endswith('. Have the fixture `anyio_backend` return "asyncio".')
        for line in lines
    )
    for number in (14, 17, 23, 26):
        assert f", in test_it.py:{number}." in told
    assert "Traceback" not in told
    assert "unrecognized yield message" not in told


def test_nothing_is_said_where_django_has_no_part(pytester: pytest.Pytester) -> None:
    result = run(pytester, ELSEWHERE)
    result.assert_outcomes(failed=1)
    told = result.stdout.str()
    assert "unrecognized yield message" in told
    assert "Django needs asyncio" not in told
