"""A request of every method.

The factory has a method for each method of HTTP, `generic` for any other, and `request`
for a scope of your own.
"""

from unittest import TestCase

from restflow.test import AsyncAPIRequestFactory


class FactoryVerbTests(TestCase):
    def setUp(self) -> None:
        self.factory = AsyncAPIRequestFactory()

    def test_each_method(self) -> None:
        for make in (
            self.factory.get,
            self.factory.post,
            self.factory.put,
            self.factory.patch,
            self.factory.delete,
            self.factory.head,
            self.factory.options,
            self.factory.trace,
        ):
            self.assertEqual(make("/api/echo/").method, make.__name__.upper())

    def test_delete_may_have_a_body(self) -> None:
        request = self.factory.delete("/api/products/", {"ids": [1, 2]})
        self.assertEqual(request.body, b'{"ids":[1,2]}')

    def test_any_other_method(self) -> None:
        request = self.factory.generic(
            "REPORT", "/api/echo/", "<report/>", content_type="application/xml"
        )
        self.assertEqual(request.method, "REPORT")
        self.assertEqual(request.body, b"<report/>")

    def test_a_scope_of_your_own(self) -> None:
        request = self.factory.request(
            path="/api/echo/", http_version="2", client=("2001:db8::7", 443)
        )
        self.assertEqual(request.scope["http_version"], "2")
        self.assertEqual(request.META["REMOTE_ADDR"], "2001:db8::7")
