"""A download of a range.

Django's `FileResponse` answers a range with the whole file and status 200. A player
that seeks, or a download that resumes, starts again. The view has to answer 206 itself.
"""

import re
from io import BytesIO

from django.http import FileResponse, HttpRequest, HttpResponse
from django.test import RequestFactory
from django.urls import path

from restflow.test import AsyncAPISimpleTestCase, URLPatternsTestCase

MANUAL = b"Do not put the mug into the oven."


def whole(request: HttpRequest) -> FileResponse:
    return FileResponse(BytesIO(MANUAL), as_attachment=True, filename="Käse.txt")


def ranged(request: HttpRequest) -> HttpResponse:
    asked = re.fullmatch(r"bytes=(\d+)-(\d*)", request.headers.get("Range", ""))
    if asked is None:
        return HttpResponse(MANUAL, headers={"Accept-Ranges": "bytes"})
    size, start = len(MANUAL), int(asked[1])
    if start >= size:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    end = min(int(asked[2] or size), size - 1)
    part = {"Content-Range": f"bytes {start}-{end}/{size}"}
    return HttpResponse(MANUAL[start : end + 1], status=206, headers=part)


class DownloadTests(URLPatternsTestCase, AsyncAPISimpleTestCase):
    urlpatterns = [path("whole/", whole), path("ranged/", ranged)]

    async def test_a_file(self) -> None:
        response = await self.client.get("/whole/")
        body = b"".join([chunk async for chunk in response.streaming_content])  # [!]
        self.assertEqual(body, MANUAL)
        self.assertEqual(response.headers["Content-Length"], "33")
        named = response.headers["Content-Disposition"]
        self.assertEqual(named, "attachment; filename*=utf-8''K%C3%A4se.txt")

    def test_a_file_synchronously(self) -> None:
        response = self.sync_client.get("/whole/")
        self.assertEqual(response.getvalue(), MANUAL)

    async def test_the_trap(self) -> None:
        response = await self.client.get("/whole/", headers={"Range": "bytes=0-5"})
        self.assertEqual(response.status_code, 200)  # [!]

    async def test_a_range(self) -> None:
        for asked, got, body in [
            ("bytes=0-5", "bytes 0-5/33", b"Do not"),
            ("bytes=28-", "bytes 28-32/33", b"oven."),
        ]:
            response = await self.client.get("/ranged/", headers={"Range": asked})
            self.assertEqual(response.status_code, 206)
            self.assertEqual(response.headers["Content-Range"], got)
            self.assertEqual(response.content, body)

    def test_behind_the_end(self) -> None:
        request = RequestFactory().get("/ranged/", headers={"Range": "bytes=33-"})
        self.assertEqual(ranged(request).status_code, 416)
