"""What the payment provider calls."""

import hashlib
import hmac
import json

from asgiref.sync import sync_to_async
from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from orders.models import Order
from orders.services import mark_paid


def sign(body: bytes) -> str:
    """Return the signature which the provider sends along with a body."""
    digest = hmac.new(settings.WEBHOOK_SECRET.encode(), body, hashlib.sha256)
    return f"sha256={digest.hexdigest()}"


def refuse(status: int, detail: str) -> JsonResponse:
    """Answer in the way of the API."""
    return JsonResponse({"detail": detail}, status=status)


@csrf_exempt
@require_POST
async def payment_webhook(request: HttpRequest) -> JsonResponse:
    """Mark an order as paid when a signed event says so."""
    if request.content_type != "application/json":
        return refuse(415, "The body must be JSON.")

    # Bytes, because comparing strings fails on anything but ASCII.
    signature = request.headers.get("X-Signature", "").encode()
    if not hmac.compare_digest(signature, sign(request.body).encode()):
        return refuse(401, "The signature is wrong.")

    try:
        event = json.loads(request.body)
    except ValueError:
        return refuse(400, "The body is not JSON.")

    match event:
        case {"event": "payment.succeeded", "order": int(order_id)}:
            if not await sync_to_async(mark_paid)(order_id):
                return refuse(404, "There is no such order.")
            return JsonResponse({"order": order_id, "status": Order.Status.PAID})
        case _:
            return refuse(400, "The body is not an event.")
