"""How long and how much a client may take: the bounds of a connection, of a request and of an answer."""

from __future__ import annotations

import resource

# A head is some hundred bytes: who needs longer than this for one is cut off with a 408.
MAX_HEAD_SECONDS = 10
# What the headers may take beyond the request line, which has a limit of its own in gunicorn's settings.
MAX_HEADER_BYTES = 32 * 1024
# A body has to bring so much in every window. 8 kB a second are a fifteenth of a line of 1 Mbit/s; the window lets a
# mobile line pause, and a form of a few kB arrive as slowly as it likes within it.
BODY_WINDOW_SECONDS = 30
MIN_BODY_BYTES_PER_WINDOW = BODY_WINDOW_SECONDS * 8 * 1024
# A reader has to take something within this time. The system reports room in steps of a third of its buffer only.
MAX_SEND_STALL_SECONDS = 60
# An answer that the files have no room for makes its thread wait for the reader, all in all for so long.
MAX_THREAD_WAIT_SECONDS = 10
# After the last answer what is still on its way is thrown away, else the system would take back the answer with it.
LINGER_SECONDS = 2
# So much of a body that is too long is thrown away before it is refused, and for so long.
MAX_DISCARD_SECONDS = 10
MAX_DISCARDED_BYTES = 1 << 30
# Of a body or an answer so much stays in memory; the rest lies in a temporary file.
MAX_MEMORY_BYTES = 64 * 1024
# All temporary files of a worker together hold so many uploads of the largest size.
MAX_UPLOADS_HELD = 3
# Where all connections are taken, one that was idle or slow for so long makes room for who comes.
MIN_SECONDS_BEFORE_EVICTION = 1
# A connection may need its socket and a temporary file each way; a worker needs some for itself.
MAX_FILES_PER_CONNECTION = 3
FILES_FOR_WORKER = 128


def connections_allowed(wanted: int) -> int:
    """How many connections the limit of open files allows, at most `wanted`; the limit is raised where it may be."""
    needed = wanted * MAX_FILES_PER_CONNECTION + FILES_FOR_WORKER
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    unlimited = resource.RLIM_INFINITY
    if soft != unlimited and soft < needed:
        soft = needed if hard == unlimited else min(needed, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    if soft == unlimited:
        return wanted
    return max(1, min(wanted, (soft - FILES_FOR_WORKER) // MAX_FILES_PER_CONNECTION))
