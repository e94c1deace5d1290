"""CSRF checks with Django REST framework's own tools.

`enforce_csrf_checks=True` means the same to `APIClient` and `APIRequestFactory` as to
their asynchronous counterparts. Requests of a forced user are not checked.
"""

from django.contrib.auth.models import User
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.test import APIClient, APIRequestFactory, force_authenticate
from rest_framework.views import APIView

from restflow.test import AsyncAPITestCase


class NewsletterView(APIView):
    def post(self, request: Request) -> Response:
        return Response({"subscribed": request.user.get_username()})


class CsrfTests(AsyncAPITestCase):
    def setUp(self) -> None:
        self.alice = User.objects.create_user("alice", password="wonderland")
        self.browser = APIClient(enforce_csrf_checks=True)  # [!]
        self.factory = APIRequestFactory(enforce_csrf_checks=True)  # [!]

    def test_a_client_without_a_token_is_refused(self) -> None:
        self.browser.force_login(self.alice)
        response = self.browser.patch("/api/profile/", {"newsletter": True})
        self.assertIn("CSRF cookie not set", response.json()["detail"])

    def test_a_token_lets_it_pass(self) -> None:
        account = {"username": "alice", "password": "wonderland"}
        self.browser.post("/api/login/", account)
        token = self.browser.cookies["csrftoken"].value
        response = self.browser.patch(
            "/api/profile/", {"newsletter": True}, headers={"X-CSRFToken": token}
        )
        self.assertEqual(response.status_code, 200)

    def test_a_view_that_is_called_directly(self) -> None:
        request = self.factory.post("/newsletter/")
        request.user = self.alice
        response = NewsletterView.as_view()(request)
        self.assertEqual(response.status_code, 403)

    def test_a_forced_user_is_not_asked(self) -> None:
        request = self.factory.post("/newsletter/")
        force_authenticate(request, self.alice)
        response = NewsletterView.as_view()(request)
        self.assertEqual(response.data, {"subscribed": "alice"})
