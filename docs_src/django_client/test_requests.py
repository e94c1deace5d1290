"""Django's client: a query, HTTPS, redirects, and headers of every request.

`query_params` is the query of any method. A query in the path is dropped if there is
another one.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.test import Client, SimpleTestCase
from django.urls import path

from project.views import echo
from restflow.test import URLPatternsTestCase


def old(request: HttpRequest) -> HttpResponse:
    return redirect("/echo/?page=2")


class RequestTests(URLPatternsTestCase, SimpleTestCase):
    urlpatterns = [path("old/", old), path("echo/", echo)]

    def test_a_query(self) -> None:
        response = self.client.get("/echo/", query_params={"tag": ["a", "b"]})
        self.assertEqual(response.json()["query"], {"tag": ["a", "b"]})

    def test_two_queries_are_one(self) -> None:
        response = self.client.get("/echo/?page=2", {"size": 10})  # [!]
        self.assertEqual(response.json()["query"], {"size": ["10"]})

    def test_https(self) -> None:
        response = self.client.get("/echo/", secure=True)
        self.assertEqual(response.json()["scheme"], "https")

    def test_an_absolute_url_is_only_a_path(self) -> None:
        response = self.client.get("https://api.example.com/echo/")  # [!]
        self.assertEqual(response.json()["scheme"], "http")

    def test_a_redirect_is_followed_but_without_https(self) -> None:
        response = self.client.get("/old/", follow=True, secure=True)
        self.assertEqual(response.redirect_chain, [("/echo/?page=2", 302)])
        self.assertEqual(response.json()["scheme"], "http")  # [!]

    def test_a_header_of_each_request(self) -> None:
        client = Client(headers={"x-tenant": "acme"})  # [!]
        self.assertEqual(client.get("/echo/").json()["headers"], {"x-tenant": "acme"})

        response = client.get("/echo/", headers={"x-tenant": "initech"})
        self.assertEqual(response.json()["headers"], {"x-tenant": "initech"})
