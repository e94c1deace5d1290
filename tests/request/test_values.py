"""Data whose keys have several values, and content types in the place of formats."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import HttpRequest, JsonResponse, QueryDict
from django.urls import path
from django.utils.datastructures import MultiValueDict

from restflow.test import AsyncAPIClient, AsyncAPIRequestFactory, RequestArgumentError

SEVERAL = "tag=one&tag=two&name=Mug"


def echo(request: HttpRequest) -> JsonResponse:
    return JsonResponse(
        {
            "type": request.content_type,
            "form": dict(request.POST.lists()),
            "body": "" if request.POST else request.body.decode(),
        }
    )


urlpatterns = [path("", echo)]
pytestmark = pytest.mark.urls(__name__)
values = pytest.mark.parametrize(
    "data",
    [QueryDict(SEVERAL), MultiValueDict({"tag": ["one", "two"], "name": ["Mug"]})],
    ids=["QueryDict", "MultiValueDict"],
)


@values
async def test_a_form_has_all_values(data: Any) -> None:
    response = await AsyncAPIClient().post("/", data, format="multipart")
    assert response.json()["form"] == {"tag": ["one", "two"], "name": ["Mug"]}


@values
async def test_json_has_a_list_where_there_are_several(data: Any) -> None:
    client = AsyncAPIClient()
    every: list[dict[str, Any]] = [
        {"format": "json"}, {"content_type": "application/json"}, {}
    ]  # fmt: skip
    for options in every:
        response = await client.post("/", data, **options)
        assert response.json()["body"].replace(" ", "") == (
            '{"tag":["one","two"],"name":"Mug"}'
        )


@values
def test_the_factory_does_the_same(data: Any) -> None:
    request = AsyncAPIRequestFactory().post("/", data, format="multipart")
    assert request.POST.getlist("tag") == ["one", "two"]


async def test_a_query_has_all_values() -> None:
    response = await AsyncAPIClient().get("/", QueryDict(SEVERAL))
    assert response.asgi_request.GET.getlist("tag") == ["one", "two"]


@pytest.mark.parametrize("body", ['{"a": 1}', b'{"a": 1}'])
async def test_a_content_type_in_the_place_of_the_format_is_understood(
    body: str | bytes,
) -> None:
    response = await AsyncAPIClient().post("/", body, "application/json")
    assert response.json() == {
        "type": "application/json",
        "form": {},
        "body": '{"a": 1}',
    }


async def test_it_names_the_renderer_of_data_that_is_to_be_encoded() -> None:
    client = AsyncAPIClient()
    response = await client.post("/", {"a": 1}, "application/json")
    assert response.json()["body"] == '{"a":1}'
    response = await client.post("/", {"a": "1"}, "multipart/form-data")
    assert response.json()["form"] == {"a": ["1"]}


async def test_text_of_another_type_is_sent_as_it_is() -> None:
    response = await AsyncAPIClient().put("/", "<a/>", format="application/xml")
    assert response.json() == {"type": "application/xml", "form": {}, "body": "<a/>"}


async def test_data_for_which_there_is_no_renderer_is_refused() -> None:
    with pytest.raises(RequestArgumentError, match="Write content_type="):
        await AsyncAPIClient().post("/", {"a": 1}, format="application/xml")


@pytest.mark.parametrize(
    ("keyword", "instead"),
    [
        ("json", "`data=…`"),
        ("params", "`query_params=…`"),
        ("files", "`data=…`"),
        ("content", "`content_type=…`"),
        ("follow_redirects", "`follow=True`"),
        ("allow_redirects", "`follow=True`"),
    ],
)
async def test_keywords_of_other_clients_are_told_ours(
    keyword: str, instead: str
) -> None:
    given: Any = {keyword: {}}
    with pytest.raises(RequestArgumentError, match=f"Unknown keyword `{keyword}`") as e:
        await AsyncAPIClient().post("/", **given)
    assert instead in str(e.value)
