"""What drf-spectacular cannot find out about the API by itself."""

from typing import Any

from django.http import HttpRequest
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import is_serializer
from rest_framework.authentication import SessionAuthentication
from rest_framework.request import Request
from rest_framework.serializers import ListSerializer

Schema = dict[str, Any]

PROBLEM: Schema = {"$ref": "#/components/schemas/Problem"}
ERRORS: Schema = {"$ref": "#/components/schemas/Errors"}
SCHEMAS: Schema = {
    "Problem": {
        "type": "object",
        "description": "Why a request was refused.",
        "properties": {
            "detail": {"type": "string"},
            "code": {"type": "string"},
            "messages": {"type": "array", "items": {"type": "object"}},
        },
        "required": ["detail"],
    },
    "Errors": {
        "type": "object",
        "description": "What is wrong with each field.",
        "additionalProperties": {
            "anyOf": [
                {"type": "string"},
                {"type": "array", "items": {"type": "string"}},
                ERRORS,
            ]
        },
    },
}
UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}


class ShopSchema(AutoSchema):
    """Knows the asynchronous actions, and what refused requests are answered with."""

    def get_response_serializers(self) -> Any:
        """Tell that `alist` and `acreate` do what `list` and `create` do."""
        found = super().get_response_serializers()
        action = getattr(self.view, "action", None)
        if action == "alist" and is_serializer(found):
            child = found() if isinstance(found, type) else found
            return ListSerializer(child=child)
        return {201: found} if action == "acreate" else found

    def get_operation(self, *args: Any, **kwargs: Any) -> Schema | None:
        """Add the errors that an operation may be answered with."""
        operation: Schema | None = super().get_operation(*args, **kwargs)
        if operation is not None:
            for status, schema in self.errors(operation).items():
                content = {"application/json": {"schema": schema}}
                error = {"description": "", "content": content}
                operation["responses"].setdefault(status, error)
        return operation

    def errors(self, operation: Schema) -> dict[str, Schema]:
        """Return the schema of each error by its status."""
        errors = {"406": PROBLEM}
        parameters = operation.get("parameters", [])
        if "requestBody" in operation:
            errors |= {"400": ERRORS, "415": PROBLEM}
        elif any(parameter["in"] == "query" for parameter in parameters):
            errors["400"] = ERRORS
        if self.view.get_authenticate_header(Request(HttpRequest())):
            errors["401"] = PROBLEM
        authenticators = self.view.get_authenticators()
        if self.method in UNSAFE and any(
            isinstance(authenticator, SessionAuthentication)
            for authenticator in authenticators
        ):
            errors["403"] = PROBLEM
        if "{" in self.path:
            errors["404"] = PROBLEM
        return errors


def add_schemas(result: Schema, **_kwargs: Any) -> Schema:
    """Add the schemas of errors to the document."""
    result["components"]["schemas"] |= SCHEMAS
    return result
