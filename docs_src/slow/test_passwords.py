"""Passwords and fast hashes.

A good hash is slow, and each login and each user that a test creates pays for it. In
tests a fast hash will do, and most tests need neither a password nor a login.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib.auth.hashers import identify_hasher
from django.contrib.auth.models import User
from django.test import override_settings

from restflow.test import AsyncAPITestCase

HASHERS = "django.contrib.auth.hashers"
SLOW = [f"{HASHERS}.PBKDF2PasswordHasher"]
FAST = [f"{HASHERS}.MD5PasswordHasher"]


@contextmanager
def timed() -> Iterator[list[float]]:
    taken: list[float] = []
    start = time.process_time()
    yield taken
    taken.append(time.process_time() - start)


class PasswordTests(AsyncAPITestCase):
    async def sign_up_and_log_in(self) -> float:
        with timed() as taken:
            await User.objects.acreate_user("alice", password="secret")
            assert await self.client.alogin(username="alice", password="secret")
        await User.objects.all().adelete()
        return taken[0]

    async def test_the_hash_is_what_takes_long(self) -> None:
        with override_settings(PASSWORD_HASHERS=SLOW):
            slow = await self.sign_up_and_log_in()
        with override_settings(PASSWORD_HASHERS=FAST):  # [!]
            fast = await self.sign_up_and_log_in()

        self.assertGreater(slow, 3 * fast)

    @override_settings(PASSWORD_HASHERS=SLOW)
    async def test_no_password_no_hash(self) -> None:
        alice = await User.objects.acreate_user("alice")
        await self.client.aforce_login(alice)  # [!]

        response = await self.client.get("/api/whoami/")

        self.assertEqual(response.json()["user"], "alice")
        self.assertFalse(alice.has_usable_password())

    @override_settings(PASSWORD_HASHERS=[*FAST, *SLOW])
    async def test_a_stored_hash_of_the_other_kind(self) -> None:
        with override_settings(PASSWORD_HASHERS=SLOW):
            await User.objects.acreate_user("alice", password="secret")

        await self.client.alogin(username="alice", password="secret")

        alice = await User.objects.aget()
        self.assertEqual(identify_hasher(alice.password).algorithm, "md5")  # [!]
