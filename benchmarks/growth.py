"""Measures how the time of everything that is done with a text grows: twice the text may take twice the time.

`python -m benchmarks.growth [READER…] [--size 400000] [--only WORD] [--all]` gives each reader each construct at half
the size and at the size (less where more is refused), in a process that may be killed. It prints what takes more than
MAX_GROWTH times as long for twice the text, and exits 1 if there is any. What takes less than NEGLIGIBLE seconds counts
as constant.
"""

from __future__ import annotations

import argparse
import atexit
import multiprocessing
import os
import resource
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "archive.settings")
if "BACKFILE_DATA" not in os.environ:
    os.environ["BACKFILE_DATA"] = tempfile.mkdtemp(prefix="growth-")
    atexit.register(shutil.rmtree, os.environ["BACKFILE_DATA"], ignore_errors=True)
django.setup()

from benchmarks.growth_constructs import FAMILIES  # noqa: E402
from benchmarks.growth_readers import READERS, REFUSALS, Reader  # noqa: E402

SIZE = 400_000
MAX_GROWTH = 2.6  # twice, and what a shared machine adds
NEGLIGIBLE = 0.15
KILLED_AFTER = 20  # seconds of processor for one text
SMALLEST = 10_000


@dataclass(frozen=True, slots=True)
class Growth:
    """Seconds of processor for a text of `size` characters, and for one of half the size; and what was raised."""

    size: int
    half: float
    whole: float
    failure: str = ""

    @property
    def factor(self) -> float:
        return self.whole / max(self.half, 0.001)

    @property
    def is_dear(self) -> bool:
        """Whether it grows faster than the text, is killed, or fails."""
        grows = self.whole > NEGLIGIBLE and self.factor > MAX_GROWTH
        return bool(self.failure) or grows or self.whole >= KILLED_AFTER

    def __str__(self) -> str:
        return (
            f"{self.size:>9,} characters {self.half:7.2f} s → {self.whole:7.2f} s (× {self.factor:.1f}) {self.failure}"
        )


def growth_of(read: Reader, make: Callable[[int], str], size: int) -> Growth:
    """The growth up to the largest size that is not refused, of those that are the size, halved again and again."""
    while size >= SMALLEST:
        whole = seconds_of(read, make(size))
        if not isinstance(whole, Refusal):
            half = seconds_of(read, make(size // 2))
            return _growth(size, half, whole)
        size //= 2
    return Growth(size, 0, 0)


class Refusal(str):
    """Why a text was refused: its limits are exceeded."""


def seconds_of(read: Reader, text: str) -> float | str:
    """How many seconds of processor a reader takes for a text in a process of its own, KILLED_AFTER where it was
    killed; a `Refusal` where the text is beyond a limit, a plain text where something was raised.
    """
    receiver, sender = multiprocessing.Pipe(duplex=False)
    child = os.fork()
    if child == 0:
        _measure(read, text, sender)
    os.waitpid(child, 0)
    return receiver.recv() if receiver.poll() else float(KILLED_AFTER)


def _measure(read: Reader, text: str, sender: Connection) -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (KILLED_AFTER, KILLED_AFTER + 5))
    signal.signal(signal.SIGXCPU, signal.SIG_DFL)
    start = time.process_time()
    try:
        read(text)
        sender.send(time.process_time() - start)
    except REFUSALS as refusal:
        sender.send(Refusal(refusal))
    except Exception as error:  # noqa: BLE001 (whatever a reader raises is a finding)
        sender.send(f"{type(error).__name__}: {error}"[:200])
    os._exit(0)


def _growth(size: int, half: float | str, whole: float | str) -> Growth:
    raised = next((each for each in (whole, half) if isinstance(each, str)), "")
    return Growth(size, *(0.0 if isinstance(each, str) else each for each in (half, whole)), raised)


def confirmed(read: Reader, make: Callable[[int], str], size: int) -> Growth:
    """The growth; where it is dear, the best of three, since others use the machine too."""
    growth = growth_of(read, make, size)
    for _ in range(2):
        if not growth.is_dear or growth.failure or growth.whole >= KILLED_AFTER:
            break
        again = growth_of(read, make, growth.size)
        growth = replace(growth, half=max(growth.half, again.half), whole=min(growth.whole, again.whole))
    return growth


def warm_up() -> None:
    """Load what is loaded once, so that no text is charged for it."""
    for read in READERS.values():
        read("<p>Talks failed (Interfax, March 19). Ana Brod</p>")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("readers", nargs="*", metavar="READER", help=", ".join(READERS))
    parser.add_argument("--size", type=int, default=SIZE)
    parser.add_argument("--only", default="", help="constructs whose name has this, or those of a family")
    parser.add_argument("--all", action="store_true", help="print what is linear, too")
    options = parser.parse_args()
    if unknown := set(options.readers) - set(READERS):
        parser.error(f"no reader {', '.join(sorted(unknown))}; there are {', '.join(READERS)}")
    warm_up()
    dear = count = 0
    for name in options.readers or READERS:
        for family, constructs in FAMILIES.items():
            for construct, make in constructs.items():
                if options.only not in construct and options.only != family:
                    continue
                growth = confirmed(READERS[name], make, options.size)
                count += 1
                dear += growth.is_dear
                if growth.is_dear or options.all:
                    print(f"{name:20} {family:10} {construct:40} {growth}", flush=True)
    print(f"{count} measured, {dear} grow faster than their text, or fail")
    sys.exit(1 if dear else 0)


if __name__ == "__main__":
    main()
