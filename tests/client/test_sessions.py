"""Sessions: how they begin, and how they end."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.test import override_settings

from restflow.test import AsyncAPIClient, AsyncAPISimpleTestCase, AsyncAPITestCase


@override_settings(ROOT_URLCONF="tests.support.urls")
class SessionTests(AsyncAPITestCase):
    user: User

    @classmethod
    def setUpTestData(cls) -> None:
        cls.user = User.objects.create_user("ada", password="secret")

    async def who(self) -> str | None:
        response = await self.client.get("/who/")
        name: str | None = response.data["user"]
        return name

    async def test_a_password_begins_a_session(self) -> None:
        assert await self.client.alogin(username="ada", password="secret")
        assert await self.who() == "ada"

    async def test_a_wrong_password_begins_none(self) -> None:
        assert not await self.client.alogin(username="ada", password="wrong")
        assert await self.who() is None

    async def test_a_login_may_be_forced(self) -> None:
        await self.client.aforce_login(self.user)
        assert await self.who() == "ada"

    async def test_a_session_that_a_view_begins_is_kept(self) -> None:
        response = await self.client.get("/sign-in/", follow=True)
        assert response.data["user"] == "ada"
        assert await self.who() == "ada"

    async def test_alogout_forgets_everything(self) -> None:
        client = self.client
        await client.aforce_login(self.user)
        client.force_authenticate(self.user, token="secret")
        client.credentials(HTTP_AUTHORIZATION="Token secret")
        client.cookies["other"] = "cookie"
        await client.alogout()
        assert not client.cookies
        response = await client.get("/who/")
        assert response.data == {"user": None, "token": None}
        assert response.asgi_request.scope["headers"] == [(b"host", b"testserver")]

    async def test_logout_forgets_everything(self) -> None:
        client = self.client
        await client.aforce_login(self.user)
        client.force_authenticate(self.user, token="secret")
        client.credentials(HTTP_AUTHORIZATION="Token secret")
        client.cookies["other"] = "cookie"
        client.logout()
        assert not client.cookies
        response = await client.get("/who/")
        assert response.data == {"user": None, "token": None}
        assert response.asgi_request.scope["headers"] == [(b"host", b"testserver")]

    async def test_alogout_deletes_the_stored_session_at_once(self) -> None:
        await self.client.aforce_login(self.user)
        assert await Session.objects.acount() == 1
        await self.client.alogout()
        assert await Session.objects.acount() == 0

    def test_logout_in_synchronous_code_deletes_the_stored_session_at_once(
        self,
    ) -> None:
        client = AsyncAPIClient()
        client.force_login(self.user)
        assert Session.objects.count() == 1
        client.logout()
        assert Session.objects.count() == 0
        assert not client.cookies

    async def test_logout_in_asynchronous_code_deletes_it_with_the_next_request(
        self,
    ) -> None:
        await self.client.aforce_login(self.user)
        self.client.logout()
        assert await Session.objects.acount() == 1
        await self.client.get("/")
        assert await Session.objects.acount() == 0

    async def test_every_session_that_ended_is_deleted(self) -> None:
        for _ in range(2):
            await self.client.aforce_login(self.user)
            self.client.logout()
        await self.client.get("/")
        assert await Session.objects.acount() == 0

    async def test_only_the_session_that_ended_is_deleted(self) -> None:
        await self.client.aforce_login(self.user)
        self.client.logout()
        await self.client.aforce_login(self.user)
        assert await self.who() == "ada"
        assert await Session.objects.acount() == 1

    async def test_force_authenticate_without_arguments_ends_the_session(self) -> None:
        await self.client.aforce_login(self.user)
        self.client.force_authenticate()
        assert await self.who() is None
        assert await Session.objects.acount() == 0

    def test_force_authenticate_ends_the_session_in_synchronous_code(self) -> None:
        client = AsyncAPIClient()
        client.force_login(self.user)
        client.force_authenticate(None)
        assert Session.objects.count() == 0

    async def test_a_forced_user_leaves_the_session_alone(self) -> None:
        await self.client.aforce_login(self.user)
        self.client.force_authenticate(User(username="grace"))
        assert await self.who() == "grace"
        assert await Session.objects.acount() == 1

    async def test_logging_out_twice_is_no_error(self) -> None:
        await self.client.aforce_login(self.user)
        await self.client.alogout()
        await self.client.alogout()
        assert await Session.objects.acount() == 0

    async def test_the_session_can_be_read_and_written(self) -> None:
        session = await self.client.asession()
        await session.aset("cart", [1])
        await session.asave()
        again = await self.client.asession()
        assert await again.aget("cart") == [1]


@override_settings(ROOT_URLCONF="tests.support.urls")
class NoSessionTests(AsyncAPISimpleTestCase):
    """A query in them would be an error."""

    async def test_alogout_without_a_session_asks_no_database(self) -> None:
        self.client.credentials(HTTP_X_ONE="1")
        self.client.cookies["other"] = "cookie"
        await self.client.alogout()
        response = await self.client.get("/")
        assert response.asgi_request.scope["headers"] == [(b"host", b"testserver")]

    async def test_logout_without_a_session_asks_no_database(self) -> None:
        self.client.credentials(HTTP_X_ONE="1")
        self.client.cookies["other"] = "cookie"
        self.client.logout()
        response = await self.client.get("/")
        assert response.asgi_request.scope["headers"] == [(b"host", b"testserver")]

    def test_synchronous_code_may_log_out_without_a_session_as_well(self) -> None:
        client = AsyncAPIClient()
        client.cookies["other"] = "cookie"
        client.logout()
        assert not client.cookies

    async def test_force_authenticate_without_a_session_asks_no_database(self) -> None:
        self.client.force_authenticate(User(username="ada"))
        self.client.force_authenticate()
        response = await self.client.get("/who/")
        assert response.data["user"] is None
