"""An asynchronous view, called with a request of restflow's factory.

`AsyncAPIRequestFactory` sends JSON, unless `format=` or `content_type=` says otherwise.
It refuses an argument that it would have to drop.
"""

from django.contrib.auth.models import User

from products.views import ProductViewSet
from restflow.test import (
    AsyncAPIRequestFactory,
    AsyncAPITestCase,
    RequestArgumentError,
    arender,
    force_authenticate,
)

MUG = {"name": "Mug", "price": "9.50"}
products = ProductViewSet.as_view({"get": "alist", "post": "acreate"})


class FactoryTests(AsyncAPITestCase):
    def setUp(self) -> None:
        self.factory = AsyncAPIRequestFactory()

    async def test_a_view(self) -> None:
        request = self.factory.post("/products/", MUG)  # [!]
        force_authenticate(request, User(username="alice"))
        response = await products(request)  # [!]
        self.assertEqual(response.status_code, 201)
        self.assertEqual(response.data["name"], "Mug")

    def test_json_by_default(self) -> None:
        request = self.factory.post("/products/", MUG)
        self.assertEqual(request.content_type, "application/json")
        self.assertEqual(request.body, b'{"name":"Mug","price":"9.50"}')

    def test_a_form(self) -> None:
        request = self.factory.post("/products/", MUG, format="multipart")
        self.assertEqual(request.content_type, "multipart/form-data")
        self.assertEqual(request.POST["name"], "Mug")

    def test_bytes(self) -> None:
        body, kind = "name=Mug&price=9.50", "application/x-www-form-urlencoded"
        request = self.factory.post("/products/", body, content_type=kind)
        self.assertEqual(request.POST["name"], "Mug")

    def test_what_is_refused(self) -> None:
        kind = "application/x-www-form-urlencoded"
        with self.assertRaisesMessage(RequestArgumentError, "restflow.E104"):  # [!]
            self.factory.post("/products/", MUG, content_type=kind)
        with self.assertRaisesMessage(RequestArgumentError, "restflow.E103"):  # [!]
            self.factory.get("/products/", format="api")

    async def test_which_format_comes_back(self) -> None:
        request = self.factory.get("/products/", headers={"Accept": "text/html"})
        response = await arender(await products(request))
        self.assertIn("text/html", response.headers["Content-Type"])
