"""From `APIRequestFactory` to `AsyncAPIRequestFactory`.

`APIRequestFactory` makes a WSGI request, so a test needs a bridge to call an
asynchronous view with it. `force_authenticate` is the same for both.
"""

from asgiref.sync import async_to_sync
from django.contrib.auth.models import User
from rest_framework.test import APIRequestFactory, APITestCase
from rest_framework.test import force_authenticate as drf_force_authenticate

from accounts.views import ProfileView
from restflow.test import (
    AsyncAPIRequestFactory,
    AsyncAPITestCase,
    force_authenticate,
)

NEWSLETTER = {"newsletter": True}


class BeforeTests(APITestCase):
    def test_change_the_profile(self) -> None:
        request = APIRequestFactory().patch("/profile/", NEWSLETTER, format="json")
        drf_force_authenticate(request, User.objects.create_user("alice"))
        response = async_to_sync(ProfileView.as_view())(request)

        self.assertEqual(type(request).__name__, "WSGIRequest")  # [!]
        self.assertEqual(response.data["newsletter"], True)


class AfterTests(AsyncAPITestCase):
    async def test_change_the_profile(self) -> None:
        request = AsyncAPIRequestFactory().patch("/profile/", NEWSLETTER)
        force_authenticate(request, await User.objects.acreate_user("alice"))
        response = await ProfileView.as_view()(request)  # [!]

        self.assertEqual(type(request).__name__, "ASGIRequest")
        self.assertEqual(response.data["newsletter"], True)
