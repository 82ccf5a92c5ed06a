"""The decoding process, started by `picture_decoder` as a module of its own.

It reads pictures from standard input and writes encoded ones to standard output, until it is killed or idle. It has no
settings, no database and no secrets, and writes no file. Its output is JSON and bytes, never code.
"""

from __future__ import annotations

import json
import math
import select
import struct
import sys
import time
from typing import BinaryIO

from archive.editing.pictures.picture_encoding import encode_picture
from archive.editing.pictures.picture_headers import UnusablePicture

try:
    import resource
except ImportError:  # a system without POSIX limits; reported in the first answer
    resource = None  # type: ignore[assignment]  # known for a module only

MAX_MEMORY = 1536 << 20  # bytes of address space; a picture at all bounds takes 700 MB
MAX_CPU_SECONDS = 20  # of one picture; one at all bounds takes 8
IDLE_SECONDS = 60
OUT_OF_MEMORY = (
    "It takes more memory to decode than a picture may. Save it again as a plain JPEG or PNG, and upload that."
)

HEADER = struct.Struct(">I")  # length of the following message


def main() -> None:
    """Send the limits that apply here, then one answer per picture."""
    source, answers = sys.stdin.buffer, sys.stdout.buffer
    _send(answers, {"limits": _set_limits()})
    while _has_work(source) and (prefix := source.read(HEADER.size)):
        content = source.read(*HEADER.unpack(prefix))
        _limit_processor()
        _answer(answers, content)


def _set_limits() -> list[str]:
    """Limit the resources of this process; return the names of the limits that apply on this system."""
    if resource is None:
        return []
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    holding = ["processor"]
    try:
        resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
        holding.append("memory")
    except (ValueError, OSError):  # macOS declares the limit and refuses to set it
        pass
    return holding


def _limit_processor() -> None:
    """Have the process killed if the next picture takes more processor time than allowed."""
    if resource is not None:
        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        seconds = math.ceil(time.process_time()) + MAX_CPU_SECONDS
        soft = seconds if hard == resource.RLIM_INFINITY else min(seconds, hard)
        resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))


def _has_work(source: BinaryIO) -> bool:
    """Wait for a picture, or the end of the input; return False where neither comes in time."""
    if sys.platform == "win32":  # where pipes cannot be polled; the parent process kills this one
        return True
    readable, _, _ = select.select([source], [], [], IDLE_SECONDS)
    return bool(readable)


def _answer(answers: BinaryIO, content: bytes) -> None:
    try:
        encoded = encode_picture(content)
    except UnusablePicture as error:
        _send(answers, {"refused": str(error)})
        return
    except MemoryError:
        _send(answers, {"refused": OUT_OF_MEMORY})
        return
    said = {name: getattr(encoded, name) for name in ("width", "height", "format", "sha256", "notes")}
    said["files"] = {name: len(file) for name, file in encoded.files.items()}
    _send(answers, said, *encoded.files.values())


def _send(answers: BinaryIO, said: dict[str, object], *files: bytes) -> None:
    """Write an answer: the length of its JSON, the JSON, and the files that it lists, in order."""
    document = json.dumps(said).encode()
    answers.write(HEADER.pack(len(document)) + document)
    for file in files:
        answers.write(file)
    answers.flush()


if __name__ == "__main__":
    main()
