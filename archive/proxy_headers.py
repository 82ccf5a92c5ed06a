"""What the application believes of a request's headers, whichever WSGI server received them.

Some servers take SCRIPT_NAME, PATH_INFO, the scheme or the client's address from headers, and some trust every local
peer to send them. An answer that such a header changed would be cached and given to every reader. Therefore requests
pass through `ProxyHeaders` before Django sees them.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.core import checks
from django.core.exceptions import ImproperlyConfigured

from archive.text.ip_addresses import parse_ip_address, parse_ip_networks

logger = logging.getLogger(__name__)

Environ = dict[str, Any]

# The headers that Django, the installed apps or the archive read. No other reaches the application, so that no answer
# can depend on one; whoever writes code that reads another adds it here, and sees to `Vary` and the page cache.
PASSED_HEADERS = frozenset(
    {
        "HTTP_ACCEPT",  # recorded with failed sign-ins
        "HTTP_ACCEPT_ENCODING",
        "HTTP_COOKIE",
        "HTTP_HOST",  # checked against ALLOWED_HOSTS, part of the page cache's key
        "HTTP_IF_MATCH",
        "HTTP_IF_MODIFIED_SINCE",
        "HTTP_IF_NONE_MATCH",
        "HTTP_IF_UNMODIFIED_SINCE",
        "HTTP_ORIGIN",  # with Referer and X-CSRFToken: cross-site request forgery
        "HTTP_RANGE",  # static files
        "HTTP_REFERER",
        "HTTP_USER_AGENT",  # recorded with failed sign-ins
        "HTTP_X_CSRFTOKEN",
    }
)
FORWARDED_FOR, FORWARDED_PROTO = "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO"
METHODS_WITH_CONTENT = frozenset({"POST", "PUT", "PATCH"})
UNIX_SOCKET = "unix"


class TrustedProxies:
    """The peers whose forwarding headers are believed: `"127.0.0.1" in TrustedProxies(["127.0.0.0/8"])`.

    `names` are addresses, networks, and "unix" for whoever connects to a Unix socket, which has no IP address.
    Raises ImproperlyConfigured for any other.
    """

    def __init__(self, names: Iterable[str]) -> None:
        names = [name.strip() for name in names]
        self._trusts_unix_socket = UNIX_SOCKET in names
        try:
            self._networks = parse_ip_networks(name for name in names if name != UNIX_SOCKET)
        except ValueError as error:
            raise ImproperlyConfigured(
                f"TRUSTED_PROXIES: {error}. Give addresses, networks, or {UNIX_SOCKET!r}, with commas between: "
                "TRUSTED_PROXIES=10.0.0.2,192.168.7.0/24"
            ) from error

    def __contains__(self, peer: str) -> bool:
        """Return whether a connection is a proxy's, by its REMOTE_ADDR."""
        address = parse_ip_address(peer)
        if address is None:  # servers say "", a path or "localhost" of a Unix socket
            return self._trusts_unix_socket
        return any(address in network for network in self._networks)


class ProxyHeaders:
    """WSGI middleware that hands on what a client may say, and of a trusted proxy the client's address and scheme.

    - Headers other than PASSED_HEADERS are dropped.
    - The scheme is "http". If the peer is in TRUSTED_PROXIES, it is what `X-Forwarded-Proto` says, and REMOTE_ADDR is
      the entry of `X-Forwarded-For` that the outermost of PROXY_COUNT proxies added: "1.1.1.1, 203.0.113.9" of one
      proxy → 203.0.113.9, since what precedes it is the client's. Where that entry is missing or no address,
      REMOTE_ADDR stays the peer's.
    - The site stands at the root: SCRIPT_NAME is "", and PATH_INFO the path that was asked for.
    - A request without content has no Content-Type: Django would decode the query string by its charset.
    """

    def __init__(self, application: Callable) -> None:
        self.application = application
        self.proxies = TrustedProxies(settings.TRUSTED_PROXIES)
        self.proxy_count = settings.PROXY_COUNT
        self._has_warned = False

    def __call__(self, environ: Environ, start_response: Callable) -> Iterable[bytes]:
        return self.application(self._believed(environ), start_response)

    def _believed(self, environ: Environ) -> Environ:
        request = {key: environ[key] for key in environ if key in PASSED_HEADERS or not key.startswith("HTTP_")}
        # By PEP 3333 both together are the path of the address.
        request["PATH_INFO"] = environ.get("SCRIPT_NAME", "") + environ.get("PATH_INFO", "")
        request["SCRIPT_NAME"] = ""
        request["wsgi.url_scheme"] = "http"
        if environ["REQUEST_METHOD"].upper() not in METHODS_WITH_CONTENT:
            request.pop("CONTENT_TYPE", None)
        if FORWARDED_FOR in environ or FORWARDED_PROTO in environ:
            self._forward(environ, request)
        return request

    def _forward(self, environ: Environ, request: Environ) -> None:
        """Take the client's address and scheme from the headers of a proxy, if it is one that sent them."""
        peer = environ.get("REMOTE_ADDR", "")
        if peer not in self.proxies:
            self._warn(peer)
            return
        if address := self._client_address(environ.get(FORWARDED_FOR, "")):
            request["REMOTE_ADDR"] = address
        # A proxy that adds to what a client sent, instead of replacing it, adds at the end.
        if environ.get(FORWARDED_PROTO, "").rpartition(",")[2].strip().lower() == "https":
            request["wsgi.url_scheme"] = "https"

    def _client_address(self, forwarded_for: str) -> str:
        """Return the address that the outermost proxy saw, "" where there is none."""
        if self.proxy_count < 1:
            return ""
        entries = forwarded_for.rsplit(",", self.proxy_count)[-self.proxy_count :]
        address = parse_ip_address(entries[0]) if len(entries) == self.proxy_count else None
        return str(address) if address else ""

    def _warn(self, peer: str) -> None:
        """Log once a process: a proxy that is not stated gives wrong addresses, and endless redirects with HTTPS=1."""
        if not self._has_warned:
            self._has_warned = True
            logger.warning(
                "X-Forwarded-For and X-Forwarded-Proto of %s are not believed: it is no stated proxy. If it is yours, "
                "set BEHIND_PROXY=1 for one on this machine, or TRUSTED_PROXIES to its address.",
                peer or "a Unix socket",
            )


def check_trusted_proxies(app_configs, **kwargs) -> list[checks.CheckMessage]:
    """Report a TRUSTED_PROXIES that cannot be read before the server starts."""
    try:
        TrustedProxies(settings.TRUSTED_PROXIES)
    except ImproperlyConfigured as error:
        return [checks.Error(str(error), id="archive.E001")]
    return []
