"""A story in which another company's service is replaced.

The project's own code runs, its HTTP client included. The test answers only what would
go over the network. respx fails if the service gets any other request, and
`--restflow-refuse-outside` fails if any library connects to another machine.
"""

import json

import httpx
import pytest
import respx
from django.http import HttpRequest, JsonResponse
from django.urls import path

from restflow.test import AsyncActor, AsyncStory, Endpoint

SMS = "https://sms.example.com/messages"


async def remind(request: HttpRequest) -> JsonResponse:
    async with httpx.AsyncClient() as client:
        answer = await client.post(SMS, json={"to": request.POST["to"]})
    return JsonResponse({"sent": answer.is_success})


urlpatterns = [path("remind/", remind)]


class Teacher(AsyncActor):
    remind = Endpoint("POST", "/remind/", format="multipart", status=200)


@pytest.mark.urls(__name__)
@pytest.mark.asyncio
async def test_a_reminder(
    async_story: AsyncStory, respx_mock: respx.MockRouter
) -> None:
    grace = async_story.actor("Grace", Teacher)
    sms = respx_mock.post(SMS).respond(202)  # [!]

    assert (await grace.remind(to="+44 20 7946 0000")).json() == {"sent": True}

    sent = json.loads(sms.calls.last.request.content)
    assert sent == {"to": "+44 20 7946 0000"}
