"""The shop takes photos of its products.

A new photo replaces the old one on the product. An upload without a file is refused.
"""

from django.conf import settings
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings

from products.models import Product
from restflow.test import AsyncAPITestCase

IN_MEMORY = {"BACKEND": "django.core.files.storage.InMemoryStorage"}


@override_settings(STORAGES={**settings.STORAGES, "default": IN_MEMORY})
class PhotoTests(AsyncAPITestCase):
    async def asyncSetUp(self) -> None:
        await super().asyncSetUp()
        self.mug = await Product.objects.acreate(name="Mug", price="9.50")
        self.client.force_authenticate(user=User(username="alice"))

    async def test_a_new_photo_replaces_the_old_one(self) -> None:
        url = f"/api/products/{self.mug.pk}/photo/"
        for name in ("old", "new"):
            photo = SimpleUploadedFile(f"{name}.svg", f"<svg>{name}</svg>".encode())
            response = await self.client.post(url, {"photo": photo}, format="multipart")
            self.assertEqual(response.status_code, 201)

        await self.mug.arefresh_from_db()
        self.assertEqual(self.mug.photo.read(), b"<svg>new</svg>")

    async def test_an_upload_without_a_file(self) -> None:
        response = await self.client.post(
            f"/api/products/{self.mug.pk}/photo/", {"photo": ""}, format="multipart"
        )

        self.assertEqual(response.status_code, 400)
        self.assertEqual([*response.json()], ["photo"])
