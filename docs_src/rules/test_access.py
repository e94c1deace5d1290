"""Who may do what.

The table has the status that each person gets for each request. If a change elsewhere
gives or takes a right, its line fails.
"""

import pytest
from django.contrib.auth.models import User

from orders.models import Order
from restflow.test import AsyncAPIClient

PEOPLE = ("visitor", "owner", "other")
ACCESS = {
    "get /api/products/": (200, 200, 200),
    "post /api/products/": (401, 201, 201),
    "get /api/orders/": (401, 200, 200),
    "get /api/orders/{order}/": (401, 200, 404),  # [!]
    "post /api/orders/{order}/cancel/": (401, 200, 404),
    "delete /api/orders/{order}/": (401, 405, 405),
}
TABLE = [
    pytest.param(request, who, status, id=f"{request} as {who}")
    for request, statuses in ACCESS.items()
    for who, status in zip(PEOPLE, statuses, strict=True)
]
TEA = {"name": "Tea", "price": "3.00"}


@pytest.mark.django_db
@pytest.mark.asyncio
@pytest.mark.parametrize(("request_line", "who", "status"), TABLE)
async def test_access(
    request_line: str, who: str, status: int, async_api_client: AsyncAPIClient
) -> None:
    people = {name: await User.objects.acreate(username=name) for name in PEOPLE[1:]}
    order = await Order.objects.acreate(user=people["owner"])
    async_api_client.force_authenticate(people.get(who))

    method, url = request_line.split()
    send = getattr(async_api_client, method)
    response = await send(url.format(order=order.pk), TEA if method == "post" else None)

    assert response.status_code == status
