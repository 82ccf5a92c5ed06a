"""Takes answers from threads as fast as they are made, and sends them as fast as their reader takes them."""

from __future__ import annotations

import errno
import select
import socket
import time

from archive.server.limits import MAX_THREAD_WAIT_SECONDS
from archive.server.spool import NoRoom, Quota, Spool

BLOCK = 64 * 1024


class OutputBuffer:
    """The writing half of a non-blocking socket, with the methods that gunicorn calls of a blocking one.

    A thread writes while it answers, the worker's loop sends the rest afterwards; never both at once.
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
        """Take what a thread writes. Raises OSError where the client is gone, or too slow for what cannot be held."""
        if self._closed:
            raise BrokenPipeError(errno.EPIPE, "The answer was ended")
        self._written.append(data)
        self._written_bytes += len(data)
        if self._written_bytes >= BLOCK:
            self.flush()

    def flush(self) -> None:
        """Send what the client takes at once, hold the rest. Raises OSError like `sendall`."""
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
        """Send what the client takes at once of what is held; whether that was all. Raises OSError when it is gone."""
        while block := self._spool.peek(BLOCK):
            sent = self._send(block)
            self._spool.skip(sent)
            if sent < len(block):
                return False
        return True

    def begin_answer(self) -> None:
        """Give the next answer the whole time that a thread may wait for its reader."""
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
        """Wait until the client takes something. Raises BrokenPipeError once a thread has waited as long as it may."""
        poll = select.poll()
        poll.register(self._socket, select.POLLOUT)
        begun = time.monotonic()
        ready = poll.poll(max(0.0, self._seconds_left) * 1000)
        self._seconds_left -= time.monotonic() - begun
        if not ready:
            raise BrokenPipeError(errno.EPIPE, "The client takes its answer too slowly")

    # What gunicorn calls besides. The worker alone decides on waiting, and closes in the right order.

    def gettimeout(self) -> float:
        return 0.0

    def setblocking(self, flag: bool) -> None:
        """Do nothing: the socket never blocks."""

    def shutdown(self, how: int) -> None:
        """Leave the connection to the worker. Raises OSError, upon which gunicorn does not wait for the client."""
        raise OSError(errno.ENOTCONN, "The worker closes the connection")

    def close(self) -> None:
        """End the answer: what was written is still sent, nothing more is taken."""
        self._closed = True
