"""A forced user is an object, not a row.

The view gets the very object that the test has, without later changes of its row.
Refresh the object after a change, and load it anew after a change of permissions.
"""

from django.contrib.auth.models import Permission, User
from rest_framework.authtoken.models import Token
from rest_framework.permissions import DjangoModelPermissions, IsAdminUser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.test import APIRequestFactory, APITestCase, force_authenticate
from rest_framework.views import APIView

from products.models import Category


class BackOffice(APIView):
    permission_classes = [IsAdminUser]
    queryset = Category.objects.all()

    def post(self, request: Request) -> Response:
        return Response({"user": str(request.user), "auth": str(request.auth)})


class Shelves(BackOffice):
    permission_classes = [DjangoModelPermissions]


class ForceTests(APITestCase):
    def setUp(self) -> None:
        self.alice = User.objects.create_user("alice")

    def post(
        self, view: type[APIView], user: User, token: Token | None = None
    ) -> Response:
        request = APIRequestFactory().post("/")
        force_authenticate(request, user=user, token=token)  # [!]
        return view.as_view()(request)

    def test_a_user_and_a_token(self) -> None:
        alice = User(username="alice", is_staff=True)
        response = self.post(BackOffice, alice, token=Token(key="k1"))
        self.assertEqual(response.data, {"user": "alice", "auth": "k1"})

    def test_a_token_alone_is_no_user(self) -> None:
        request = APIRequestFactory().post("/")
        force_authenticate(request, token=Token(key="k1"))
        self.assertIsNone(BackOffice().initialize_request(request).user)  # [!]

    def test_a_stale_user(self) -> None:
        User.objects.update(is_staff=True)
        self.assertEqual(self.post(BackOffice, self.alice).status_code, 403)  # [!]
        self.alice.refresh_from_db()  # [!]
        self.assertEqual(self.post(BackOffice, self.alice).status_code, 200)

    def test_stale_permissions(self) -> None:
        self.assertEqual(self.post(Shelves, self.alice).status_code, 403)
        add = Permission.objects.get(codename="add_category")
        self.alice.user_permissions.add(add)
        self.alice.refresh_from_db()
        self.assertEqual(self.post(Shelves, self.alice).status_code, 403)  # [!]
        alice = User.objects.get(pk=self.alice.pk)  # [!]
        self.assertEqual(self.post(Shelves, alice).status_code, 200)
