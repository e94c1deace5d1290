"""What Django REST framework promises of its test client and factory, asynchronously.

One test for each behaviour that the framework checks of `APIClient` and
`APIRequestFactory`.
"""

from __future__ import annotations

from io import BytesIO

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings

from restflow.test import (
    AsyncAPIClient,
    AsyncAPIRequestFactory,
    AsyncAPITestCase,
    RequestArgumentError,
    force_authenticate,
)
from tests.support.urls import MirrorView, SessionView, WhoView

pytestmark = pytest.mark.urls("tests.support.urls")

VERBS = ["get", "post", "put", "patch", "delete", "options"]


# --- The client ----------------------------------------------------------------------


async def test_stored_credentials_are_sent(async_api_client: AsyncAPIClient) -> None:
    async_api_client.credentials(HTTP_AUTHORIZATION="example")
    response = await async_api_client.get("/")
    assert response.data["headers"]["authorization"] == "example"


async def test_a_user_can_be_forced(async_api_client: AsyncAPIClient) -> None:
    async_api_client.force_authenticate(User(username="example"))
    response = await async_api_client.get("/who/")
    assert response.data == {"user": "example", "token": None}


async def test_a_user_and_a_token_can_be_forced(
    async_api_client: AsyncAPIClient,
) -> None:
    async_api_client.force_authenticate(User(username="example"), "token")
    response = await async_api_client.get("/who/")
    assert response.data == {"user": "example", "token": "token"}


async def test_forcing_can_be_undone(async_api_client: AsyncAPIClient) -> None:
    async_api_client.force_authenticate(User(username="example"))
    await async_api_client.get("/who/")
    async_api_client.force_authenticate(None)
    response = await async_api_client.get("/who/")
    assert response.data["user"] is None


@override_settings(ROOT_URLCONF="tests.support.urls")
class SessionAuthenticationTests(AsyncAPITestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        User.objects.create_user("example", password="password")

    async def test_a_session_is_cleared_by_logging_out(self) -> None:
        await self.client.alogin(username="example", password="password")
        response = await self.client.get("/who/")
        self.assertEqual(response.data["user"], "example")
        await self.client.alogout()
        response = await self.client.get("/who/")
        self.assertIsNone(response.data["user"])

    async def test_the_client_is_exempt_from_csrf_checks(self) -> None:
        await self.client.alogin(username="example", password="password")
        response = await self.client.post("/session/")
        self.assertEqual(response.data, {"user": "example"})

    async def test_csrf_checks_can_be_enforced(self) -> None:
        client = AsyncAPIClient(enforce_csrf_checks=True)
        await client.alogin(username="example", password="password")
        response = await client.post("/session/")
        self.assertEqual(response.status_code, 403)
        self.assertEqual(response.data, {"detail": "CSRF Failed: CSRF cookie not set."})

    async def test_a_csrf_token_passes_the_checks(self) -> None:
        client = AsyncAPIClient(enforce_csrf_checks=True)
        await client.alogin(username="example", password="password")
        client.cookies["csrftoken"] = token = "b" * 32
        response = await client.post("/session/", headers={"X-CSRFToken": token})
        self.assertEqual(response.data, {"user": "example"})


@pytest.mark.parametrize("verb", VERBS)
async def test_each_method_can_follow_redirects(
    async_api_client: AsyncAPIClient, verb: str
) -> None:
    send = getattr(async_api_client, verb)
    stopped = await send("/redirect/?to=/there/")
    assert stopped.status_code == 302
    followed = await send("/redirect/?to=/there/", follow=True)
    assert followed.status_code == 200
    assert followed.redirect_chain == [("/there/", 302)]


@pytest.mark.parametrize("status", [307, 308])
@pytest.mark.parametrize("verb", ["put", "patch", "post"])
async def test_a_permanent_method_keeps_its_arguments(
    async_api_client: AsyncAPIClient, verb: str, status: int
) -> None:
    response = await getattr(async_api_client, verb)(
        f"/redirect/?to=/there/&status={status}",
        {"a": "b"},
        format="multipart",
        follow=True,
    )
    assert response.data["method"] == verb.upper()
    assert response.data["data"] == {"a": ["b"]}


async def test_nested_data_is_refused_as_multipart(
    async_api_client: AsyncAPIClient,
) -> None:
    with pytest.raises(RequestArgumentError, match="`invalid` is nested"):
        await async_api_client.post(
            "/", {"valid": 123, "invalid": {"a": 123}}, format="multipart"
        )


async def test_an_empty_post_gets_a_boolean_fields_default(
    async_api_client: AsyncAPIClient,
) -> None:
    response = await async_api_client.post(
        "/flag/", data=None, content_type="application/json"
    )
    assert (response.status_code, response.data) == (200, {"flag": True})


async def test_files_are_uploaded(async_api_client: AsyncAPIClient) -> None:
    response = await async_api_client.post(
        "/",
        {
            "one": SimpleUploadedFile("a.txt", b"first", content_type="text/plain"),
            "many": [
                SimpleUploadedFile("b.bin", b"\x00\xff", content_type="image/png"),
                SimpleUploadedFile("ü.csv", b"x,y", content_type="text/csv"),
            ],
            "title": "Files",
        },
        format="multipart",
    )
    assert response.data["data"] == {"title": ["Files"]}
    assert response.data["files"] == {
        "one": [["a.txt", "text/plain", "first"]],
        "many": [
            ["b.bin", "image/png", "\x00\xff"],
            ["ü.csv", "text/csv", "x,y"],
        ],
    }


async def test_a_delete_request_may_have_a_body(
    async_api_client: AsyncAPIClient,
) -> None:
    response = await async_api_client.delete("/", {"ids": [1, 2]}, format="json")
    assert response.data["method"] == "DELETE"
    assert response.data["data"] == {"ids": [1, 2]}


@override_settings(REST_FRAMEWORK={"TEST_REQUEST_DEFAULT_FORMAT": "multipart"})
async def test_the_default_format_can_be_overridden(
    async_api_client: AsyncAPIClient,
) -> None:
    response = await async_api_client.post("/", {"a": "b"})
    assert response.data["content_type"].startswith("multipart/form-data")
    assert response.data["data"] == {"a": ["b"]}


@override_settings(REST_FRAMEWORK={"TEST_REQUEST_DEFAULT_FORMAT": "multipart"})
async def test_a_format_overrides_the_default(
    async_api_client: AsyncAPIClient,
) -> None:
    response = await async_api_client.post("/", {"a": "b"}, format="json")
    assert response.data["data"] == {"a": "b"}


async def test_a_form_can_be_sent_as_browsers_encode_it(
    async_api_client: AsyncAPIClient,
) -> None:
    response = await async_api_client.post(
        "/", "a=b&c=%C3%BC", content_type="application/x-www-form-urlencoded"
    )
    assert response.data["data"] == {"a": ["b"], "c": ["ü"]}


# --- The factory ---------------------------------------------------------------------


def test_a_factorys_request_is_exempt_from_csrf_checks(
    async_api_rf: AsyncAPIRequestFactory,
) -> None:
    request = async_api_rf.post("/session/")
    request.user = User(username="example")
    response = SessionView.as_view()(request)
    assert (response.status_code, response.data) == (200, {"user": "example"})


def test_a_factory_can_enforce_csrf_checks() -> None:
    request = AsyncAPIRequestFactory(enforce_csrf_checks=True).post("/session/")
    request.user = User(username="example")
    response = SessionView.as_view()(request)
    assert response.status_code == 403
    assert response.data == {"detail": "CSRF Failed: CSRF cookie not set."}


def test_a_factory_refuses_an_unknown_format(
    async_api_rf: AsyncAPIRequestFactory,
) -> None:
    with pytest.raises(RequestArgumentError, match="No renderer has the format 'xml'"):
        async_api_rf.post("/", data={"example": 1}, format="xml")


def test_a_factorys_request_can_be_authenticated(
    async_api_rf: AsyncAPIRequestFactory,
) -> None:
    request = async_api_rf.get("/who/")
    force_authenticate(request, user=User(username="example"))
    assert WhoView.as_view()(request).data == {"user": "example", "token": None}


def test_a_factorys_request_can_be_authenticated_with_a_token(
    async_api_rf: AsyncAPIRequestFactory,
) -> None:
    request = async_api_rf.get("/who/")
    force_authenticate(request, user=User(username="example"), token="token")
    assert WhoView.as_view()(request).data == {"user": "example", "token": "token"}


def test_a_factory_uploads_files(async_api_rf: AsyncAPIRequestFactory) -> None:
    file = BytesIO(b"content")
    file.name = "notes.txt"
    request = async_api_rf.post("/", {"file": file}, format="multipart")
    response = MirrorView.as_view()(request)
    assert response.data["files"] == {"file": [["notes.txt", "text/plain", "content"]]}


@pytest.mark.parametrize("verb", VERBS)
def test_a_factory_takes_the_query_of_the_path(
    async_api_rf: AsyncAPIRequestFactory, verb: str
) -> None:
    request = getattr(async_api_rf, verb)("/view/?demo=test")
    assert dict(request.GET.items()) == {"demo": "test"}
    assert request.META["PATH_INFO"] == "/view/"


@pytest.mark.parametrize("verb", ["get", "post"])
def test_a_factory_takes_a_query_beyond_ascii(
    async_api_rf: AsyncAPIRequestFactory, verb: str
) -> None:
    request = getattr(async_api_rf, verb)("/view/?demo=testé")
    assert dict(request.GET.items()) == {"demo": "testé"}


def test_a_factory_takes_the_query_of_get_as_data(
    async_api_rf: AsyncAPIRequestFactory,
) -> None:
    request = async_api_rf.get("/view/", {"demo": "testé"})
    assert dict(request.GET.items()) == {"demo": "testé"}


def test_an_empty_request_keeps_its_content_type(
    async_api_rf: AsyncAPIRequestFactory,
) -> None:
    request = async_api_rf.post("/", data=None, content_type="application/json")
    assert request.META["CONTENT_TYPE"] == "application/json"
