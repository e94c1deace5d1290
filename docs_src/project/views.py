"""Views which need neither a database nor a user."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.defaults import page_not_found

ECHOED_HEADERS = {"accept", "authorization", "content-type", "host", "user-agent"}


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer programs as the API does, and people with a page."""
    if request.path.startswith("/api/"):
        return JsonResponse({"detail": "Not found."}, status=404)
    return page_not_found(request, exception)


async def health(request: HttpRequest) -> JsonResponse:
    """Tell that the application answers."""
    return JsonResponse({"status": "ok"})


@csrf_exempt
async def echo(request: HttpRequest) -> HttpResponse:
    """Answer with what arrived, whatever the method."""
    if request.method == "HEAD":
        return HttpResponse(content_type="application/json")

    headers = {name.lower(): value for name, value in request.headers.items()}
    return JsonResponse(
        {
            "method": request.method,
            "path": request.path,
            "query": dict(request.GET.lists()),
            "headers": {
                name: value
                for name, value in sorted(headers.items())
                if name in ECHOED_HEADERS or name.startswith("x-")
            },
            "scheme": request.scheme,
            "client": request.META.get("REMOTE_ADDR"),
            "body": request.body.decode(errors="replace"),
        }
    )
