"""How teachers and students look in JSON."""

from adrf.serializers import ModelSerializer
from django.contrib.auth.models import User
from rest_framework import serializers

from school.models import Student


class TeacherSerializer(serializers.ModelSerializer[User]):
    """A teacher who registers."""

    class Meta:
        model = User
        fields = ["username", "password", "email"]
        extra_kwargs = {"password": {"write_only": True}, "email": {"required": True}}


class StudentSerializer(ModelSerializer):
    """A student in the class of the current user."""

    class Meta:
        model = Student
        fields = ["id", "first_name"]
