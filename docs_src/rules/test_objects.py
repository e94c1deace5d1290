"""The orders of others: 404 or 403.

An object permission answers 403, so a stranger learns which orders exist. A list does
not check it, and shows every order. A queryset without these orders solves both.
"""

from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.urls import include, path
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.routers import SimpleRouter
from rest_framework.serializers import IntegerField, Serializer
from rest_framework.views import APIView
from rest_framework.viewsets import ReadOnlyModelViewSet

from orders.models import Order
from restflow.test import AsyncAPITestCase, URLPatternsTestCase


class IsOwner(BasePermission):
    def has_object_permission(
        self, request: Request, view: APIView, obj: Order
    ) -> bool:
        return obj.user == request.user


class OrderSerializer(Serializer[Order]):
    id = IntegerField()


class GuardedViewSet(ReadOnlyModelViewSet[Order]):
    queryset = Order.objects.select_related("user")
    serializer_class = OrderSerializer
    permission_classes = [IsOwner]


class HiddenViewSet(GuardedViewSet):
    def get_queryset(self) -> QuerySet[Order]:
        return super().get_queryset().filter(user=self.request.user.pk)  # [!]


router = SimpleRouter()
router.register("guarded", GuardedViewSet, basename="guarded")
router.register("hidden", HiddenViewSet, basename="hidden")


class OrderTests(URLPatternsTestCase, AsyncAPITestCase):
    urlpatterns = [path("", include(router.urls))]

    async def asyncSetUp(self) -> None:
        alice = await User.objects.acreate(username="alice")
        self.order = await Order.objects.acreate(user=alice)
        self.client.force_authenticate(await User.objects.acreate(username="bob"))

    async def test_the_trap(self) -> None:
        one = await self.client.get(f"/guarded/{self.order.pk}/")
        every = await self.client.get("/guarded/")
        self.assertEqual(one.status_code, 403)
        self.assertEqual(every.json(), [{"id": self.order.pk}])  # [!]

    async def test_hidden(self) -> None:
        one = await self.client.get(f"/hidden/{self.order.pk}/")
        every = await self.client.get("/hidden/")
        self.assertEqual(one.status_code, 404)
        self.assertEqual(every.json(), [])
