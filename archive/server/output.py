"""Buffers responses from threads as fast as they are written, and sends them as fast as the client reads."""

from __future__ import annotations

import errno
import select
import socket
import time

from archive.server.limits import MAX_THREAD_WAIT_SECONDS
from archive.server.spool import NoRoom, Quota, Spool

BLOCK = 64 * 1024


class OutputBuffer:
    """Writing half of a non-blocking socket, with the methods that gunicorn calls on a blocking one.

    A thread writes during the request, the worker's loop sends the rest afterwards; never both at once.
    """

    def __init__(self, sock: socket.socket, quota: Quota) -> None:
        self._socket = sock
        self._written: list[bytes] = []
        self._written_bytes = 0
        self._spool = Spool(quota)
        self._closed = False
        self._seconds_left = float(MAX_THREAD_WAIT_SECONDS)
        self.sent_bytes = 0

    def sendall(self, data: bytes) -> None:
        """Buffer the bytes that a thread writes. Raises OSError where the client disconnected, or is too slow for a
        full buffer.
        """
        if self._closed:
            raise BrokenPipeError(errno.EPIPE, "The answer was ended")
        self._written.append(data)
        self._written_bytes += len(data)
        if self._written_bytes >= BLOCK:
            self.flush()

    def flush(self) -> None:
        """Send as much as the client accepts now, buffer the rest. Raises OSError like `sendall`."""
        data = b"".join(self._written)
        self._written, self._written_bytes = [], 0
        if self.send_held():
            data = data[self._send(data) :]
        while data:
            try:
                self._spool.write(data)
            except NoRoom:
                self._wait_for_reader()
                if self.send_held():
                    data = data[self._send(data) :]
            else:
                data = b""

    def send_held(self) -> bool:
        """Send as much of the buffer as the client accepts now; return whether it is empty. Raises OSError where it
        disconnected.
        """
        while block := self._spool.peek(BLOCK):
            sent = self._send(block)
            self._spool.skip(sent)
            if sent < len(block):
                return False
        return True

    def begin_answer(self) -> None:
        """Reset the time that a thread may wait for the client, for the next response."""
        self._seconds_left = float(MAX_THREAD_WAIT_SECONDS)

    def discard(self) -> None:
        """Drop what was not sent, and its file."""
        self._closed = True
        self._written = []
        self._spool.clear()

    def _send(self, data: bytes) -> int:
        view, sent = memoryview(data), 0
        while sent < len(data):
            try:
                sent += self._socket.send(view[sent:])
            except BlockingIOError:
                break
        self.sent_bytes += sent
        return sent

    def _wait_for_reader(self) -> None:
        """Wait until the client accepts bytes. Raises BrokenPipeError once a thread has waited for the allowed time."""
        poll = select.poll()
        poll.register(self._socket, select.POLLOUT)
        begun = time.monotonic()
        ready = poll.poll(max(0.0, self._seconds_left) * 1000)
        self._seconds_left -= time.monotonic() - begun
        if not ready:
            raise BrokenPipeError(errno.EPIPE, "The client takes its answer too slowly")

    # Other methods that gunicorn calls. Only the worker decides on waiting, and closes in the right order.

    def gettimeout(self) -> float:
        return 0.0

    def setblocking(self, flag: bool) -> None:
        """Do nothing: the socket never blocks."""

    def shutdown(self, how: int) -> None:
        """Leave the connection to the worker. Raises OSError, so that gunicorn does not wait for the client."""
        raise OSError(errno.ENOTCONN, "The worker closes the connection")

    def close(self) -> None:
        """End the response: buffered bytes are still sent, no more are accepted."""
        self._closed = True
