"""PUT and PATCH with form data.

Django REST framework's factory encodes a form for each method, Django's only for POST.
A boolean that a form leaves out is False for PUT, but not for PATCH.
"""

from typing import Any

from django.test import RequestFactory
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BooleanField, CharField, Serializer
from rest_framework.test import APIRequestFactory, APISimpleTestCase
from rest_framework.views import APIView

CUP = {"name": "Cup"}


class ItemSerializer(Serializer[Any]):
    name = CharField()
    active = BooleanField(required=False)


class ItemView(APIView):
    permission_classes = [AllowAny]

    def put(self, request: Request, partial: bool = False) -> Response:
        serializer = ItemSerializer(data=request.data, partial=partial)
        serializer.is_valid(raise_exception=True)
        return Response(serializer.validated_data)

    def patch(self, request: Request) -> Response:
        return self.put(request, partial=True)


class FormTests(APISimpleTestCase):
    def test_patch(self) -> None:
        request = APIRequestFactory().patch("/item/", CUP)  # [!]
        self.assertEqual(ItemView.as_view()(request).data, {"name": "Cup"})

    def test_put_and_the_trap(self) -> None:
        request = APIRequestFactory().put("/item/", CUP)  # [!]
        response = ItemView.as_view()(request)
        self.assertEqual(response.data, {"name": "Cup", "active": False})  # [!]

    def test_put_as_json(self) -> None:
        request = APIRequestFactory().put("/item/", CUP, format="json")
        response = ItemView.as_view()(request)
        self.assertEqual(response.data, {"name": "Cup"})

    def test_the_trap_of_djangos_factory(self) -> None:
        response = ItemView.as_view()(RequestFactory().put("/item/", CUP))
        self.assertEqual(response.status_code, 415)  # [!]

    def test_djangos_factory(self) -> None:
        body = encode_multipart(BOUNDARY, CUP)  # [!]
        request = RequestFactory().put("/item/", body, MULTIPART_CONTENT)  # [!]
        self.assertEqual(request.POST, {})
        self.assertEqual(ItemView.as_view()(request).data["name"], "Cup")
