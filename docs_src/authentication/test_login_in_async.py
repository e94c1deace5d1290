"""A synchronous login in an asynchronous test.

A login stores the session in the database, and asynchronous code must not wait for
that. Django's error comes from deep inside; restflow's error names the coroutine to
use. In a synchronous test the login works.
"""

from django.contrib.auth.models import User
from django.core.exceptions import SynchronousOnlyOperation
from django.test import AsyncClient

from restflow.test import AsyncAPITestCase, SynchronousCallError

MODEL_BACKEND = "django.contrib.auth.backends.ModelBackend"


class LoginTests(AsyncAPITestCase):
    alice: User

    @classmethod
    def setUpTestData(cls) -> None:
        cls.alice = User.objects.create_user("alice", password="wonderland")

    async def test_django_advises_threads(self) -> None:
        with self.assertRaisesMessage(
            SynchronousOnlyOperation, "use a thread or sync_to_async"
        ):
            AsyncClient().login(username="alice", password="wonderland")

    async def test_restflow_names_the_coroutine(self) -> None:
        client = self.client
        with self.assertRaisesMessage(SynchronousCallError, "await client.alogin(…)"):
            client.login(username="alice", password="wonderland")
        with self.assertRaisesMessage(SynchronousCallError, "client.aforce_login(…)"):
            client.force_login(self.alice)
        with self.assertRaisesMessage(SynchronousCallError, "await client.asession()"):
            client.session  # noqa: B018  (reading it is what fails)

        self.assertTrue(await client.alogin(username="alice", password="wonderland"))
        with self.assertRaisesMessage(SynchronousCallError, "await client.asession()"):
            client.session["_auth_user_id"]  # [!]
        session = await client.asession()
        user_id = await session.aget("_auth_user_id")
        self.assertEqual(user_id, str(self.alice.pk))

    def test_a_synchronous_test_logs_in(self) -> None:
        client = self.client
        self.assertTrue(client.login(username="alice", password="wonderland"))
        client.logout()
        client.force_login(self.alice, backend=MODEL_BACKEND)
        self.assertEqual(client.session["_auth_user_id"], str(self.alice.pk))
