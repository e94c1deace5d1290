"""Teachers register; each sees the students of her own class, and no others."""

from functools import partial

from adrf.viewsets import ModelViewSet
from django.contrib.auth.models import User
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import QuerySet
from rest_framework import status
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from school.models import Student
from school.serializers import StudentSerializer, TeacherSerializer


class RegisterView(APIView):
    """Register as a teacher, and get a mail that says so."""

    permission_classes = [AllowAny]

    def post(self, request: Request) -> Response:
        """Register."""
        serializer = TeacherSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        with transaction.atomic():
            user = User.objects.create_user(**serializer.validated_data)
            transaction.on_commit(partial(welcome, user))
        return Response(serializer.data, status=status.HTTP_201_CREATED)


class StudentViewSet(ModelViewSet):
    """The students of the current user."""

    serializer_class = StudentSerializer
    permission_classes = [IsAuthenticated]

    def get_queryset(self) -> QuerySet[Student]:
        """Hide the students of everybody else."""
        return Student.objects.filter(teacher=self.request.user.pk)

    async def perform_acreate(self, serializer: StudentSerializer) -> None:
        """Put the student into the current user's class."""
        await serializer.asave(teacher=self.request.user)


def welcome(teacher: User) -> None:
    """Mail a teacher that she is registered."""
    send_mail("Welcome", "Your class is ready.", None, [teacher.email])
