"""A few requests as another user.

`as_user` changes the user for the requests of its block. Tasks that run at the same
time may make requests as other users, with the same client.
"""

import asyncio

from django.contrib.auth.models import User

from restflow.test import AsyncAPIClient, AsyncAPISimpleTestCase

alice, bob = User(username="alice"), User(username="bob")


async def who(client: AsyncAPIClient) -> str | None:
    response = await client.get("/api/whoami/")
    name: str | None = response.json()["user"]
    return name


class AsUserTests(AsyncAPISimpleTestCase):
    async def test_the_block_is_somebody_elses(self) -> None:
        self.client.force_authenticate(alice)

        with self.client.as_user(bob, token="borrowed"):  # [!]
            response = await self.client.get("/api/whoami/")

        self.assertEqual(
            response.json(), {"user": "bob", "auth": "str", "session": False}
        )
        self.assertEqual(await who(self.client), "alice")

    async def test_tasks_do_not_disturb_each_other(self) -> None:
        async def ask_as(user: User) -> str | None:
            with self.client.as_user(user) as client:
                await asyncio.sleep(0)
                return await who(client)

        names = await asyncio.gather(ask_as(alice), ask_as(bob), who(self.client))

        self.assertEqual(names, ["alice", "bob", None])
