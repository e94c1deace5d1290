"""Greet somebody.

Name a person and, if you like, a language: `en` or `fr`. Others are refused.
"""

from restflow.test import AsyncAPIClient


async def test_in_english():
    client = AsyncAPIClient()
    response = await client.post("/greetings/", {"name": "Amal"})
    assert response.json() == {"text": "Hello, Amal!"}


async def test_an_unknown_language():
    client = AsyncAPIClient()
    response = await client.post("/greetings/", {"name": "Amal", "language": "xx"})
    assert response.status_code == 400
