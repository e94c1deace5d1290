"""An access table and the API differ.

This view of students does not check who is asking, and each test that logs in as the
right teacher passes. The table makes the requests as everybody, and shows the wrong
cells and the route that it does not name.
"""

import pytest
from adrf.viewsets import ReadOnlyModelViewSet
from django.contrib.auth.models import User
from django.test import override_settings
from django.urls import path
from rest_framework.test import APITestCase

from restflow.test import AccessTable, AccessTableError
from school.models import Student
from school.serializers import StudentSerializer


class Open(ReadOnlyModelViewSet):
    queryset = Student.objects.all()
    serializer_class = StudentSerializer


urlpatterns = [
    path("students/<int:pk>/", Open.as_view({"get": "aretrieve"}), name="student"),
    path("students/", Open.as_view({"get": "alist"}), name="students"),
]

ACCESS = AccessTable("""
                   anonymous  colleague  teacher
    GET  student   401        404        200
""")


@override_settings(ROOT_URLCONF=__name__)
class AccessTests(APITestCase):
    def test_the_trap(self) -> None:
        teacher = User.objects.create_user("teacher")
        ada = Student.objects.create(teacher=teacher, first_name="Ada")
        self.client.force_authenticate(teacher)
        response = self.client.get(f"/students/{ada.pk}/")
        self.assertEqual(response.status_code, 200)

        with pytest.raises(AccessTableError) as caught:
            ACCESS.check(  # [!]
                {
                    "anonymous": None,
                    "colleague": User.objects.create_user("colleague"),
                    "teacher": teacher,
                },
                arguments={"pk": ada.pk},
            )
        print(caught.value)
