"""Requests are read and answers sent without a thread: slow clients hold up nobody, and are ended."""

import os
import signal
import time

import pytest

from archive.server.limits import MAX_THREAD_WAIT_SECONDS
from tests.server.conftest import SECONDS, read_all, small_site

HOST = b"Host: 127.0.0.1\r\n"
GET = b"GET / HTTP/1.1\r\n" + HOST + b"\r\n"
CLOSING = b"GET / HTTP/1.1\r\n" + HOST + b"Connection: close\r\n\r\n"
MORE_THAN_THREADS = 12


def post(length: int, headers: bytes = b"") -> bytes:
    return b"POST / HTTP/1.1\r\n" + HOST + headers + b"Content-Length: %d\r\n\r\n" % length


def status(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1])


SLOW = {
    "idle": b"",
    "heads": b"GET / HTTP/1.1\r\nX-A: b",
    "bodies": post(100_000) + b"a",
    "announced bodies": post(100_000, b"Expect: 100-continue\r\n"),
    "idle after an answer": GET,
}


@pytest.mark.parametrize("sent", SLOW.values(), ids=SLOW)
def test_slow_clients_hold_up_nobody(server, sent):
    for _ in range(MORE_THAN_THREADS):
        server.connect(sent)
    assert status(server.get()) == 200


def test_slow_readers_hold_up_nobody(server):
    request = b"GET /long/60 HTTP/1.1\r\n" + HOST + b"\r\n"
    slow = [server.connect(request, receive_buffer=4096) for _ in range(3)]
    begun = time.monotonic()
    assert status(server.get()) == 200
    assert time.monotonic() - begun < MAX_THREAD_WAIT_SECONDS
    assert all(sock.recv(1) == b"H" for sock in slow)


def test_long_answer_arrives_whole(server):
    answer = server.ask(b"GET /long/5 HTTP/1.1\r\n" + HOST + b"Connection: close\r\n\r\n")
    assert answer.partition(b"\r\n\r\n")[2] == b"x" * 500_000


@pytest.mark.parametrize("length", [1, 65_536, 65_537, 200_000])
def test_body_arrives_whole_however_it_is_cut(server, length):
    sock = server.connect(post(length, b"Connection: close\r\n"))
    for start in range(0, length, 50_000):
        sock.sendall(b"a" * min(50_000, length - start))
    assert read_all(sock).endswith(b"\r\n\r\n%d" % length)


def test_head_may_come_in_pieces(server):
    sock = server.connect()
    for number in range(len(CLOSING)):
        sock.sendall(CLOSING[number : number + 1])
    assert status(read_all(sock)) == 200


def test_pipelined_requests_are_answered_in_order(server):
    answer = server.ask(post(3) + b"abc" + post(5) + b"abcde" + CLOSING)
    assert [each.partition(b"\r\n\r\n")[2][:1] for each in answer.split(b"HTTP/1.1 200 OK")[1:]] == [b"3", b"5", b"0"]


def test_client_that_says_no_more_is_answered(server):
    sock = server.connect(GET)
    sock.shutdown(1)
    assert status(read_all(sock)) == 200


def test_announced_body_is_asked_for(server):
    sock = server.connect(post(3, b"Expect: 100-continue\r\nConnection: close\r\n"))
    assert status(sock.recv(65536)) == 100
    sock.sendall(b"abc")
    assert read_all(sock).endswith(b"\r\n\r\n3")


def test_body_above_the_limit_is_left_to_the_application(server):
    # The application sees the length and no body.
    answer = server.ask(post(2_000_000) + b"a" * 2_000_000)
    assert (status(answer), b"Connection: close" in answer, answer[-1:]) == (200, True, b"0")


def test_announced_body_above_the_limit_is_not_asked_for(server):
    assert status(server.ask(post(2_000_000, b"Expect: 100-continue\r\n"))) == 200


def test_body_above_the_limit_is_answered_though_it_does_not_come():
    with small_site(DISCARD_SECONDS="0.5") as server:
        assert status(server.ask(post(2_000_000) + b"a")) == 200


REFUSED = {
    "length and chunks": (400, post(5, b"Transfer-Encoding: chunked\r\n") + b"0\r\n\r\n"),
    "chunks": (411, b"POST / HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
    "two lengths": (400, post(5, b"Content-Length: 6\r\n") + b"abcdef"),
    "signed length": (400, b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: +5\r\n\r\nabcde"),
    "bare line feeds": (400, b"GET / HTTP/1.1\nHost: 127.0.0.1\n\n"),
    "bare line feed later": (400, b"GET / HTTP/1.1\r\nHost: 127.0.0.1\nX-A: b"),
    "header of 1 MB": (431, b"GET / HTTP/1.1\r\n" + HOST + b"X-A: " + b"a" * (1 << 20) + b"\r\n\r\n"),
    "address of 1 MB": (414, b"GET /" + b"a" * (1 << 20) + b" HTTP/1.1\r\n" + HOST + b"\r\n"),
    "1,000 headers": (431, b"GET / HTTP/1.1\r\n" + HOST + b"X-A: b\r\n" * 1000 + b"\r\n"),
    "no method": (400, b"g\xe9t / HTTP/1.1\r\n" + HOST + b"\r\n"),
    "folded header": (400, b"GET / HTTP/1.1\r\n" + HOST + b"X-A: b\r\n c\r\n\r\n"),
    "bytes that are no HTTP": (400, b"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n"),
    "page that fails": (500, b"GET /fails HTTP/1.1\r\n" + HOST + b"\r\n"),
}


@pytest.mark.parametrize(("expected", "sent"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_answered_is_refused_and_the_connection_ended(server, expected, sent):
    assert status(server.ask(sent)) == expected


def test_address_of_a_long_question_is_taken(server):
    assert status(server.get("/" + "a" * 120_000)) == 200


def test_nothing_is_believed_of_headers(server):
    headers = b"X-Forwarded-Proto: https\r\nX-Forwarded-Ssl: on\r\nSCRIPT_NAME: /environ\r\nPATH_INFO: /x\r\n"
    answer = server.ask(b"GET /environ HTTP/1.1\r\n" + HOST + headers + b"Connection: close\r\n\r\n")
    assert b"'wsgi.url_scheme': 'http'" in answer
    assert b"'SCRIPT_NAME': ''" in answer
    assert b"'PATH_INFO': '/environ'" in answer


def test_head_that_takes_too_long_is_ended():
    with small_site(HEAD_SECONDS="0.5") as server:
        idle, begun = server.connect(), server.connect(b"GET / HT")
        assert (read_all(idle), status(read_all(begun))) == (b"", 408)


def test_body_that_comes_too_slowly_is_ended():
    with small_site(BODY_SECONDS="0.5") as server:
        assert status(read_all(server.connect(post(100_000) + b"a"))) == 408


def test_temporary_files_are_bounded():
    with small_site(UPLOADS_HELD="1") as server:
        held = server.connect(post(200_000) + b"a" * 199_999)
        assert status(server.get()) == 200
        assert status(server.ask(post(200_000) + b"a" * 199_999)) == 503
        held.sendall(b"a")
        assert status(held.recv(65536)) == 200


def test_requests_are_answered_before_a_stop():
    with small_site() as server:
        assert status(server.get()) == 200
        sock = server.connect(b"GET /slow/1 HTTP/1.1\r\n" + HOST + b"\r\n")
        half = server.connect(b"GET / HTTP/1.1\r\n")
        time.sleep(0.5)
        server.process.send_signal(signal.SIGTERM)
        assert read_all(sock).endswith(b"slept")
        read_all(half)
        assert server.process.wait(timeout=SECONDS) == 0


def test_worker_that_dies_is_replaced():
    with small_site() as server:
        assert status(server.get()) == 200
        (worker,) = server.workers()
        os.kill(worker, signal.SIGKILL)
        assert status(server.get()) == 200
        assert server.workers() != [worker]
