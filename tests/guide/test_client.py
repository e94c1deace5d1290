"""The client of the guide: G01 to G11."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.test import (
    AsyncClient,
    AsyncRequestFactory,
    LiveServerTestCase,
    SimpleTestCase,
    TestCase,
    TransactionTestCase,
)
from rest_framework.authtoken.models import Token
from rest_framework_simplejwt.tokens import AccessToken

from products.models import Category, Product
from restflow.test import (
    AsyncAPIClient,
    AsyncAPILiveServerTestCase,
    AsyncAPIRequestFactory,
    AsyncAPISimpleTestCase,
    AsyncAPITestCase,
    AsyncAPITransactionTestCase,
    force_authenticate,
)

MUG = {"name": "Mug", "price": "9.50"}
ANONYMOUS = {"user": None, "auth": None, "session": False}


class ImportTests(AsyncAPISimpleTestCase):
    def test_g01_all_names_come_from_restflow_test(self) -> None:
        self.assertTrue(issubclass(AsyncAPIClient, AsyncClient))
        self.assertTrue(issubclass(AsyncAPIRequestFactory, AsyncRequestFactory))
        self.assertTrue(callable(force_authenticate))
        self.assertTrue(issubclass(AsyncAPISimpleTestCase, SimpleTestCase))
        self.assertTrue(issubclass(AsyncAPITestCase, TestCase))
        self.assertTrue(issubclass(AsyncAPITransactionTestCase, TransactionTestCase))
        self.assertTrue(issubclass(AsyncAPILiveServerTestCase, LiveServerTestCase))


class ConstructorTests(AsyncAPISimpleTestCase):
    async def test_g02_further_keywords_are_sent_with_every_request(self) -> None:
        client = AsyncAPIClient(enforce_csrf_checks=False, HTTP_HOST="api.example.com")

        for send in (client.get, client.post, client.delete):
            response = await send("/api/echo/")
            self.assertEqual(response.json()["headers"]["host"], "api.example.com")

    async def test_g02_further_keywords_are_keys_of_the_wsgi_environ(self) -> None:
        client = AsyncAPIClient(
            HTTP_USER_AGENT="khan's phone",
            HTTP_X_TENANT="acme",
            REMOTE_ADDR="203.0.113.7",
        )

        for _ in range(2):
            seen = (await client.get("/api/echo/")).json()
            self.assertEqual(seen["headers"]["user-agent"], "khan's phone")
            self.assertEqual(seen["headers"]["x-tenant"], "acme")
            self.assertEqual(seen["client"], "203.0.113.7")


class CsrfTests(AsyncAPITestCase):
    async def test_g03_csrf_is_not_checked_by_default(self) -> None:
        khan = await User.objects.acreate(username="khan")
        client = AsyncAPIClient()
        await client.aforce_login(khan)

        response = await client.post("/api/products/", data=MUG)

        self.assertEqual(response.status_code, 201)

    async def test_g03_a_session_without_a_token_is_refused_if_asked_for(self) -> None:
        khan = await User.objects.acreate(username="khan")
        client = AsyncAPIClient(enforce_csrf_checks=True)
        await client.aforce_login(khan)

        response = await client.post("/api/products/", data=MUG)

        self.assertEqual(response.status_code, 403)
        self.assertIn("CSRF", response.json()["detail"])
        self.assertEqual(await Product.objects.acount(), 0)


class VerbTests(AsyncAPITestCase):
    async def test_g04_every_verb_is_awaited(self) -> None:
        self.client.force_authenticate(user=User(username="khan"))

        response = await self.client.post("/api/products/", data=MUG)
        self.assertEqual(response.status_code, 201)
        url = f"/api/products/{response.json()['id']}/"

        response = await self.client.get(url)
        self.assertEqual(response.json()["price"], "9.50")

        response = await self.client.put(url, data={"name": "Cup", "price": "8.00"})
        self.assertEqual(response.json()["name"], "Cup")

        response = await self.client.patch(url, data={"price": "7.00"})
        self.assertEqual(response.json()["price"], "7.00")

        response = await self.client.options(url)
        self.assertIn("DELETE", response.headers["Allow"])

        response = await self.client.head(url)
        self.assertEqual((response.status_code, response.content), (200, b""))

        response = await self.client.delete(url)
        self.assertEqual(response.status_code, 204)
        self.assertEqual(await Product.objects.acount(), 0)

    async def test_g04_each_verb_arrives_as_itself(self) -> None:
        response = await self.client.get("/api/echo/")
        self.assertEqual(response.json()["method"], "GET")
        response = await self.client.post("/api/echo/")
        self.assertEqual(response.json()["method"], "POST")
        response = await self.client.put("/api/echo/")
        self.assertEqual(response.json()["method"], "PUT")
        response = await self.client.patch("/api/echo/")
        self.assertEqual(response.json()["method"], "PATCH")
        response = await self.client.delete("/api/echo/")
        self.assertEqual(response.json()["method"], "DELETE")
        response = await self.client.options("/api/echo/")
        self.assertEqual(response.json()["method"], "OPTIONS")
        response = await self.client.head("/api/echo/")
        self.assertEqual(response.asgi_request.method, "HEAD")


class BodyTests(AsyncAPISimpleTestCase):
    async def test_g05_a_body_has_data_and_a_format(self) -> None:
        client = self.client
        for send in (
            client.post,
            client.put,
            client.patch,
            client.delete,
            client.options,
        ):
            seen = (await send("/api/echo/", data=MUG, format="json")).json()
            self.assertEqual(seen["headers"]["content-type"], "application/json")
            self.assertEqual(seen["body"], '{"name":"Mug","price":"9.50"}')

            seen = (await send("/api/echo/", data=MUG, format="multipart")).json()
            self.assertIn("multipart/form-data", seen["headers"]["content-type"])
            self.assertIn('name="price"\r\n\r\n9.50\r\n', seen["body"])

    async def test_g05_a_body_has_data_and_a_content_type(self) -> None:
        client = self.client
        for send in (
            client.post,
            client.put,
            client.patch,
            client.delete,
            client.options,
        ):
            seen = (
                await send("/api/echo/", data="Mug;9.50", content_type="text/csv")
            ).json()
            self.assertEqual(seen["headers"]["content-type"], "text/csv")
            self.assertEqual(seen["body"], "Mug;9.50")

    async def test_g06_format_and_content_type_are_an_assertion_error(self) -> None:
        client = self.client
        for send in (
            client.post,
            client.put,
            client.patch,
            client.delete,
            client.options,
        ):
            with self.assertRaisesRegex(AssertionError, "`format` and a content type"):
                await send(
                    "/api/echo/",
                    data=MUG,
                    format="json",
                    content_type="application/json",
                )

    async def test_g06_they_are_without_data_as_well(self) -> None:
        client = self.client
        for send in (
            client.post,
            client.put,
            client.patch,
            client.delete,
            client.options,
        ):
            with self.assertRaisesRegex(AssertionError, "`format` and a content type"):
                await send("/api/echo/", format="json", content_type="application/json")

    def test_g06_they_are_in_the_factory_as_well(self) -> None:
        factory = AsyncAPIRequestFactory()
        for make in (
            factory.post,
            factory.put,
            factory.patch,
            factory.delete,
            factory.options,
        ):
            for data in (MUG, None):
                with self.assertRaisesRegex(
                    AssertionError, "`format` and a content type"
                ):
                    make(
                        "/api/echo/",
                        data=data,
                        format="json",
                        content_type="application/json",
                    )


class QueryTests(AsyncAPITestCase):
    async def test_g07_the_data_of_get_is_its_query(self) -> None:
        response = await self.client.get(
            "/api/echo/", data={"category": "phones", "page": 2}
        )

        seen = response.json()
        self.assertEqual(seen["query"], {"category": ["phones"], "page": ["2"]})
        self.assertEqual(seen["body"], "")

    async def test_g07_the_data_of_head_is_its_query(self) -> None:
        response = await self.client.head("/api/echo/", data={"category": "phones"})

        self.assertEqual(response.asgi_request.GET.dict(), {"category": "phones"})

    async def test_g07_a_view_filters_by_the_data_of_get(self) -> None:
        phones = await Category.objects.acreate(name="Phones", slug="phones")
        await Product.objects.acreate(name="Phone", price="99", category=phones)
        await Product.objects.acreate(name="Mug", price="9.50")

        response = await self.client.get("/api/products/", data={"category": "phones"})

        self.assertEqual([row["name"] for row in response.json()], ["Phone"])


class CredentialsTests(AsyncAPITestCase):
    async def test_g08_credentials_go_with_every_later_request(self) -> None:
        khan = await User.objects.acreate(username="khan")
        client = AsyncAPIClient()

        client.credentials(HTTP_AUTHORIZATION=f"Bearer {AccessToken.for_user(khan)}")

        for _ in range(2):
            response = await client.get("/api/whoami/")
            self.assertEqual(response.json()["user"], "khan")
        response = await client.post("/api/products/", data=MUG)
        self.assertEqual(response.status_code, 201)

    async def test_g08_keys_begin_with_http_or_content(self) -> None:
        client = AsyncAPIClient()

        client.credentials(HTTP_X_TENANT="acme", CONTENT_TYPE="text/csv")

        seen = (await client.get("/api/echo/")).json()["headers"]
        self.assertEqual(seen["x-tenant"], "acme")
        self.assertEqual(seen["content-type"], "text/csv")

    async def test_g08_without_arguments_they_are_reset(self) -> None:
        client = AsyncAPIClient()
        client.credentials(HTTP_AUTHORIZATION="Bearer secret")
        seen = (await client.get("/api/echo/")).json()["headers"]
        self.assertEqual(seen["authorization"], "Bearer secret")

        client.credentials()

        seen = (await client.get("/api/echo/")).json()["headers"]
        self.assertNotIn("authorization", seen)


class LoginTests(AsyncAPITestCase):
    async def test_g09_alogin_and_alogout(self) -> None:
        await User.objects.acreate_user(username="khan", password="s3cret")
        client = AsyncAPIClient()

        logged_in = await client.alogin(username="khan", password="s3cret")
        self.assertIs(logged_in, True)
        response = await client.get("/api/whoami/")
        self.assertEqual(
            response.json(), {"user": "khan", "auth": None, "session": True}
        )

        await client.alogout()
        response = await client.get("/api/whoami/")
        self.assertEqual(response.json(), ANONYMOUS)

    async def test_g09_alogin_with_a_wrong_password_returns_false(self) -> None:
        await User.objects.acreate_user(username="khan", password="s3cret")

        self.assertIs(
            await self.client.alogin(username="khan", password="wrong"), False
        )

        response = await self.client.get("/api/whoami/")
        self.assertEqual(response.json(), ANONYMOUS)

    async def test_g09_aforce_login(self) -> None:
        user = await User.objects.acreate_user(username="khan")

        await self.client.aforce_login(user)

        response = await self.client.get("/api/whoami/")
        self.assertEqual(
            response.json(), {"user": "khan", "auth": None, "session": True}
        )

    def test_g09_synchronous_code_has_the_same_without_a(self) -> None:
        user = User.objects.create_user(username="khan", password="s3cret")
        client = AsyncAPIClient()

        self.assertIs(client.login(username="khan", password="s3cret"), True)
        self.assertEqual(client.session["_auth_user_id"], str(user.pk))

        client.logout()
        self.assertNotIn("_auth_user_id", client.session)

        client.force_login(user)
        self.assertEqual(client.session["_auth_user_id"], str(user.pk))


class LogoutTests(AsyncAPITestCase):
    async def test_g10_logout_clears_all_three_in_one_call(self) -> None:
        khan = await User.objects.acreate(username="khan")
        client = AsyncAPIClient()
        await client.aforce_login(khan)
        client.credentials(HTTP_AUTHORIZATION="Bearer secret")
        client.force_authenticate(user=khan)
        response = await client.get("/api/whoami/")
        self.assertEqual(
            response.json(), {"user": "khan", "auth": None, "session": True}
        )

        client.logout()

        response = await client.get("/api/whoami/")
        self.assertEqual(response.json(), ANONYMOUS)
        response = await client.get("/api/echo/")
        self.assertNotIn("authorization", response.json()["headers"])

    async def test_g10_logout_clears_the_session_alone(self) -> None:
        await self.client.aforce_login(await User.objects.acreate(username="khan"))
        response = await self.client.get("/api/whoami/")
        self.assertEqual(response.json()["user"], "khan")

        self.client.logout()

        response = await self.client.get("/api/whoami/")
        self.assertEqual(response.json(), ANONYMOUS)

    async def test_g10_logout_clears_credentials_alone(self) -> None:
        khan = await User.objects.acreate(username="khan")
        token = await Token.objects.acreate(user=khan)
        self.client.credentials(HTTP_AUTHORIZATION=f"Token {token.key}")
        response = await self.client.get("/api/whoami/")
        self.assertEqual(response.json()["user"], "khan")

        self.client.logout()

        response = await self.client.get("/api/whoami/")
        self.assertEqual(response.json(), ANONYMOUS)

    async def test_g10_logout_clears_forced_authentication_alone(self) -> None:
        self.client.force_authenticate(user=User(username="khan"))
        response = await self.client.get("/api/whoami/")
        self.assertEqual(response.json()["user"], "khan")

        self.client.logout()

        response = await self.client.get("/api/whoami/")
        self.assertEqual(response.json(), ANONYMOUS)


class ForceAuthenticateTests(AsyncAPITestCase):
    async def test_g11_a_user_is_forced_until_nobody_is(self) -> None:
        khan = await User.objects.acreate(username="khan")
        client = AsyncAPIClient()

        client.force_authenticate(user=khan)
        for _ in range(2):
            response = await client.get("/api/whoami/")
            self.assertEqual(response.json()["user"], "khan")

        client.force_authenticate()
        response = await client.get("/api/whoami/")
        self.assertEqual(response.json(), ANONYMOUS)

    async def test_g11_it_goes_round_the_session(self) -> None:
        amina = await User.objects.acreate(username="amina")
        await self.client.aforce_login(amina)

        self.client.force_authenticate(user=User(username="khan"))
        response = await self.client.get("/api/whoami/")
        self.assertEqual(response.json()["user"], "khan")

    async def test_g11_it_goes_round_authenticators(self) -> None:
        self.client.credentials(HTTP_AUTHORIZATION="Token unknown")
        response = await self.client.get("/api/whoami/")
        self.assertEqual(response.status_code, 401)

        self.client.force_authenticate(user=User(username="khan"))
        response = await self.client.get("/api/whoami/")
        self.assertEqual(response.json()["user"], "khan")
