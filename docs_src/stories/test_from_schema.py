"""Endpoints from the OpenAPI document.

An operation's id gives the method, the path and the names of all parameters. A field
that is not in the document is refused before anything is sent.
"""

import pytest

from restflow.test import AsyncActor, AsyncStory, Endpoint, OperationError

# A document of another team's, from a file or as a dict.
HEALTH = {
    "openapi": "3.1.0",
    "paths": {"/api/health/": {"get": {"operationId": "health", "responses": {}}}},
}


class Visitor(AsyncActor):
    health = Endpoint.from_schema("health", HEALTH)
    products = Endpoint.from_schema("products_list", status=200)
    lost = Endpoint.from_schema("helth", HEALTH)
    log_in = Endpoint.from_schema("token_create", data={"username": "ada"}, status=400)


@pytest.mark.django_db
@pytest.mark.asyncio
async def test_operations(async_story: AsyncStory) -> None:
    visitor = async_story.actor("a visitor", Visitor)

    await visitor.health()
    assert (await visitor.products()).json() == []
    await visitor.log_in(password="wrong")

    with pytest.raises(OperationError, match="did you mean `password`"):
        await visitor.log_in(pasword="wrong")  # [!]
    with pytest.raises(OperationError, match="Did you mean `health`"):
        await visitor.lost()
