"""The shop's categories can be renamed in JSON and with a form.

Both change the row. A visitor without an account renames nothing.
"""

from django.contrib.auth.models import User
from rest_framework.test import APIRequestFactory, APITestCase

from products.models import Category
from products.views import CategoryViewSet


class CategoryTests(APITestCase):
    def setUp(self) -> None:
        self.category = Category.objects.create(name="Kitchen", slug="kitchen")

    def test_a_customer_renames_a_category(self) -> None:
        self.client.force_authenticate(user=User(username="alice"))

        for sent_as, name in [("json", "Cooking"), ("multipart", "Tea room")]:
            data = {"name": name, "slug": "kitchen"}
            response = self.client.put(
                f"/api/categories/{self.category.pk}/", data, format=sent_as
            )
            self.assertEqual(response.status_code, 200)
            self.category.refresh_from_db()
            self.assertEqual(self.category.name, name)

    def test_a_visitor_renames_nothing(self) -> None:
        view = CategoryViewSet.as_view({"patch": "partial_update"})
        request = APIRequestFactory().patch("/", {"name": "Mine"}, format="json")

        response = view(request, pk=self.category.pk)

        self.assertEqual(response.status_code, 401)
        self.category.refresh_from_db()
        self.assertEqual(self.category.name, "Kitchen")
