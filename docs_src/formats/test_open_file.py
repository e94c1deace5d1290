"""An open file.

Pass a file that the test has opened. It is sent under its own name, without the
directory.
"""

from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.contrib.auth.models import User
from django.test import override_settings

from products.models import Product
from restflow.test import AsyncAPITestCase

IN_MEMORY = {"BACKEND": "django.core.files.storage.InMemoryStorage"}


@override_settings(STORAGES={**settings.STORAGES, "default": IN_MEMORY})
class OpenFileTests(AsyncAPITestCase):
    def setUp(self) -> None:
        directory = self.enterContext(TemporaryDirectory())
        self.path = Path(directory, "mug.svg")
        self.path.write_text("<svg/>")

    async def test_an_open_file_is_uploaded(self) -> None:
        mug = await Product.objects.acreate(name="Mug", price="9.50")
        self.client.force_authenticate(user=User(username="khan"))

        with self.path.open("rb") as fh:
            response = await self.client.post(
                f"/api/products/{mug.pk}/photo/",
                data={"photo": fh},  # [!]
                format="multipart",  # [!]
            )

        self.assertEqual(response.status_code, 201)
        await mug.arefresh_from_db()
        self.assertEqual(mug.photo.name, "photos/mug.svg")
        self.assertEqual(mug.photo.read(), b"<svg/>")
