"""A client's connection: parses received bytes into requests, without blocking."""

from __future__ import annotations

import socket
from contextlib import suppress
from enum import Enum, auto

from gunicorn.config import Config
from gunicorn.http.body import Body, ChunkedReader, LengthReader
from gunicorn.http.errors import InvalidHeader, LimitRequestHeaders, NoMoreData
from gunicorn.http.message import Request
from gunicorn.http.unreader import IterUnreader, Unreader

from archive.server.limits import MAX_DISCARDED_BYTES, MAX_HEADER_BYTES
from archive.server.output import OutputBuffer
from archive.server.spool import Quota, Spool

BLOCK = 64 * 1024
HEAD_END = b"\r\n\r\n"


class Stage(Enum):
    """What a connection is waiting for."""

    IDLE = auto()  # the first byte of a request
    HEAD = auto()
    BODY = auto()
    ANSWER = auto()  # a thread handles the request
    SENDING = auto()
    LINGERING = auto()  # for the client to close, after the last response
    CLOSED = auto()


class Refused(Exception):
    """A request that the server refuses itself, with a status, its reason, and a remedy."""

    def __init__(self, status: int, reason: str, remedy: str) -> None:
        super().__init__(reason)
        self.status, self.reason, self.remedy = status, reason, remedy


class SpoolUnreader(Unreader):
    """Reader for gunicorn's body parser that returns only received bytes, and never blocks."""

    def __init__(self, spool: Spool) -> None:
        super().__init__()
        self._spool = spool

    def chunk(self, size_hint: int | None = None) -> bytes:
        data = self._spool.peek(min(size_hint or BLOCK, 16 * BLOCK))
        self._spool.skip(len(data))
        return data


class Connection:
    """Buffers of one client's connection, for receiving and sending, and its stage.

    gunicorn's threads know a connection by `sock`, `parser` and the three attributes below.
    """

    initialized, data_ready, is_http2 = True, True, False

    def __init__(self, cfg: Config, sock: socket.socket, client: object, server: object, quota: Quota) -> None:
        sock.setblocking(False)
        self.cfg, self.client, self.server = cfg, client, server
        self.socket = sock
        self.sock = OutputBuffer(sock, quota)
        self.stage = Stage.IDLE
        # When the stage began or last made progress, and its deadline.
        self.since = self.deadline = 0.0
        # Events that the worker's loop polls for, and whether the connection stays open after the response.
        self.watched = 0
        self.keep_alive = False
        self.request: Request | None = None
        self.body_bytes = 0
        # Whether the body is too long, and discarded.
        self.discards = False
        self._body = Spool(quota)
        self._missing = 0
        self._received = bytearray()
        self._searched = 0
        self._requests = 0

    def receive(self, max_body: int) -> bool:
        """Read the received bytes; return whether a request is complete.

        Raises BlockingIOError where there are none, ConnectionError where the client disconnected, Refused or one of
        gunicorn's errors for an invalid request.
        """
        data = self.socket.recv(BLOCK)
        if not data:
            raise ConnectionResetError("The client closed the connection")
        return self.take(data, max_body)

    def take(self, data: bytes, max_body: int) -> bool:
        """Append received bytes; return whether a request is complete. Raises like `receive`."""
        if self.request is None:
            self._received += data
            if not self._read_head(max_body):
                self.stage = Stage.HEAD if self._received else Stage.IDLE
                return False
            data = bytes(self._received)
            self._received.clear()
        part = data[: self._missing]
        self._received += data[self._missing :]
        if part:
            if not self.discards:
                self._body.write(part)
            self.body_bytes += len(part)
            self._missing -= len(part)
        self.stage = Stage.BODY if self._missing else Stage.ANSWER
        return not self._missing

    def next_request(self) -> bool:
        """Drop the request that was answered; return whether part of the next was received with it."""
        self.request = None
        self.body_bytes = 0
        self._body.clear()
        self.stage = Stage.IDLE
        return bool(self._received)

    def close(self) -> None:
        """Close the socket and drop the buffers."""
        self.stage = Stage.CLOSED
        self.sock.discard()
        self._body.clear()
        self.socket.close()

    # Methods that gunicorn calls on a connection and on its parser.

    def init(self) -> None:
        """Do nothing: the connection was initialised before a thread got it."""

    @property
    def parser(self) -> Connection:
        return self

    def __next__(self) -> Request | None:
        return self.request

    def finish_body(self, deadline: float | None = None) -> bool:
        """Return whether the next request's start is known: always, as the whole body was received."""
        return True

    # Headers

    def _read_head(self, max_body: int) -> bool:
        """Parse the headers once complete; return whether they are."""
        received = self._received
        end = received.find(HEAD_END, max(0, self._searched - len(HEAD_END) + 1))
        if end < 0:
            self._check_unfinished_head()
            return False
        self._parse(bytes(received[: end + len(HEAD_END)]), max_body)
        del received[: end + len(HEAD_END)]
        self._searched = 0
        return True

    def _check_unfinished_head(self) -> None:
        """Raise gunicorn's errors for headers that would never end, or are too long already."""
        received = self._received
        # A line end whose first half was received before is included.
        start = self._searched - (received[self._searched - 1 : self._searched] == b"\r")
        self._searched = len(received)
        if received.count(b"\n", start) != received.count(b"\r\n", start):
            raise InvalidHeader("bare LF as line terminator")
        if len(received) > self.cfg.limit_request_line + MAX_HEADER_BYTES:
            with suppress(NoMoreData):
                Request(self.cfg, IterUnreader([bytes(received)]), self.client)
            raise LimitRequestHeaders("The headers are too long")

    def _parse(self, head: bytes, max_body: int) -> None:
        """Parse the headers into a request; its body is read from the spool."""
        self._requests += 1
        request = Request(self.cfg, IterUnreader([head]), self.client, self._requests)
        if len(head) > self.cfg.limit_request_line + MAX_HEADER_BYTES:
            raise LimitRequestHeaders("The headers are too long")
        reader = request.body.reader
        if isinstance(reader, ChunkedReader):
            raise Refused(411, "Length Required", "Send the body with a Content-Length, not in chunks.")
        self._missing = length = reader.length
        self.discards = length > max_body
        if self.discards:
            # The application refuses it by its length. Browsers show the response only after they have sent everything.
            request.force_close()
            length = 0
            self._missing = 0 if request._expected_100_continue else min(self._missing, MAX_DISCARDED_BYTES)
        elif request._expected_100_continue and length:
            # Gunicorn would do so in the thread, which is after the body.
            self.sock.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
            self.sock.flush()
        request._expected_100_continue = False
        request.body = Body(LengthReader(SpoolUnreader(self._body), length))
        self.request = request
