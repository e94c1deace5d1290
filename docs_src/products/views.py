"""The product pages: HTML, JSON and CSV."""

from adrf.viewsets import ModelViewSet
from asgiref.sync import sync_to_async
from django.db.models import ProtectedError
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from drf_spectacular.utils import extend_schema
from rest_framework import status, viewsets
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from products.exports import product_rows
from products.filters import ProductFilter
from products.models import Category, Product
from products.serializers import (
    CategorySerializer,
    PhotoSerializer,
    ProductSerializer,
    UploadedPhotoSerializer,
)
from project.exceptions import Conflict
from project.schema import PROBLEM


@require_safe
async def index(request: HttpRequest) -> HttpResponse:
    """List the active products as a page."""
    queryset = Product.objects.filter(active=True).select_related("category")
    products = [product async for product in queryset]
    context = {"products": products, "total": len(products)}
    return render(request, "products/index.html", context)


@require_safe
async def export_products(request: HttpRequest) -> StreamingHttpResponse:
    """Stream every product as CSV."""
    return StreamingHttpResponse(
        product_rows(),
        content_type="text/csv",
        headers={"Content-Disposition": 'attachment; filename="products.csv"'},
    )


class CategoryViewSet(viewsets.ModelViewSet[Category]):
    """Categories, served synchronously."""

    queryset = Category.objects.all()
    serializer_class = CategorySerializer


class ProductViewSet(ModelViewSet):
    """Products, served asynchronously."""

    queryset = Product.objects.select_related("category")
    serializer_class = ProductSerializer
    filter_backends = [ProductFilter]

    @extend_schema(responses={204: None, 409: PROBLEM})
    async def adestroy(self, request: Request, pk: str) -> Response:
        """Delete a product."""
        response: Response = await super().adestroy(request, pk=pk)
        return response

    async def perform_adestroy(self, instance: Product) -> None:
        """Delete a product, unless somebody ordered it."""
        try:
            await instance.adelete()
        except ProtectedError as error:
            raise Conflict("The product is part of an order.") from error

    @extend_schema(responses={201: UploadedPhotoSerializer})  # type: ignore[type-var]  # the stubs know synchronous actions only
    @action(
        detail=True,
        methods=["post"],
        parser_classes=[MultiPartParser],
        serializer_class=PhotoSerializer,
    )
    async def photo(self, request: Request, pk: str) -> Response:
        """Replace the photo of a product."""
        product = await self.aget_object()
        serializer = self.get_serializer(product, data=request.data)
        await sync_to_async(serializer.is_valid)(raise_exception=True)
        await serializer.asave()
        data = {**await serializer.adata, "size": product.photo.size}
        return Response(data, status=status.HTTP_201_CREATED)
