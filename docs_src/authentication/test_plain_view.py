"""A plain Django view does not see a forced user.

Only views of Django REST framework see the user of `force_authenticate`. A plain Django
view looks at the session, so it needs a login.
"""

from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.urls import path

from accounts.views import WhoAmIView
from restflow.test import AsyncAPITestCase, URLPatternsTestCase


@login_required(login_url="/login/")
async def greeting(request: HttpRequest) -> HttpResponse:
    user = await request.auser()
    return HttpResponse(f"Hello, {user.get_username()}!")


class GreetingTests(URLPatternsTestCase, AsyncAPITestCase):
    urlpatterns = [
        path("greeting/", greeting),
        path("whoami/", WhoAmIView.as_view()),
    ]
    alice: User

    @classmethod
    def setUpTestData(cls) -> None:
        cls.alice = User.objects.create_user("alice")

    async def test_a_forced_user_is_sent_to_the_login_page(self) -> None:
        self.client.force_authenticate(self.alice)
        response = await self.client.get("/whoami/")
        self.assertEqual(response.json()["user"], "alice")

        response = await self.client.get("/greeting/")
        self.assertEqual(response.status_code, 302)  # [!]
        self.assertEqual(response.headers["Location"], "/login/?next=/greeting/")

    async def test_a_login_is_seen_by_every_view(self) -> None:
        await self.client.aforce_login(self.alice)  # [!]

        response = await self.client.get("/greeting/")
        self.assertEqual(response.content, b"Hello, alice!")
