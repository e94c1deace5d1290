"""Time zones.

The current zone is that of the settings until code activates another one. Django REST
framework writes times in the current zone, and a query finds the day of a time in it.
"""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from django.contrib.auth.models import User
from django.test import override_settings
from django.urls import path
from django.utils import timezone
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import DateTimeField

from orders.models import Order
from restflow.test import AsyncAPITestCase, URLPatternsTestCase

LATE = datetime(2026, 6, 30, 22, 30, tzinfo=UTC)


@api_view()
def last_order(request: Request) -> Response:
    last = Order.objects.latest("created_at").created_at
    in_july = Order.objects.filter(created_at__month=7)
    return Response(
        {"last": DateTimeField().to_representation(last), "july": in_july.count()}
    )


class TimeZoneTests(URLPatternsTestCase, AsyncAPITestCase):
    urlpatterns = [path("last/", last_order)]

    async def asyncSetUp(self) -> None:
        alice = await User.objects.acreate(username="alice")
        await Order.objects.acreate(user=alice)
        await Order.objects.aupdate(created_at=LATE)

    async def test_of_the_settings(self) -> None:
        response = await self.client.get("/last/")

        self.assertEqual(response.json(), {"last": "2026-06-30T22:30:00Z", "july": 0})

    async def test_of_other_settings(self) -> None:
        with override_settings(TIME_ZONE="Europe/Berlin"):  # [!]
            response = await self.client.get("/last/")

        seen = {"last": "2026-07-01T00:30:00+02:00", "july": 1}
        self.assertEqual(response.json(), seen)

    async def test_of_the_moment(self) -> None:
        with timezone.override(ZoneInfo("Europe/Berlin")):  # [!]
            response = await self.client.get("/last/")

        seen = {"last": "2026-07-01T00:30:00+02:00", "july": 1}
        self.assertEqual(response.json(), seen)
