"""The page on which customers log in and order."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from products.models import Product


@require_safe
async def order_page(request: HttpRequest) -> HttpResponse:
    """Ask for a password first, and then what it shall be."""
    active = Product.objects.filter(active=True)
    context = {
        "customer": await request.auser(),
        "products": [product async for product in active],
    }
    return render(request, "orders/order.html", context)
