"""A many-to-many field that is sent, emptied, or left out.

A list replaces the old rows, and an empty list clears them. PUT without the field keeps
them in JSON, and clears them in a form: a form can't tell an empty list from a missing
one.
"""

from adrf.serializers import ModelSerializer
from django.contrib.auth.models import Group, User
from django.urls import path
from rest_framework import generics

from restflow.test import AsyncAPITestCase, URLPatternsTestCase


class StaffSerializer(ModelSerializer):
    class Meta:
        model = User
        fields = ["username", "groups"]


class StaffView(generics.UpdateAPIView[User]):
    queryset = User.objects.all()
    serializer_class = StaffSerializer
    permission_classes = []


class GroupTests(URLPatternsTestCase, AsyncAPITestCase):
    urlpatterns = [path("staff/<int:pk>/", StaffView.as_view())]

    async def asyncSetUp(self) -> None:
        names = ["packers", "sellers"]
        self.packers, self.sellers = [
            await Group.objects.acreate(name=n) for n in names
        ]
        self.alice = await User.objects.acreate(username="alice")
        await self.alice.groups.aadd(self.packers)
        self.url = f"/staff/{self.alice.pk}/"

    async def groups(self) -> list[str]:
        return [group.name async for group in self.alice.groups.all()]

    async def test_a_list_replaces(self) -> None:
        await self.client.patch(self.url, {"groups": [self.sellers.pk]})
        self.assertEqual(await self.groups(), ["sellers"])

    async def test_an_empty_list_clears(self) -> None:
        await self.client.patch(self.url, {"groups": []})
        self.assertEqual(await self.groups(), [])

    async def test_left_out_in_json(self) -> None:
        await self.client.put(self.url, {"username": "alice"})
        self.assertEqual(await self.groups(), ["packers"])

    async def test_left_out_in_a_form(self) -> None:
        await self.client.put(self.url, {"username": "alice"}, format="multipart")
        self.assertEqual(await self.groups(), [])  # [!]

    async def test_left_out_in_a_form_that_is_a_part(self) -> None:
        await self.client.patch(self.url, {"username": "al"}, format="multipart")
        self.assertEqual(await self.groups(), ["packers"])
