#!/usr/bin/env bash
# drf-spectacular: a read-only field that may be blank has a schema that "" does not fit.
#
# Versions: drf-spectacular 0.30.0, djangorestframework 3.18.3, Django 5.2.19, jsonschema 4.26.0.
# Behaviour: a model's `EmailField(blank=True)` is described as an address or an empty string. With
#   the field in `read_only_fields`, Django REST framework gives it no `allow_blank`, and the
#   document has `format: email` alone. The API still answers "" for it, so a program that checks
#   formats refuses the API's own response.
# Output seen:
#   written   {'oneOf': [{'type': 'string', 'format': 'email', 'maxLength': 254}, {'type': 'string', 'maxLength': 0}]}
#   read-only {'type': 'string', 'format': 'email', 'readOnly': True}
#   answered  ''
#   checked   '' is not a 'email'
# It exits with 1 if that changes.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check \
    django==5.2.19 djangorestframework==3.18.3 drf-spectacular==0.30.0 jsonschema==4.26.0
cat >"$place/probe.py" <<'PY'
import django
from django.conf import settings

settings.configure(
    SECRET_KEY="x",
    ROOT_URLCONF=__name__,
    INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth"],
    REST_FRAMEWORK={
        "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
        "DEFAULT_AUTHENTICATION_CLASSES": [],
    },
)
django.setup()

from django.contrib.auth.models import User
from django.urls import path
from drf_spectacular.generators import SchemaGenerator
from jsonschema import Draft202012Validator
from rest_framework import generics, serializers


class WrittenSerializer(serializers.ModelSerializer):
    class Meta:
        model = User
        fields = ["email"]


class ReadSerializer(serializers.ModelSerializer):
    class Meta:
        model = User
        fields = ["email"]
        read_only_fields = ["email"]


def view(kind):
    class Users(generics.ListCreateAPIView):
        queryset = User.objects.all()
        serializer_class = kind

    return Users.as_view()


urlpatterns = [path("a/", view(WrittenSerializer)), path("b/", view(ReadSerializer))]
schemas = SchemaGenerator().get_schema(request=None, public=True)["components"]["schemas"]
written, email = (dict(schemas[name]["properties"]["email"]) for name in ("Written", "Read"))
for schema in written, email:
    schema.pop("title", None)
answered = ReadSerializer(User(username="ada")).data["email"]
checker = Draft202012Validator.FORMAT_CHECKER
(error,) = Draft202012Validator(email, format_checker=checker).iter_errors(answered)
print("written  ", written)
print("read-only", email)
print("answered ", repr(answered))
print("checked  ", error.message)
PY
seen=$("$place/venv/bin/python" -W ignore "$place/probe.py")
expected="written   {'oneOf': [{'type': 'string', 'format': 'email', 'maxLength': 254}, {'type': 'string', 'maxLength': 0}]}
read-only {'type': 'string', 'format': 'email', 'readOnly': True}
answered  ''
checked   '' is not a 'email'"
printf "%s\n" "$seen"
[ "$seen" = "$expected" ]
