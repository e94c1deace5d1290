"""The shop's errors have codes that programs can read.

Each field of a product that is refused has the code of its error. The health check
works without a database.
"""

from django.contrib.auth.models import User

from restflow.test import AsyncAPISimpleTestCase, AsyncAPITestCase


class ProductErrorTests(AsyncAPITestCase):
    async def test_each_field_has_its_code(self) -> None:
        self.client.force_authenticate(await User.objects.acreate(username="khan"))

        response = await self.client.post(
            "/api/products/", {"price": "-1", "category": "nowhere"}
        )

        self.assertEqual(response.status_code, 400)
        codes = {field: errors[0].code for field, errors in response.data.items()}
        expected = {"name": "required", "price": "min_value"}
        self.assertEqual(codes, expected | {"category": "does_not_exist"})


class HealthTests(AsyncAPISimpleTestCase):
    async def test_it_needs_no_database(self) -> None:
        response = await self.client.get("/api/health/")

        self.assertEqual(response.json(), {"status": "ok"})
