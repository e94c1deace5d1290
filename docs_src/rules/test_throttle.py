"""A limit, and the minute after it.

The clock of a throttle is its attribute `timer`. A test that replaces it goes through a
minute without sleeping. The limit is an attribute as well: `rate`.
"""

import time
from unittest import mock

from django.urls import path
from rest_framework.throttling import AnonRateThrottle

from products.views import ProductViewSet
from restflow.test import AsyncAPITestCase, URLPatternsTestCase


class Visitors(AnonRateThrottle):
    rate = "1000/min"


class ThrottleTests(URLPatternsTestCase, AsyncAPITestCase):
    urlpatterns = [
        path(
            "products/",
            ProductViewSet.as_view({"get": "alist"}, throttle_classes=[Visitors]),
        )
    ]

    def setUp(self) -> None:
        self.enterContext(mock.patch.object(Visitors, "rate", "2/min"))  # [!]
        self.clock = self.enterContext(mock.patch.object(Visitors, "timer"))  # [!]
        self.clock.return_value = time.time()

    async def test_a_minute(self) -> None:
        statuses = [(await self.client.get("/products/")).status_code for _ in range(3)]
        self.assertEqual(statuses, [200, 200, 429])

        refused = await self.client.get("/products/")
        self.assertEqual(refused.headers["Retry-After"], "60")

        self.clock.return_value += 60  # [!]
        response = await self.client.get("/products/")
        self.assertEqual(response.status_code, 200)
