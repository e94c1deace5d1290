"""What the fixtures of pytest-django give to a coroutine test.

It is run with restflow's plugin and without it. The first line of a docstring says what
a test does, the rest what to know of the fixture. Steps of one row end in a number.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Any
from uuid import uuid4

import httpx
import pytest
from asgiref.sync import sync_to_async
from django.contrib.auth.models import Group, User
from django.core import mail
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.test import AsyncClient, AsyncRequestFactory, Client, RequestFactory
from django.urls import path

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.asyncio,
    pytest.mark.urls(__name__),
]


async def names(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    users: AsyncIterator[User] = aiter(User.objects.order_by("username"))
    return HttpResponse(",".join([user.username async for user in users]))


@sync_to_async
def write(callback: Callable[[], object]) -> None:
    with transaction.atomic():
        Group.objects.create(name=uuid4().hex)
        transaction.on_commit(callback)


async def mailing(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    mail.send_mail("An order", "", None, ["alice@example.com"])
    return HttpResponse(mail.outbox[-1].from_email)


async def ordering(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    await write(list)
    return HttpResponse()


urlpatterns = [
    path("names/", names),
    path("mail/", mailing),
    path("order/", ordering),
]


async def test_db_1() -> None:
    """The test writes a row; the next test looks."""
    await Group.objects.acreate(name="kept")


async def test_db_2() -> None:
    assert not await Group.objects.filter(name="kept").aexists(), "the row survives"


async def test_django_user_model(django_user_model: Any) -> None:
    """`await django_user_model.objects.acreate_user(…)`; a view lists the users."""
    await django_user_model.objects.acreate_user("made")
    response = await AsyncClient().get("/names/")
    assert b"made" in response.content


async def test_admin_user(admin_user: User) -> None:
    """A view lists the users."""
    response = await AsyncClient().get("/names/")
    assert admin_user.username in response.content.decode()


async def test_client(client: Client) -> None:
    """It sends a request.

    Use `async_api_client`.
    """
    client.get("/names/")


async def test_admin_client(admin_client: Client) -> None:
    """It sends a request.

    Use `async_api_client`, and `await async_api_client.aforce_login(admin_user)`.
    """
    admin_client.get("/names/")


async def test_async_client(async_client: AsyncClient) -> None:
    """It sends a request.

    Django's client: without `format=` and `force_authenticate`.
    """
    assert (await async_client.get("/names/")).status_code == 200


async def test_rf(rf: RequestFactory) -> None:
    """An asynchronous view gets its request."""
    assert (await names(rf.get("/"))).status_code == 200


async def test_async_rf(async_rf: AsyncRequestFactory) -> None:
    """An asynchronous view gets its request."""
    assert (await names(async_rf.get("/"))).status_code == 200


async def test_settings(settings: Any) -> None:
    """It changes a setting that a view reads."""
    settings.DEFAULT_FROM_EMAIL = "shop@example.com"
    response = await AsyncClient().get("/mail/")
    assert response.content == b"shop@example.com"


async def test_mailoutbox(mailoutbox: list[Any]) -> None:
    """A view sends a mail."""
    await AsyncClient().get("/mail/")
    assert [message.subject for message in mailoutbox] == ["An order"]


async def test_django_assert_num_queries(django_assert_num_queries: Any) -> None:
    """It counts the one query of a coroutine."""
    with django_assert_num_queries(1):
        await Group.objects.acount()


async def test_django_assert_max_num_queries(
    django_assert_max_num_queries: Any,
) -> None:
    """It fails for one query where none is allowed."""
    with (
        pytest.raises(pytest.fail.Exception),
        django_assert_max_num_queries(0),
    ):
        await Group.objects.acount()


async def test_django_capture_on_commit_callbacks(
    django_capture_on_commit_callbacks: Any,
) -> None:
    """It catches the callback that a view registers."""
    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        await AsyncClient().get("/order/")
    assert callbacks, "it catches nothing"


async def test_transactional_db(transactional_db: None) -> None:  # noqa: ARG001
    """The callback of a commit runs.

    Slow: the database is emptied after the test. See `run_commit_hooks`.
    """
    ran: list[str] = []
    await write(lambda: ran.append("callback"))
    assert ran, "it does not run"


async def test_live_server(live_server: Any, admin_user: User) -> None:
    """A view on the server lists the users.

    A WSGI server. `live_asgi_server` serves the ASGI application.
    """
    async with httpx.AsyncClient() as client:
        response = await client.get(f"{live_server}/names/")
    assert admin_user.username in response.text
