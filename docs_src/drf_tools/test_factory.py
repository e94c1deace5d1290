"""A view of Django REST framework, called with a request of its factory.

`APIRequestFactory` sends a form, unless `format=` or `content_type=` says otherwise.
For a GET, it drops arguments that it does not know.
"""

from django.contrib.auth.models import User
from rest_framework.test import APIRequestFactory, APITestCase, force_authenticate

from products.views import CategoryViewSet

MUGS = {"name": "Mugs", "slug": "mugs"}
categories = CategoryViewSet.as_view({"get": "list", "post": "create"})


class FactoryTests(APITestCase):
    def setUp(self) -> None:
        self.factory = APIRequestFactory()

    def test_a_view(self) -> None:
        request = self.factory.post("/categories/", MUGS)  # [!]
        force_authenticate(request, User(username="alice"))
        response = categories(request)  # [!]
        self.assertEqual(response.status_code, 201)
        self.assertEqual(response.data["name"], "Mugs")

    def test_a_form_by_default(self) -> None:
        request = self.factory.post("/categories/", MUGS)
        self.assertEqual(request.content_type, "multipart/form-data")
        self.assertEqual(request.POST["name"], "Mugs")

    def test_json(self) -> None:
        request = self.factory.post("/categories/", MUGS, format="json")
        self.assertEqual(request.content_type, "application/json")
        self.assertEqual(request.body, b'{"name":"Mugs","slug":"mugs"}')

    def test_bytes(self) -> None:
        body, kind = "name=Mugs&slug=mugs", "application/x-www-form-urlencoded"
        request = self.factory.post("/categories/", body, content_type=kind)
        self.assertEqual(request.POST["name"], "Mugs")

    def test_the_trap_of_a_content_type(self) -> None:
        kind = "application/x-www-form-urlencoded"
        request = self.factory.post("/categories/", MUGS, content_type=kind)
        self.assertEqual(request.body, b"{'name': 'Mugs', 'slug': 'mugs'}")  # [!]

    def test_the_trap_of_a_format(self) -> None:
        request = self.factory.get("/categories/", format="api")
        response = categories(request).render()
        self.assertEqual(response.headers["Content-Type"], "application/json")  # [!]

    def test_the_way_out(self) -> None:
        request = self.factory.get("/categories/", HTTP_ACCEPT="text/html")  # [!]
        response = categories(request).render()
        self.assertIn("text/html", response.headers["Content-Type"])

        request = self.factory.get("/categories/?format=api")  # [!]
        response = categories(request).render()
        self.assertIn("text/html", response.headers["Content-Type"])
