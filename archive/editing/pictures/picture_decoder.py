"""Encodes pictures in separate processes, which are killed when a picture takes too much memory or time.

A process serves one picture after the other, so that its start (some 0.15 s) is paid once per import; idle ones exit by
themselves. Where the system has no limits of memory or processor time (Windows; macOS has none of memory), only the
bounds of `picture_headers` and the wall clock apply, and the log says so.
"""

from __future__ import annotations

import atexit
import json
import logging
import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, cast

from archive.editing.pictures.picture_encoding import EncodedPicture
from archive.editing.pictures.picture_headers import UnusablePicture, read_header
from archive.editing.pictures.picture_process import HEADER

MAX_SECONDS = 40.0  # wall-clock seconds for one picture; the limit of processor time is lower (`picture_process`)
MAX_AT_ONCE = 2  # processes of one server process, each of which may take the memory allowed for a picture
REUSED_WITHIN = 30.0  # seconds; shorter than the time after which an idle process exits, so that none is used just then
MAX_ANSWER_BYTES = 64 * 1024 * 1024

_ROOT = Path(__file__).resolve().parents[3]
_FILE_NAME = re.compile(r"\d{1,4}(?:x\d{1,4})?\.(?:jpg|png)")
_LIMITS = {"processor", "memory"}
_NOT_NOW = "The server cannot start the process that decodes pictures. Try again later, or tell whoever runs it."
_TOO_MUCH = "It takes too much time or memory to decode. Save it again as a plain JPEG or PNG, and upload that."

logger = logging.getLogger(__name__)


class _Ended(Exception):
    """The process ended, or was killed, before its answer was complete."""


def encode_isolated(content: bytes, seconds: float = MAX_SECONDS) -> EncodedPicture:
    """Encode a picture as `picture_encoding.encode_picture` does, in a process that can be killed.

    `seconds` limits the wall clock. Raises UnusablePicture as that does, and for a picture that takes more memory or
    time than allowed.
    """
    read_header(content)  # most refusals need no process
    with _pool.taken() as process:
        return process.encode(content, seconds)


class _Decoder:
    """One decoding process, with the pipes to it."""

    def __init__(self) -> None:
        # No environment variables: they may hold the secret key and the database's password.
        wanted = ("PATH", "LANG", "LC_ALL", "SYSTEMROOT", "LD_LIBRARY_PATH", "PYTHONHOME")
        self.process = subprocess.Popen(
            [sys.executable, "-B", "-m", "archive.editing.pictures.picture_process"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=_ROOT,
            start_new_session=True,  # Ctrl+C is for the import, whose end closes this process
            env={name: os.environ[name] for name in wanted if name in os.environ},
        )
        # Both are pipes, as requested above.
        self._pipes = cast("tuple[IO[bytes], IO[bytes]]", (self.process.stdin, self.process.stdout))
        self.limits = set(self._answer().get("limits", ()))
        self.last_used = time.monotonic()

    @property
    def is_usable(self) -> bool:
        return self.process.poll() is None and time.monotonic() - self.last_used < REUSED_WITHIN

    def encode(self, content: bytes, seconds: float) -> EncodedPicture:
        """Send a picture and read its encoded form. Raises UnusablePicture, and kills a process that took too long."""
        timer = threading.Timer(max(seconds, 0.001), self.process.kill)
        timer.daemon = True
        timer.start()
        try:
            to_process, _ = self._pipes
            to_process.write(HEADER.pack(len(content)) + content)
            to_process.flush()
            return self._encoded(self._answer())
        except (_Ended, OSError) as error:
            self.end()
            logger.warning(
                "Decoding a picture of %d bytes took too much, or failed (exit code %s).",
                len(content),
                self.process.returncode,
            )
            raise UnusablePicture(_TOO_MUCH) from error
        except UnusablePicture:
            raise
        except BaseException:
            self.end()  # half an answer may be in the pipe
            raise
        finally:
            timer.cancel()
            self.last_used = time.monotonic()

    def end(self) -> None:
        self.process.kill()
        for pipe in self._pipes:
            try:
                pipe.close()
            except OSError:  # unwritten bytes that the process never read
                continue
        self.process.wait()

    def _encoded(self, answer: dict[str, Any]) -> EncodedPicture:
        if "refused" in answer:
            raise UnusablePicture(answer["refused"])
        files = answer.pop("files")
        if not all(map(_FILE_NAME.fullmatch, files)) or sum(files.values()) > MAX_ANSWER_BYTES:
            raise _Ended("an answer that the program does not give")
        return EncodedPicture(**answer, files={name: self._read(length) for name, length in files.items()})

    def _answer(self) -> dict[str, Any]:
        (length,) = HEADER.unpack(self._read(HEADER.size))
        if length > MAX_ANSWER_BYTES:
            raise _Ended("an answer that the program does not give")
        return cast("dict[str, Any]", json.loads(self._read(length)))

    def _read(self, length: int) -> bytes:
        content = self._pipes[1].read(length)
        if len(content) < length:
            raise _Ended
        return content


class _Pool:
    """Pool of the decoding processes of this process, of bounded size; idle ones wait for the next picture."""

    def __init__(self) -> None:
        self.idle: list[_Decoder] = []
        self.slots = threading.BoundedSemaphore(MAX_AT_ONCE)
        self.is_warned = False

    @contextmanager
    def taken(self) -> Iterator[_Decoder]:
        """Yield a process for one picture. It is reused afterwards unless it was killed."""
        with self.slots:
            decoder = self._next_idle() or self._started()
            try:
                yield decoder
            finally:
                if decoder.process.returncode is None:
                    self.idle.append(decoder)

    def _next_idle(self) -> _Decoder | None:
        while self.idle:
            decoder = self.idle.pop()
            if decoder.is_usable:
                return decoder
            decoder.end()
        return None

    def _started(self) -> _Decoder:
        try:
            decoder = _Decoder()
        except (_Ended, OSError) as error:
            logger.exception("The process that decodes pictures does not start.")
            raise UnusablePicture(_NOT_NOW) from error
        if (missing := _LIMITS - decoder.limits) and not self.is_warned:
            self.is_warned = True
            logger.warning(
                "This system cannot limit the %s of the process that decodes pictures; the wall clock alone ends it.",
                " and ".join(sorted(missing)),
            )
        return decoder

    def close(self) -> None:
        while self.idle:
            self.idle.pop().end()


_pool = _Pool()


def _forget_pool() -> None:
    """Leave the pipes to the parent process after a fork."""
    global _pool
    _pool = _Pool()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_pool)
atexit.register(lambda: _pool.close())
