from adrf.views import APIView
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response


class NameSerializer(serializers.Serializer):
    name = serializers.CharField(max_length=100)


class GreetingView(APIView):
    async def post(self, request: Request) -> Response:
        serializer = NameSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        return Response({"greeting": f"Hello {serializer.validated_data['name']}"})
