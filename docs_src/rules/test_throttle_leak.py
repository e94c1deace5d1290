"""A throttle that counts the requests of the test before.

The counts are in the cache, and no rollback resets them: the second test that uses the
view is refused. An asynchronous test of restflow has its own cache; a synchronous one
clears it.
"""

import unittest

from django.core.cache import cache
from django.test import TestCase
from django.urls import path
from rest_framework.test import APIClient
from rest_framework.throttling import AnonRateThrottle

from products.views import ProductViewSet
from restflow.test import AsyncAPITestCase, URLPatternsTestCase


class OnceADay(AnonRateThrottle):
    rate = "1/day"


patterns = [
    path(
        "products/",
        ProductViewSet.as_view({"get": "alist"}, throttle_classes=[OnceADay]),
    )
]


class TrapTests(TestCase):
    def test_the_second_test_is_refused(self) -> None:
        class VisitTests(URLPatternsTestCase, TestCase):
            urlpatterns = patterns

            def test_a_visit(self) -> None:
                response = APIClient().get("/products/")
                self.assertEqual(response.status_code, 200)

        cache.clear()
        twice = [VisitTests("test_a_visit") for _ in range(2)]
        result = unittest.TestSuite(twice).run(unittest.TestResult())
        cache.clear()

        self.assertEqual(len(result.failures), 1)  # [!]
        self.assertIn("429 != 200", result.failures[0][1])


class VisitTests(URLPatternsTestCase, AsyncAPITestCase):
    urlpatterns = patterns

    async def test_a_visit(self) -> None:
        response = await self.client.get("/products/")
        self.assertEqual(response.status_code, 200)

    test_another_visit = test_a_visit  # [!]


class SynchronousVisitTests(URLPatternsTestCase, AsyncAPITestCase):
    urlpatterns = patterns

    def setUp(self) -> None:
        cache.clear()  # [!]
        self.addCleanup(cache.clear)

    def test_a_visit(self) -> None:
        response = self.sync_client.get("/products/")
        self.assertEqual(response.status_code, 200)
