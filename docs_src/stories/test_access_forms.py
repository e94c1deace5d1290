"""Tables and actors in other forms.

A table may have the bars of Markdown, and comments. A column may be a user, an actor of
a story, or a client. Each cell is rolled back, also where the test really commits.
"""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.urls import path
from rest_framework.generics import RetrieveDestroyAPIView
from rest_framework.permissions import IsAuthenticated
from rest_framework.test import APIClient

from products.models import Product
from products.serializers import ProductSerializer
from restflow.test import AccessTable, AccessTableError, Story


class MugView(RetrieveDestroyAPIView[Any]):
    queryset = Product.objects.all()
    serializer_class = ProductSerializer
    permission_classes = (IsAuthenticated,)


urlpatterns = [path("mugs/<int:pk>/", MugView.as_view(), name="mug")]
pytestmark = pytest.mark.urls(__name__)

MUG = {"pk": 1}
ACCESS = AccessTable("""
    |            | anyone | ada | bob |
    | ---------- | ------ | --- | --- |
    | GET mug    | 401    | 200 | 200 |
    | DELETE mug | 401    | 204 | 204 |  # Each of them finds the mug.
    | PUT mug    | -      | -   | -   |
""")


def actors() -> dict[str, Any]:
    bob = APIClient()
    bob.force_authenticate(User.objects.create_user("bob"))
    ada: Any = Story().actor("Ada", user=User.objects.create_user("ada"))
    return {"anyone": None, "ada": ada, "bob": bob}


@pytest.mark.django_db
def test_rolled_back() -> None:
    mug = Product.objects.create(name="Mug", price="9.50")
    ACCESS.check(actors(), arguments={"pk": mug.pk})  # [!]


@pytest.mark.django_db(transaction=True)
def test_committed() -> None:
    mug = Product.objects.create(name="Mug", price="9.50")
    ACCESS.check(actors(), arguments={"pk": mug.pk})
    assert Product.objects.get() == mug  # [!]


@pytest.mark.django_db
def test_what_is_missing() -> None:
    with pytest.raises(AccessTableError) as caught:  # [!]
        AccessTable("").check({"anyone": None}, arguments=MUG)
    assert "does not name what views offer:\n  DELETE /mugs/{pk}/" in str(caught.value)
    with pytest.raises(TypeError, match="'ada' is str, and has to be a user"):
        ACCESS.check(dict.fromkeys(["anyone", "bob"]) | {"ada": "ada"}, arguments=MUG)
