"""The four test case classes of Django REST framework.

They are Django's, with `APIClient` as `self.client`. That client stays in the process,
also in the class with a server.
"""

import httpx
from django.contrib.auth.models import User
from django.db import transaction
from rest_framework.test import (
    APIClient,
    APILiveServerTestCase,
    APISimpleTestCase,
    APITestCase,
    APITransactionTestCase,
)


class SimpleTests(APISimpleTestCase):
    def test_no_database(self) -> None:
        self.assertIsInstance(self.client, APIClient)  # [!]
        self.assertEqual(self.client.get("/api/health/").status_code, 200)
        with self.assertRaisesMessage(AssertionError, "queries to 'default' are not"):
            self.client.get("/api/categories/")  # [!]


class RolledBackTests(APITestCase):
    def test_hooks_do_not_run(self) -> None:
        User.objects.create(username="alice")
        ran: list[str] = []
        transaction.on_commit(lambda: ran.append("mail"))
        self.assertEqual(ran, [])  # [!]

        with self.captureOnCommitCallbacks(execute=True):  # [!]
            transaction.on_commit(lambda: ran.append("mail"))
        self.assertEqual(ran, ["mail"])


class CommittedTests(APITransactionTestCase):
    def test_hooks_run(self) -> None:
        User.objects.create(username="alice")
        ran: list[str] = []
        transaction.on_commit(lambda: ran.append("mail"))
        self.assertEqual(ran, ["mail"])  # [!]


class ServedTests(APILiveServerTestCase):
    def test_the_trap(self) -> None:
        response = self.client.get("/api/health/")
        self.assertNotIn("Server", response.headers)  # [!]
        self.assertEqual(response.wsgi_request.get_host(), "testserver")

    def test_the_way_out(self) -> None:
        response = httpx.get(f"{self.live_server_url}/api/health/")  # [!]
        self.assertIn("WSGIServer", response.headers["Server"])
