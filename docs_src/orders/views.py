"""The API of orders."""

from adrf.mixins import CreateModelMixin, ListModelMixin, RetrieveModelMixin
from adrf.serializers import BaseSerializer
from adrf.viewsets import GenericViewSet
from asgiref.sync import sync_to_async
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from orders.models import Order
from orders.serializers import OrderSerializer
from orders.services import cancel_order
from project.exceptions import Conflict
from project.schema import PROBLEM


class OrderViewSet(
    CreateModelMixin, ListModelMixin, RetrieveModelMixin, GenericViewSet
):
    """The orders of the current user."""

    serializer_class = OrderSerializer
    permission_classes = [IsAuthenticated]

    def get_queryset(self) -> QuerySet[Order]:
        """Hide the orders of everybody else."""
        orders = Order.objects.filter(user=self.request.user.pk)
        return orders.prefetch_related("lines__product")

    async def perform_acreate(self, serializer: BaseSerializer) -> None:
        """Create the order in the name of the current user."""
        await serializer.asave(user=self.request.user)

    @extend_schema(request=None, responses={200: OrderSerializer, 409: PROBLEM})  # type: ignore[type-var]  # the stubs know synchronous actions only
    @action(detail=True, methods=["post"])
    async def cancel(self, request: Request, pk: str) -> Response:
        """Cancel an order which nobody has paid."""
        order = await self.aget_object()
        if not await sync_to_async(cancel_order)(order):
            raise Conflict("The order is paid already.")
        return Response(await self.get_serializer(order).adata)
