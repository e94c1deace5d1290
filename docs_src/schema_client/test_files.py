"""Files and forms.

If a keyword is a file and the operation takes a form, the body is a form. Otherwise the
body is JSON, unless `format` names another renderer.
"""

from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings

from products.models import Product
from restflow.test import AsyncAPITestCase, AsyncSchemaClient

MEMORY = {"BACKEND": "django.core.files.storage.InMemoryStorage"}


@override_settings(STORAGES={"default": MEMORY})
class FileTests(AsyncAPITestCase):
    async def asyncSetUp(self) -> None:
        self.mug = await Product.objects.acreate(name="Mug", price="9.50")
        self.shop = AsyncSchemaClient(validate=True)
        self.shop.client.force_authenticate(User(username="alice"))

    async def test_a_file(self) -> None:
        photo = SimpleUploadedFile("mug.png", b"\x89PNG")
        response = await self.shop.call(
            "products_photo_create",
            id=self.mug.pk,
            photo=photo,  # [!]
        )
        self.assertEqual(response.data["size"], 4)

    async def test_a_form(self) -> None:
        response = await self.shop.call(
            "products_update",
            id=self.mug.pk,
            name="Cup",
            price="8.00",
            format="multipart",
        )
        self.assertEqual(response.data["name"], "Cup")
