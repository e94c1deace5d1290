from django.urls import path
from rest_framework.decorators import api_view
from rest_framework.response import Response

WORDS = {"en": "Hello", "fr": "Bonjour"}


@api_view(["POST"])
def greet(request):
    word = WORDS.get(request.data.get("language", "en"))
    if word is None:
        return Response({"language": "Choose one of en, fr."}, status=400)
    return Response({"text": f"{word}, {request.data['name']}!"})


urlpatterns = [path("greetings/", greet)]
