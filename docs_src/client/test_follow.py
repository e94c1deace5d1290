"""Redirects.

The client returns a redirect like any other response, unless the request has
`follow=True`. Then `redirect_chain` lists the redirects.
"""

from restflow.test import AsyncAPISimpleTestCase


class FollowTests(AsyncAPISimpleTestCase):
    async def test_a_redirect_is_the_response(self) -> None:
        response = await self.client.get("/api/echo?page=2")
        self.assertEqual(response.status_code, 301)
        self.assertEqual(response["Location"], "/api/echo/?page=2")

    async def test_following_leads_to_the_last_response(self) -> None:
        response = await self.client.get("/api/echo?page=2", follow=True)
        self.assertEqual(response.status_code, 200)
        self.assertEqual(response.json()["query"], {"page": ["2"]})
        self.assertEqual(response.redirect_chain, [("/api/echo/?page=2", 301)])
