"""How profiles look in JSON."""

from typing import Any

from adrf.serializers import ModelSerializer
from rest_framework import serializers

from accounts.models import Profile


class ProfileSerializer(ModelSerializer):
    """A profile, together with the account it belongs to."""

    username = serializers.CharField(source="user.username", read_only=True)
    email = serializers.EmailField(source="user.email", read_only=True)

    class Meta:
        model = Profile
        fields = ["username", "email", "display_name", "newsletter"]


class LoggedInSerializer(serializers.Serializer[Any]):
    """Who has logged in."""

    user = serializers.CharField()


class WhoAmISerializer(serializers.Serializer[Any]):
    """Who makes a request, and how the server knows."""

    user = serializers.CharField(allow_null=True)
    auth = serializers.CharField(allow_null=True)
    session = serializers.BooleanField()
