"""What a test can change of a throttle.

The rates are copied when Django REST framework is imported, so overriding them has no
effect. NUM_PROXIES is read for each request. Without it, a client that changes its
`X-Forwarded-For` each time is never refused.
"""

from unittest import mock

from django.test import override_settings
from django.urls import path
from rest_framework.throttling import AnonRateThrottle

from products.views import ProductViewSet
from restflow.test import AsyncAPITestCase, URLPatternsTestCase


class ThrottleTests(URLPatternsTestCase, AsyncAPITestCase):
    urlpatterns = [
        path(
            "products/",
            ProductViewSet.as_view(
                {"get": "alist"}, throttle_classes=[AnonRateThrottle]
            ),
        )
    ]

    async def visits(self) -> list[int]:
        responses = [
            await self.client.get(
                "/products/", headers={"X-Forwarded-For": f"203.0.113.{number}"}
            )
            for number in range(3)
        ]
        return [response.status_code for response in responses]

    @override_settings(REST_FRAMEWORK={"DEFAULT_THROTTLE_RATES": {"anon": "1/day"}})
    async def test_the_trap(self) -> None:
        self.assertEqual(AnonRateThrottle.THROTTLE_RATES["anon"], None)
        self.assertEqual(await self.visits(), [200, 200, 200])  # [!]

    @mock.patch.dict(AnonRateThrottle.THROTTLE_RATES, anon="1/day")  # [!]
    async def test_the_way_round_the_limit(self) -> None:
        self.assertEqual(await self.visits(), [200, 200, 200])  # [!]

    @mock.patch.dict(AnonRateThrottle.THROTTLE_RATES, anon="1/day")
    @override_settings(REST_FRAMEWORK={"NUM_PROXIES": 0})  # [!]
    async def test_the_address_of_the_connection(self) -> None:
        self.assertEqual(await self.visits(), [200, 429, 429])
