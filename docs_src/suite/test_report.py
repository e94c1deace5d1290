"""Categories: endpoints that the report of a run named, as nobody had called them.

`pytest --restflow-report=report.html` lists what no test has called. Each of these
tests takes a line off that list.
"""

from django.contrib.auth.models import User

from products.models import Category
from restflow.test import AsyncAPITestCase


class CategoryTests(AsyncAPITestCase):
    async def test_a_category_is_made_changed_and_removed(self) -> None:
        admin = await User.objects.acreate(username="ada", is_staff=True)
        self.client.force_authenticate(admin)

        made = await self.client.post(
            "/api/categories/", {"name": "Tea", "slug": "tea"}
        )
        self.assertEqual(made.status_code, 201)

        path = f"/api/categories/{made.json()['id']}/"
        changed = await self.client.patch(path, {"name": "Teas"})
        self.assertEqual(changed.json()["name"], "Teas")

        removed = await self.client.delete(path)
        self.assertEqual(removed.status_code, 204)
        self.assertFalse(await Category.objects.aexists())

    async def test_everybody_sees_a_category(self) -> None:
        tea = await Category.objects.acreate(name="Tea", slug="tea")
        response = await self.client.get(f"/api/categories/{tea.pk}/")
        self.assertEqual(response.json()["slug"], "tea")
