"""Gunicorn's threaded worker, in which no thread waits for a client.

Gunicorn gives a connection to a thread at its first byte, so that as many half-sent requests as there are threads block
a site. Here the loop that accepts connections also reads headers and bodies and sends the rest of responses; a thread
gets a request only when it is complete, and is free once the response is written. Parsing, calling the application,
logging, signals and supervision stay gunicorn's.
"""

from __future__ import annotations

import errno
import selectors
import socket
import time
from concurrent.futures import Future
from functools import partial

from django.conf import settings
from gunicorn import util
from gunicorn.workers.gthread import STOP_KEEPALIVE_LINGER, ThreadWorker

from archive.server import limits
from archive.server.connection import Connection, Refused, Stage
from archive.server.spool import NoRoom, Quota

SECONDS_BETWEEN_SWEEPS = 1.0
NO_ROOM = Refused(503, "Service Unavailable", "Too much is being uploaded. Try again in some minutes.")
TOO_SLOW = Refused(408, "Request Timeout", "The request came too slowly. Send it again.")
RECEIVING = (Stage.IDLE, Stage.HEAD, Stage.BODY)
OUT_OF_FILES = (errno.EMFILE, errno.ENFILE)


class BufferedWorker(ThreadWorker):
    """Worker that reads and sends in the loop, and runs the application in threads."""

    def init_process(self) -> None:
        self.connections: set[Connection] = set()
        self.next_sweep = 0.0
        self.stop_at: float | None = None
        # The kernel can copy a file to a socket only, not to a buffer for a slow client.
        self.cfg.set("sendfile", False)
        self.worker_connections = limits.connections_allowed(self.cfg.worker_connections)
        super().init_process()

    @classmethod
    def check_config(cls, cfg, log) -> None:
        super().check_config(cfg, log)
        if cfg.is_ssl:
            raise RuntimeError("This server speaks no TLS: leave certfile and keyfile to the server in front.")

    def load_wsgi(self) -> None:
        super().load_wsgi()
        self.max_body = settings.IMPORT_UPLOAD_BYTES
        self.quota = Quota(self.max_body * limits.MAX_BUFFERED_UPLOADS)

    # Accepting connections

    def accept(self, listener: socket.socket) -> None:
        try:
            client, address = listener.accept()
        except OSError as error:
            if error.errno in OUT_OF_FILES:
                self.log.warning("No more files can be opened: connections wait. Raise the limit (ulimit -n).")
                self.make_room()
            elif error.errno not in (errno.EAGAIN, errno.ECONNABORTED):
                raise
            return
        connection = Connection(self.cfg, client, address, listener.getsockname(), self.quota)
        self.connections.add(connection)
        self.nr_conns = len(self.connections)
        self.wait_for(connection, limits.MAX_HEAD_SECONDS)
        self.advance(connection, connection.receive)

    def on_ready(self, connection: Connection, _socket: object) -> None:
        """Continue with a connection whose socket is ready. One that was closed in the same iteration is ignored."""
        if connection.stage in RECEIVING:
            self.advance(connection, connection.receive)
        elif connection.stage is Stage.SENDING:
            self.send(connection)
        elif connection.stage is Stage.LINGERING:
            self.discard(connection)
        elif connection.stage is Stage.ANSWER:
            # Few clients send more before they get their response; only otherwise is it worth checking.
            self.watch(connection, 0)

    # Receiving requests

    def advance(self, connection: Connection, receive) -> None:
        """Dispatch a request, wait for the rest of it, refuse it, or close: by what `receive` returns or raises."""
        stage = connection.stage
        try:
            complete = receive(self.max_body)
        except BlockingIOError:
            self.watch(connection, selectors.EVENT_READ)
        except NoRoom:
            self.refuse(connection, NO_ROOM)
        except OSError:
            self.close(connection)
        except Exception as error:  # noqa: BLE001 (a request may fail in any way, its worker must not)
            self.refuse(connection, error)
        else:
            if complete:
                self.enqueue_req(connection)
                return
            if connection.stage is not stage:
                self.wait_for(connection, seconds_to_receive(connection))
            self.watch(connection, selectors.EVENT_READ)

    def refuse(self, connection: Connection, error: Exception) -> None:
        """Send an error response, and end the connection."""
        try:
            if isinstance(error, Refused):
                util.write_error(connection.sock, error.status, error.reason, error.remedy)
            else:
                self.handle_error(connection.request, connection.sock, connection.client, error)
            connection.sock.flush()
        except OSError:
            self.close(connection)
        else:
            connection.keep_alive = False
            self.send(connection)

    # Running the application

    def handle(self, conn: Connection) -> bool:
        """Handle a request, in a thread; return whether the connection may send another."""
        conn.sock.begin_answer()
        keep_alive = super().handle(conn)
        try:
            conn.sock.flush()
        except OSError:
            return False
        return bool(keep_alive)

    def finish_request(self, conn: Connection, fs: Future) -> None:
        """Send the rest of a response, in the loop."""
        failed = fs.cancelled() or fs.exception() is not None
        self.wait_for(conn, limits.MAX_SEND_STALL_SECONDS)
        conn.keep_alive = not failed and fs.result()
        self.send(conn)

    def send(self, connection: Connection) -> None:
        """Send as much as the client accepts, and continue once all is sent."""
        sent = connection.sock.sent_bytes
        try:
            everything = connection.sock.send_held()
        except OSError:
            self.close(connection)
            return
        if not everything:
            if connection.stage is not Stage.SENDING or connection.sock.sent_bytes > sent:
                self.wait_for(connection, limits.MAX_SEND_STALL_SECONDS)
            connection.stage = Stage.SENDING
            self.watch(connection, selectors.EVENT_WRITE)
        elif connection.keep_alive:
            self.await_next(connection)
        else:
            self.linger(connection)

    def await_next(self, connection: Connection) -> None:
        """Wait for the next request, part of which may be buffered."""
        pipelined = connection.next_request()
        self.wait_for(connection, limits.MAX_HEAD_SECONDS if pipelined else self.cfg.keepalive)
        if pipelined:
            self.advance(connection, partial(connection.take, b""))
        else:
            self.watch(connection, selectors.EVENT_READ)

    # Closing connections

    def linger(self, connection: Connection) -> None:
        """Send the end, and let the client close first: see RFC 9112, section 9.6."""
        connection.stage = Stage.LINGERING
        self.wait_for(connection, limits.LINGER_SECONDS)
        try:
            connection.socket.shutdown(socket.SHUT_WR)
        except OSError:
            self.close(connection)
        else:
            self.watch(connection, selectors.EVENT_READ)

    def discard(self, connection: Connection) -> None:
        """Read and discard until the client closes."""
        try:
            data = connection.socket.recv(1 << 20)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self.close(connection)

    def close(self, connection: Connection) -> None:
        if connection.stage is not Stage.CLOSED:
            self.watch(connection, 0)
            connection.close()
            self.connections.discard(connection)
            self.nr_conns = len(self.connections)

    # Timeouts

    def murder_pending(self) -> None:
        """Close connections whose time is over, once a second, and free some where all are in use. Gunicorn's loop
        calls it.
        """
        now = time.monotonic()
        if now >= self.next_sweep:
            self.next_sweep = now + SECONDS_BETWEEN_SWEEPS
            for connection in [each for each in self.connections if each.deadline <= now]:
                self.expire(connection)
        if self.nr_conns >= self.worker_connections:
            self.make_room()

    def expire(self, connection: Connection) -> None:
        """End a connection at its deadline, unless its body made progress in the last window."""
        if connection.stage is Stage.ANSWER:
            return
        if connection.stage is Stage.BODY and connection.discards:
            connection.stage = Stage.ANSWER
            self.enqueue_req(connection)
        elif connection.stage is Stage.BODY and connection.body_bytes >= limits.MIN_BODY_BYTES_PER_WINDOW:
            connection.body_bytes = 0
            self.wait_for(connection, limits.BODY_WINDOW_SECONDS)
        elif connection.stage in (Stage.HEAD, Stage.BODY):
            self.refuse(connection, TOO_SLOW)
        else:
            self.close(connection)

    def make_room(self) -> None:
        """Close the tenth of the connections that waited longest for their client; those with a request in a thread
        stay.
        """
        now = time.monotonic()
        slow = sorted((each for each in self.connections if is_slow(each, now)), key=lambda each: each.since)
        for connection in slow[: max(1, self.worker_connections // 10)]:
            self.close(connection)

    def murder_keepalived(self, force: bool = False) -> None:
        """Close all connections when the worker ends; while it runs, `murder_pending` does that."""
        if force:
            for connection in list(self.connections):
                self.close(connection)

    def _cap_keepalive(self, deadline: float) -> None:
        """Give incomplete requests until `deadline`: the worker stops."""
        self.stop_at = deadline
        for connection in self.connections:
            if connection.stage in (Stage.IDLE, Stage.HEAD):
                connection.deadline = min(connection.deadline, deadline)

    def wait_for(self, connection: Connection, seconds: float) -> None:
        """Begin or restart a stage, with a deadline in so many seconds."""
        connection.since = time.monotonic()
        if self.stop_at is not None and connection.stage is Stage.IDLE:
            seconds = min(seconds, STOP_KEEPALIVE_LINGER)
        connection.deadline = connection.since + seconds

    def watch(self, connection: Connection, events: int) -> None:
        """Have the loop poll the socket for `events`; 0 for none."""
        if events == connection.watched:
            return
        if not events:
            self.poller.unregister(connection.socket)
        elif connection.watched:
            self.poller.modify(connection.socket, events, partial(self.on_ready, connection))
        else:
            self.poller.register(connection.socket, events, partial(self.on_ready, connection))
        connection.watched = events


def seconds_to_receive(connection: Connection) -> float:
    """Return the time limit of the stage of a request that is being received."""
    if connection.stage is not Stage.BODY:
        return limits.MAX_HEAD_SECONDS
    return limits.MAX_DISCARD_SECONDS if connection.discards else limits.BODY_WINDOW_SECONDS


def is_slow(connection: Connection, now: float) -> bool:
    """Return whether a connection may be closed to make room for others."""
    waited = now - connection.since
    if connection.stage is Stage.BODY:
        least = limits.MIN_BODY_BYTES_PER_WINDOW * waited / limits.BODY_WINDOW_SECONDS
        return waited >= limits.MIN_SECONDS_BEFORE_EVICTION and connection.body_bytes < least
    waiting = (Stage.IDLE, Stage.HEAD, Stage.LINGERING)
    return connection.stage in waiting and waited >= limits.MIN_SECONDS_BEFORE_EVICTION
