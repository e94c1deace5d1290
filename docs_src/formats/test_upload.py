"""Uploading a file.

`format="multipart"` sends a file as the form of a page does. The storage is in memory,
so the test leaves no file behind.
"""

from django.conf import settings
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings

from products.models import Product
from restflow.test import AsyncAPITestCase

IN_MEMORY = {"BACKEND": "django.core.files.storage.InMemoryStorage"}


@override_settings(STORAGES={**settings.STORAGES, "default": IN_MEMORY})
class UploadTests(AsyncAPITestCase):
    async def test_a_photo_is_stored(self) -> None:
        mug = await Product.objects.acreate(name="Mug", price="9.50")
        photo = SimpleUploadedFile("mug.svg", b"<svg/>", content_type="image/svg+xml")
        self.client.force_authenticate(User(username="alice"))

        response = await self.client.post(
            f"/api/products/{mug.pk}/photo/",
            {"photo": photo},
            format="multipart",  # [!]
        )

        self.assertEqual(response.status_code, 201)
        self.assertEqual(
            response.json(),
            {"photo": "http://testserver/media/photos/mug.svg", "size": 6},
        )
        await mug.arefresh_from_db()
        self.assertEqual(mug.photo.read(), b"<svg/>")
