"""The WSGI application that a server serves."""

import gc
import os
import sys

from django.core.wsgi import get_wsgi_application

from archive.failures import sentence_for
from archive.proxy_headers import ProxyHeaders
from archive.startup import SERVER_WAIT_SECONDS, open_archive

CANNOT_START = 3  # by this status gunicorn knows that another worker would fare no better

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "archive.settings")

try:
    open_archive(timeout=SERVER_WAIT_SECONDS)
except Exception as error:
    if not (sentence := sentence_for(error)):
        raise
    sys.stderr.write(f"{sentence}\n")
    raise SystemExit(CANNOT_START) from error
application = ProxyHeaders(get_wsgi_application())

# What is loaded by now stays as long as the process does. Without its 90,000 objects to go through, the collector holds
# up a page of some hundreds for 15 to 40 ms instead of 70 to 90.
gc.collect()
gc.freeze()
