"""Logging in and out, and changing a session.

`client.session` loads the session each time. A change of one of these objects is lost,
unless you save that very object.
"""

from django.contrib.auth.models import User
from django.http import HttpRequest, JsonResponse
from django.test import TestCase
from django.urls import include, path

from project.urls import api_urlpatterns
from restflow.test import URLPatternsTestCase


def basket(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"basket": request.session.get("basket", [])})


class SessionTests(URLPatternsTestCase, TestCase):
    urlpatterns = [path("basket/", basket), path("api/", include(api_urlpatterns))]
    alice: User

    @classmethod
    def setUpTestData(cls) -> None:
        cls.alice = User.objects.create_user("alice", password="wonderland")

    def test_a_password(self) -> None:
        self.assertFalse(self.client.login(username="alice", password="wrong"))
        self.assertTrue(self.client.login(username="alice", password="wonderland"))
        self.assertIn("sessionid", self.client.cookies)

    def test_without_a_password(self) -> None:
        self.client.force_login(self.alice)  # [!]
        self.assertEqual(self.client.get("/api/whoami/").json()["user"], "alice")
        self.client.logout()
        self.assertIsNone(self.client.get("/api/whoami/").json()["user"])

    def test_the_trap(self) -> None:
        self.client.session["basket"] = ["mug"]  # [!]
        self.assertEqual(self.client.get("/basket/").json(), {"basket": []})

    def test_the_way_out(self) -> None:
        session = self.client.session
        session["basket"] = ["mug"]
        session.save()  # [!]
        self.assertEqual(self.client.get("/basket/").json(), {"basket": ["mug"]})

    def test_a_cookie(self) -> None:
        self.client.cookies["currency"] = "EUR"
        response = self.client.get("/basket/")
        self.assertEqual(response.wsgi_request.COOKIES["currency"], "EUR")
