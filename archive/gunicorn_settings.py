"""How gunicorn serves: `gunicorn --config python:archive.gunicorn_settings archive.wsgi`."""

from gunicorn.http import message

# Reads requests and sends answers without a thread, so that slow clients hold none up.
worker_class = "archive.server.worker.BufferedWorker"
# Two workers of two threads on two cores: a search page took them 33 ms of processor time on a busy machine, two of
# four threads 34 ms, three of two 44 ms. With one thread it was 29 ms, but a long search would hold up all pages of a
# worker.
threads = 2
# Connections of a worker; more wait until one ends, or an idle or slow one is closed for them.
worker_connections = 1000
timeout = 60
# Whoever looks over a page and turns to the next within so many seconds needs no new handshake on a slow line.
keepalive = 15
loglevel = "warning"
# A worker makes room for a fresh one now and then, not both at once.
max_requests = 20_000
max_requests_jitter = 2_000

# Ten thousand characters in the search box are ninety thousand in an address, each of three bytes and each byte spelled
# %XX. Gunicorn would refuse more than 8,190 with a bare 414; the search page cuts a long question, and says so.
limit_request_line = message.MAX_REQUEST_LINE = 128 * 1024

# No header changes the scheme or the path; what a proxy says is for `archive.proxy_headers` to judge.
forwarded_allow_ips = ""
forwarder_headers = ""
secure_scheme_headers: dict[str, str] = {}
# Several archives of one account would share its one address, and nothing here speaks to it.
control_socket_disable = True


def post_worker_init(worker: object) -> None:
    """Have one of the workers watch over the index, where the site served is the archive."""
    # These read settings, which the worker has set up by now.
    from django.apps import apps

    if not (apps.ready and apps.is_installed("archive")):
        return
    from archive.search.indexing import index_monitor

    index_monitor.start()
