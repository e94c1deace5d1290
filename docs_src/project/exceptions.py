"""Exceptions which every app of the API may raise."""

from rest_framework import status
from rest_framework.exceptions import APIException


class Conflict(APIException):
    """The request is fine, but not in the current state of the resource."""

    status_code = status.HTTP_409_CONFLICT
    default_detail = "The request conflicts with the current state of the resource."
    default_code = "conflict"
