"""Who a client is: logging in from either kind of code, and CSRF tokens."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from asgiref.sync import iscoroutinefunction, sync_to_async
from django.contrib.auth.models import AnonymousUser, User
from django.contrib.sessions.models import Session
from django.core.exceptions import SynchronousOnlyOperation
from django.test import override_settings

from restflow.test import (
    AsyncAPIClient,
    AsyncAPISimpleTestCase,
    AsyncAPITestCase,
    ForgottenAwaitError,
    SynchronousCallError,
)

BACKEND = "django.contrib.auth.backends.ModelBackend"
COROUTINES = ["alogin", "aforce_login", "asession", "alogout", "acsrf_token"]


class IdentityTestCase(AsyncAPITestCase):
    """Has a user, and a client whose CSRF tokens are checked."""

    user: User
    strict: AsyncAPIClient

    @classmethod
    def setUpTestData(cls) -> None:
        cls.user = User.objects.create_user("ada", password="secret")

    def setUp(self) -> None:
        super().setUp()
        self.enterContext(override_settings(ROOT_URLCONF="tests.support.urls"))
        self.strict = AsyncAPIClient(enforce_csrf_checks=True)

    async def who(self, client: AsyncAPIClient) -> str | None:
        response = await client.get("/who/")
        name: str | None = response.data["user"]
        return name


# --- Logging in ----------------------------------------------------------------------


class LoginTests(IdentityTestCase):
    async def test_alogin_tells_whether_the_credentials_were_right(self) -> None:
        client = self.client
        self.assertIs(await client.alogin(username="ada", password="wrong"), False)
        self.assertIsNone(await self.who(client))
        self.assertIs(await client.alogin(username="ada", password="secret"), True)
        self.assertEqual(await self.who(client), "ada")

    async def test_aforce_login_takes_a_backend(self) -> None:
        await self.client.aforce_login(self.user, BACKEND)
        session = await self.client.asession()
        self.assertEqual(await session.aget("_auth_user_backend"), BACKEND)
        self.assertEqual(await self.who(self.client), "ada")

    async def test_asession_is_the_session_of_the_requests(self) -> None:
        await self.client.aforce_login(self.user)
        session = await self.client.asession()
        self.assertEqual(await session.aget("_auth_user_id"), str(self.user.pk))
        self.assertEqual(session.session_key, self.client.cookies["sessionid"].value)

    async def test_asession_begins_a_session_if_need_be(self) -> None:
        session = await self.client.asession()
        self.assertEqual(await Session.objects.acount(), 1)
        self.assertEqual(session.session_key, self.client.cookies["sessionid"].value)

    async def test_asession_is_loaded(self) -> None:
        await self.client.aforce_login(self.user)
        session = await self.client.asession()
        self.assertEqual(session["_auth_user_id"], str(self.user.pk))
        session["basket"] = ["tea"]
        await session.asave()
        self.assertEqual((await self.client.asession())["basket"], ["tea"])

    def test_login_works_in_synchronous_code(self) -> None:
        client = AsyncAPIClient()
        self.assertIs(client.login(username="ada", password="wrong"), False)
        self.assertIs(client.login(username="ada", password="secret"), True)
        self.assertEqual(client.session["_auth_user_id"], str(self.user.pk))

    def test_force_login_works_in_synchronous_code(self) -> None:
        client = AsyncAPIClient()
        client.force_login(self.user, BACKEND)
        self.assertEqual(client.session["_auth_user_backend"], BACKEND)

    def test_a_session_begins_and_is_kept_in_synchronous_code(self) -> None:
        client = AsyncAPIClient()
        session = client.session
        session["cart"] = [1]
        session.save()
        self.assertEqual(client.session["cart"], [1])

    async def test_synchronous_code_within_asynchronous_code_may_log_in(self) -> None:
        login = sync_to_async(self.client.login)
        self.assertTrue(await login(username="ada", password="secret"))
        self.assertEqual(await self.who(self.client), "ada")


SYNCHRONOUS: dict[str, tuple[Callable[[AsyncAPIClient], Any], str]] = {
    "login": (
        lambda client: client.login(username="ada", password="secret"),
        "await client.alogin(…)",
    ),
    "force_login": (
        lambda client: client.force_login(User(username="ada")),
        "await client.aforce_login(…)",
    ),
    "session": (lambda client: client.session, "await client.asession()"),
}


@pytest.mark.parametrize("name", SYNCHRONOUS)
async def test_asynchronous_code_is_told_the_coroutine(
    async_api_client: AsyncAPIClient, name: str
) -> None:
    call, instead = SYNCHRONOUS[name]
    with pytest.raises(SynchronousCallError) as caught:
        call(async_api_client)
    problem, remedy, page = str(caught.value).splitlines()
    assert problem.startswith(f"`{name}` needs the database")
    assert remedy == f"Write `{instead}`."
    assert page.startswith("restflow.E110: https://")


@pytest.mark.parametrize("name", SYNCHRONOUS)
async def test_it_is_the_error_that_django_raises(
    async_api_client: AsyncAPIClient, name: str
) -> None:
    call, _ = SYNCHRONOUS[name]
    with pytest.raises(SynchronousOnlyOperation):
        call(async_api_client)
    assert not async_api_client.cookies


@pytest.mark.parametrize("name", COROUTINES)
def test_each_of_them_is_a_coroutine_function(
    async_api_client: AsyncAPIClient, name: str
) -> None:
    assert iscoroutinefunction(getattr(async_api_client, name))


@pytest.mark.parametrize("name", COROUTINES)
def test_what_is_not_awaited_can_not_be_taken_for_its_result(
    async_api_client: AsyncAPIClient, name: str
) -> None:
    arguments = {"user": User()} if name == "aforce_login" else {}
    with pytest.raises(ForgottenAwaitError, match=rf"AsyncAPIClient\.{name}"):
        bool(getattr(async_api_client, name)(**arguments))


# --- CSRF tokens ---------------------------------------------------------------------


class TokenTests(IdentityTestCase):
    """A view of Django REST framework that a session opens."""

    async def test_a_request_without_a_token_is_turned_away(self) -> None:
        await self.strict.aforce_login(self.user)
        response = await self.strict.post("/session/", {})
        self.assertEqual(response.status_code, 403)
        self.assertIn("CSRF Failed", response.data["detail"])

    async def test_a_token_goes_as_a_header(self) -> None:
        await self.strict.aforce_login(self.user)
        token = await self.strict.acsrf_token()
        response = await self.strict.post(
            "/session/", {}, headers={"X-CSRFToken": token}
        )
        self.assertEqual((response.status_code, response.data), (200, {"user": "ada"}))

    async def test_a_token_goes_as_a_form_field(self) -> None:
        await self.strict.aforce_login(self.user)
        token = await self.strict.acsrf_token()
        response = await self.strict.post(
            "/session/", {"csrfmiddlewaretoken": token}, format="multipart"
        )
        self.assertEqual(response.status_code, 200)

    async def test_a_token_of_another_client_opens_nothing(self) -> None:
        await self.strict.aforce_login(self.user)
        token = await AsyncAPIClient().acsrf_token()
        await self.strict.acsrf_token()
        response = await self.strict.post(
            "/session/", {}, headers={"X-CSRFToken": token}
        )
        self.assertEqual(response.status_code, 403)

    async def test_tokens_differ_and_are_all_good(self) -> None:
        await self.strict.aforce_login(self.user)
        tokens = [await self.strict.acsrf_token() for _ in range(3)]
        self.assertEqual(len(set(tokens)), 3)
        for token in tokens:
            response = await self.strict.post(
                "/session/", {}, headers={"X-CSRFToken": token}
            )
            self.assertEqual(response.status_code, 200)

    async def test_a_token_may_be_asked_for_before_logging_in(self) -> None:
        token = await self.strict.acsrf_token()
        await self.strict.alogin(username="ada", password="secret")
        response = await self.strict.post(
            "/session/", {}, headers={"X-CSRFToken": token}
        )
        self.assertEqual(response.status_code, 200)

    async def test_a_view_that_logs_in_makes_a_new_secret(self) -> None:
        before = await self.strict.acsrf_token()
        await self.strict.get("/sign-in/")
        after = await self.strict.acsrf_token()
        statuses = [
            (
                await self.strict.post("/session/", {}, headers={"X-CSRFToken": token})
            ).status_code
            for token in (before, after)
        ]
        self.assertEqual(statuses, [403, 200])

    async def test_logging_out_takes_the_secret_away(self) -> None:
        token = await self.strict.acsrf_token()
        await self.strict.alogout()
        response = await self.strict.post("/guarded/", headers={"X-CSRFToken": token})
        self.assertEqual(response.status_code, 403)


@override_settings(CSRF_USE_SESSIONS=True)
class SessionTokenTests(TokenTests):
    """The same, with the secret in the session."""

    async def test_no_cookie_is_made(self) -> None:
        await self.strict.acsrf_token()
        self.assertEqual([*self.strict.cookies], ["sessionid"])

    async def test_the_session_is_begun_once(self) -> None:
        for _ in range(2):
            await self.strict.acsrf_token()
        self.assertEqual(await Session.objects.acount(), 1)

    async def test_the_session_keeps_what_it_had(self) -> None:
        await self.strict.aforce_login(self.user)
        await self.strict.acsrf_token()
        self.assertEqual(await self.who(self.strict), "ada")


class CookieTokenTests(AsyncAPISimpleTestCase):
    """A plain view of Django, and no database."""

    def setUp(self) -> None:
        super().setUp()
        self.enterContext(override_settings(ROOT_URLCONF="tests.support.urls"))
        self.strict = AsyncAPIClient(enforce_csrf_checks=True)

    async def test_a_cookie_goes_with_the_token(self) -> None:
        token = await self.strict.acsrf_token()
        self.assertEqual([*self.strict.cookies], ["csrftoken"])
        response = await self.strict.post("/guarded/", headers={"X-CSRFToken": token})
        self.assertEqual(response.status_code, 200)

    async def test_the_cookie_has_the_name_that_the_project_gives_it(self) -> None:
        with override_settings(CSRF_COOKIE_NAME="xsrf"):
            token = await self.strict.acsrf_token()
            self.assertEqual([*self.strict.cookies], ["xsrf"])
            response = await self.strict.post(
                "/guarded/", headers={"X-CSRFToken": token}
            )
        self.assertEqual(response.status_code, 200)

    async def test_a_cookie_that_the_test_set_is_kept(self) -> None:
        self.strict.cookies["csrftoken"] = secret = "a" * 32
        token = await self.strict.acsrf_token()
        self.assertEqual(self.strict.cookies["csrftoken"].value, secret)
        response = await self.strict.post("/guarded/", headers={"X-CSRFToken": token})
        self.assertEqual(response.status_code, 200)

    async def test_https_needs_an_origin_or_a_referer_as_well(self) -> None:
        headers = {"X-CSRFToken": await self.strict.acsrf_token()}
        statuses = []
        for more in (
            {},
            {"Referer": "https://testserver/form/"},
            {"Referer": "https://example.com/form/"},
            {"Origin": "https://testserver"},
            {"Origin": "https://example.com"},
        ):
            response = await self.strict.post(
                "/guarded/", secure=True, headers={**headers, **more}
            )
            statuses.append(response.status_code)
        self.assertEqual(statuses, [403, 200, 403, 200, 403])


# --- Users for a while ---------------------------------------------------------------


async def seen(client: AsyncAPIClient) -> tuple[str | None, str | None]:
    response = await client.get("/who/")
    return response.data["user"], response.data["token"]


@pytest.mark.urls("tests.support.urls")
async def test_a_block_is_made_by_a_user_and_its_token(
    async_api_client: AsyncAPIClient,
) -> None:
    with async_api_client.as_user(User(username="ada"), "secret") as client:
        assert client is async_api_client
        assert await seen(client) == ("ada", "secret")
    assert await seen(async_api_client) == (None, None)


@pytest.mark.urls("tests.support.urls")
async def test_after_a_block_the_client_is_who_it_was(
    async_api_client: AsyncAPIClient,
) -> None:
    client = async_api_client
    client.force_authenticate(User(username="grace"), "token")
    with client.as_user(User(username="ada")):
        assert await seen(client) == ("ada", None)
        with client.as_user(AnonymousUser()):
            assert await seen(client) == (None, None)
        assert await seen(client) == ("ada", None)
    assert await seen(client) == ("grace", "token")


@pytest.mark.urls("tests.support.urls")
async def test_a_block_that_fails_ends_as_well(
    async_api_client: AsyncAPIClient,
) -> None:
    with (
        pytest.raises(LookupError),
        async_api_client.as_user(User(username="ada")),
    ):
        await async_api_client.get("/fail/")
    assert await seen(async_api_client) == (None, None)


@pytest.mark.urls("tests.support.urls")
async def test_tasks_act_for_users_of_their_own(
    async_api_client: AsyncAPIClient,
) -> None:
    async def act(name: str) -> str | None:
        with async_api_client.as_user(User(username=name)):
            await asyncio.sleep(0)
            return (await seen(async_api_client))[0]

    names = [f"user-{number}" for number in range(10)]
    assert await asyncio.gather(*map(act, names)) == names


@pytest.mark.urls("tests.support.urls")
async def test_a_block_is_one_clients(async_api_client: AsyncAPIClient) -> None:
    with async_api_client.as_user(User(username="ada")):
        assert await seen(AsyncAPIClient()) == (None, None)


@pytest.mark.urls("tests.support.urls")
async def test_a_stream_is_made_by_the_user_of_its_block(
    async_api_client: AsyncAPIClient,
) -> None:
    with async_api_client.as_user(User(username="ada")):
        async with async_api_client.stream("GET", "/who/") as response:
            assert b'"ada"' in await response.read()
