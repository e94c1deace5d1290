"""A task that a view enqueues.

With the dummy backend, the test finds it in `results`, and its arguments with it. The
task has not run: nobody got a mail.
"""

import django
import pytest
from django.core import mail
from django.http import HttpRequest, HttpResponse
from django.test import override_settings
from django.urls import path

from restflow.test import AsyncAPIClient

if django.VERSION >= (6, 0):
    from django.tasks import default_task_backend, task
else:
    from django_tasks import default_task_backend, task  # type: ignore[assignment,no-redef]

BACKENDS = f"{task.__module__.removesuffix('.base')}.backends"
DUMMY = {"default": {"BACKEND": f"{BACKENDS}.dummy.DummyBackend"}}


@task
def send_receipt(number: int, to: str) -> None:
    mail.send_mail(f"Order {number}", "Thank you.", None, [to])


async def order(request: HttpRequest) -> HttpResponse:
    await send_receipt.aenqueue(7, to="ada@example.com")
    return HttpResponse(status=202)


urlpatterns = [path("orders/", order)]


@pytest.mark.urls(__name__)
@pytest.mark.asyncio
@override_settings(TASKS=DUMMY)
async def test_the_receipt_is_enqueued(async_api_client: AsyncAPIClient) -> None:
    response = await async_api_client.post("/orders/")

    assert response.status_code == 202
    (result,) = default_task_backend.results  # type: ignore[attr-defined]  # [!]
    assert result.task.name == "send_receipt"
    assert (result.args, result.kwargs) == ([7], {"to": "ada@example.com"})  # [!]
    assert mail.outbox == []
