"""A story in a test case class, and all arguments of an endpoint.

`self.story` is new for each test. An error in a `subTest` has the transcript, too.
"""

from restflow.test import AsyncActor, AsyncAPITestCase, AsyncStoryTestCase, Endpoint


class Visitor(AsyncActor):
    cheap = Endpoint(
        "GET",
        "product-list",
        query_params={"max_price": "5.00"},
        headers={"Accept-Language": "de"},
        status=200,
    )
    log_in = Endpoint("POST", "login", {"username": "ada"}, format="multipart")
    token = Endpoint.from_schema(
        "token_create",
        data={"username": "ada", "password": "wrong"},
        format="multipart",
        headers={"Accept": "application/json"},
    )
    page = Endpoint.from_schema(
        "products_list", query_params={"category": "mugs"}, status=200
    )


class VisitorTests(AsyncStoryTestCase, AsyncAPITestCase):
    async def test_a_visitor(self) -> None:
        """A visitor looks around, and fails to log in."""
        visitor = self.story.actor("a visitor", Visitor)

        self.assertEqual((await visitor.cheap()).json(), [])
        await visitor.page()
        for password in ("", "wrong"):
            with self.subTest(password=password):  # [!]
                await visitor.log_in(password=password, status=400)
        await visitor.token(status=400)

        self.assertEqual(len(self.story.steps), 5)
