"""Products: made, read, changed, deleted, exported, and refused."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings

from orders.models import Order, OrderLine
from products.models import Category, Product
from restflow.test import AsyncAPITestCase

IN_MEMORY = {"BACKEND": "django.core.files.storage.InMemoryStorage"}


class ReadTests(AsyncAPITestCase):
    phone: Product

    @classmethod
    def setUpTestData(cls) -> None:
        phones = Category.objects.create(name="Phones", slug="phones")
        cls.phone = Product.objects.create(name="Phone", price="99", category=phones)
        Product.objects.create(name="Mug", price="9.50", active=False)

    async def test_the_list_has_all_products(self) -> None:
        response = await self.client.get("/api/products/")
        self.assertEqual([row["name"] for row in response.data], ["Phone", "Mug"])

    async def test_the_list_is_filtered_by_category(self) -> None:
        response = await self.client.get("/api/products/", {"category": "phones"})
        self.assertEqual([row["name"] for row in response.data], ["Phone"])

    async def test_the_list_is_filtered_by_activity(self) -> None:
        response = await self.client.get("/api/products/", {"active": "false"})
        self.assertEqual([row["name"] for row in response.data], ["Mug"])

    async def test_a_wrong_filter_is_refused(self) -> None:
        response = await self.client.get("/api/products/", {"active": "maybe"})
        self.assertEqual(response.status_code, 400)
        self.assertEqual(response.json(), {"active": ["Must be true or false."]})

    async def test_one_product(self) -> None:
        response = await self.client.get(f"/api/products/{self.phone.pk}/")
        self.assertEqual(response.json()["price"], "99.00")
        self.assertEqual(response.json()["category"], "phones")

    async def test_no_such_product(self) -> None:
        response = await self.client.get("/api/products/0/")
        self.assertEqual(response.status_code, 404)

    async def test_the_page_shows_what_is_active(self) -> None:
        response = await self.client.get("/")
        self.assertContains(response, "Phone")
        self.assertNotContains(response, "Mug")
        self.assertTemplateUsed(response, "products/index.html")

    async def test_the_export_streams_a_line_for_each(self) -> None:
        response = await self.client.get("/api/exports/products.csv")
        lines = [line async for line in response.streaming_content]
        self.assertEqual(lines[0], b"id,name,price,active,category\r\n")
        self.assertEqual(len(lines), 3)

    async def test_the_list_is_made_with_one_query(self) -> None:
        async with self.assertNumQueries(1):
            await self.client.get("/api/products/")

    async def test_a_category_of_a_synchronous_view(self) -> None:
        response = await self.client.get("/api/categories/")
        self.assertEqual([row["slug"] for row in response.data], ["phones"])


class WriteTests(AsyncAPITestCase):
    async def asyncSetUp(self) -> None:
        await super().asyncSetUp()
        self.khan = await User.objects.acreate(username="khan")
        self.mug = await Product.objects.acreate(name="Mug", price="9.50")
        self.client.force_authenticate(user=self.khan)

    async def test_create(self) -> None:
        response = await self.client.post(
            "/api/products/", {"name": "Cup", "price": "8.00"}
        )
        self.assertEqual(response.status_code, 201)
        self.assertTrue(await Product.objects.filter(name="Cup").aexists())

    async def test_create_with_a_form(self) -> None:
        response = await self.client.post(
            "/api/products/", {"name": "Cup", "price": "8.00"}, format="multipart"
        )
        self.assertEqual(response.status_code, 201)

    async def test_replace(self) -> None:
        response = await self.client.put(
            f"/api/products/{self.mug.pk}/", {"name": "Cup", "price": "8.00"}
        )
        self.assertEqual(response.status_code, 200)
        await self.mug.arefresh_from_db()
        self.assertEqual(self.mug.name, "Cup")

    async def test_change(self) -> None:
        response = await self.client.patch(
            f"/api/products/{self.mug.pk}/", {"active": False}
        )
        self.assertEqual(response.status_code, 200)
        await self.mug.arefresh_from_db()
        self.assertFalse(self.mug.active)

    async def test_delete(self) -> None:
        response = await self.client.delete(f"/api/products/{self.mug.pk}/")
        self.assertEqual(response.status_code, 204)
        self.assertFalse(await Product.objects.aexists())

    async def test_what_was_ordered_is_not_deleted(self) -> None:
        order = await Order.objects.acreate(user=self.khan)
        await OrderLine.objects.acreate(order=order, product=self.mug, quantity=1)
        response = await self.client.delete(f"/api/products/{self.mug.pk}/")
        self.assertEqual(response.status_code, 409)
        self.assertEqual(
            response.json(), {"detail": "The product is part of an order."}
        )

    async def test_a_price_is_required(self) -> None:
        response = await self.client.post("/api/products/", {"name": "Cup"})
        self.assertEqual(response.status_code, 400)
        self.assertEqual(response.json(), {"price": ["This field is required."]})

    async def test_a_price_is_not_negative(self) -> None:
        response = await self.client.patch(
            f"/api/products/{self.mug.pk}/", {"price": "-1"}
        )
        self.assertEqual(response.status_code, 400)
        self.assertEqual([*response.data], ["price"])

    async def test_a_category_has_to_exist(self) -> None:
        response = await self.client.patch(
            f"/api/products/{self.mug.pk}/", {"category": "phones"}
        )
        self.assertEqual(response.status_code, 400)
        self.assertEqual([*response.data], ["category"])

    async def test_broken_json_is_refused(self) -> None:
        response = await self.client.post(
            "/api/products/", data=b"{", content_type="application/json"
        )
        self.assertEqual(response.status_code, 400)
        self.assertIn("JSON parse error", response.json()["detail"])


@override_settings(STORAGES={**settings.STORAGES, "default": IN_MEMORY})
class PhotoTests(AsyncAPITestCase):
    async def asyncSetUp(self) -> None:
        await super().asyncSetUp()
        self.mug = await Product.objects.acreate(name="Mug", price="9.50")
        self.url = f"/api/products/{self.mug.pk}/photo/"
        self.client.force_authenticate(user=User(username="khan"))

    async def test_a_photo_is_uploaded(self) -> None:
        photo = SimpleUploadedFile("mug.svg", b"<svg/>", content_type="image/svg+xml")
        response = await self.client.post(
            self.url, data={"photo": photo}, format="multipart"
        )
        self.assertEqual(response.status_code, 201)
        self.assertEqual(response.data["size"], 6)

    async def test_a_photo_has_to_be_there(self) -> None:
        response = await self.client.post(self.url, data={}, format="multipart")
        self.assertEqual(response.status_code, 400)
        self.assertEqual(response.json(), {"photo": ["No file was submitted."]})

    async def test_a_photo_is_not_sent_as_json(self) -> None:
        response = await self.client.post(self.url, data={"photo": "mug.svg"})
        self.assertEqual(response.status_code, 415)
