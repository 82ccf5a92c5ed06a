"""Limits of time and size for a connection, a request and a response."""

from __future__ import annotations

import resource

# Headers are some hundred bytes: a client that takes longer is disconnected with a 408.
MAX_HEAD_SECONDS = 10
# Size of the headers after the request line, which gunicorn's own settings limit.
MAX_HEADER_BYTES = 32 * 1024
# Minimal bytes of a body per window. 8 kB a second are a fifteenth of a line of 1 Mbit/s; the window lets a mobile line
# pause, and a form of a few kB arrive arbitrarily slowly within it.
BODY_WINDOW_SECONDS = 30
MIN_BODY_BYTES_PER_WINDOW = BODY_WINDOW_SECONDS * 8 * 1024
# A client must read something within this time. The system reports free space in steps of a third of its buffer only.
MAX_SEND_STALL_SECONDS = 60
# Total time that a thread waits for the client where the files have no space for its response.
MAX_THREAD_WAIT_SECONDS = 10
# After the last response remaining input is discarded; otherwise the system would reset the connection and lose it.
LINGER_SECONDS = 2
# Bytes of a body over the limit that are discarded before it is refused, and the time for that.
MAX_DISCARD_SECONDS = 10
MAX_DISCARDED_BYTES = 1 << 30
# Bytes of a body or a response held in memory; the rest is in a temporary file.
MAX_MEMORY_BYTES = 64 * 1024
# Quota of all temporary files of a worker, in uploads of the maximal size.
MAX_BUFFERED_UPLOADS = 3
# Where all connections are in use, one that was idle or slow for this time is closed for a new one.
MIN_SECONDS_BEFORE_EVICTION = 1
# A connection may need its socket and a temporary file each way; a worker needs some for itself.
MAX_FILES_PER_CONNECTION = 3
FILES_FOR_WORKER = 128


def connections_allowed(wanted: int) -> int:
    """Return how many connections the limit of open files allows, at most `wanted`; raise the limit where possible."""
    needed = wanted * MAX_FILES_PER_CONNECTION + FILES_FOR_WORKER
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    unlimited = resource.RLIM_INFINITY
    if soft != unlimited and soft < needed:
        soft = needed if hard == unlimited else min(needed, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    if soft == unlimited:
        return wanted
    return max(1, min(wanted, (soft - FILES_FOR_WORKER) // MAX_FILES_PER_CONNECTION))
