"""A Django site with one empty view, for comparison: the cost of Django and the server on this machine."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.urls import path

settings.configure(
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    SECRET_KEY=secrets.token_urlsafe(),
    MIDDLEWARE=[],
    IMPORT_UPLOAD_BYTES=1 << 20,  # the server holds bodies to it
)

urlpatterns = [path("", lambda request: HttpResponse("", headers={"Content-Length": "0"}))]

application = get_wsgi_application()
