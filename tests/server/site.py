"""A site that says what it was asked, for gunicorn to serve in tests; its limits are short, so that tests are."""

from __future__ import annotations

import os
import time

from django.conf import settings

from archive.server import limits

settings.configure(IMPORT_UPLOAD_BYTES=200_000)
limits.MAX_HEAD_SECONDS = float(os.environ.get("HEAD_SECONDS", "10"))
limits.BODY_WINDOW_SECONDS = float(os.environ.get("BODY_SECONDS", "30"))
limits.MAX_DISCARD_SECONDS = float(os.environ.get("DISCARD_SECONDS", "10"))
limits.MAX_BUFFERED_UPLOADS = int(os.environ.get("UPLOADS_HELD", "300"))


def application(environ: dict, start_response) -> list[bytes]:
    """Answer with the length of the body, with so many bytes, or after a while."""
    path, _, number = environ["PATH_INFO"].strip("/").partition("/")
    if path == "long":
        answer = [b"x" * 100_000] * int(number)
    elif path == "slow":
        time.sleep(float(number))
        answer = [b"slept"]
    elif path == "fails":
        raise RuntimeError("This page fails")
    elif path == "environ":
        answer = [repr({key: value for key, value in environ.items() if isinstance(value, str)}).encode()]
    else:
        answer = [b"%d" % len(environ["wsgi.input"].read())]
    start_response("200 OK", [("Content-Length", str(sum(map(len, answer))))])
    return answer
