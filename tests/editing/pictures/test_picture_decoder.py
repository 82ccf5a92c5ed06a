"""Pictures are decoded in a process that ends where one takes too much, and serves the next otherwise."""

import os
import signal
import subprocess
import sys
import threading

import pytest

from archive.editing.pictures import picture_decoder
from archive.editing.pictures.picture_decoder import encode_isolated
from archive.editing.pictures.picture_encoding import encode_picture
from archive.editing.pictures.picture_headers import UnusablePicture
from tests.editing.pictures.test_picture_headers import PASS, jpeg_with, png
from tests.pictures import picture_file


@pytest.fixture
def pool(monkeypatch):
    """Decoding processes of this test alone."""
    found = picture_decoder._Pool()
    monkeypatch.setattr(picture_decoder, "_pool", found)
    yield found
    found.close()


def test_gives_what_the_encoder_gives(pool):
    for content in (picture_file((1200, 800)), picture_file((600, 50), kind="PNG", mode="RGBA", colour=(9, 0, 0, 0))):
        assert encode_isolated(content) == encode_picture(content)


def test_one_process_serves_pictures_in_turn(pool):
    encode_isolated(picture_file((40, 30)))
    (first,) = pool.idle
    with pytest.raises(UnusablePicture, match="damaged"):
        encode_isolated(picture_file((900, 700), kind="PNG")[:200])
    encode_isolated(picture_file((30, 40)))
    assert pool.idle == [first]


def test_limits_hold_on_this_system(pool):
    encode_isolated(picture_file((40, 30)))
    assert pool.idle[0].limits == ({"processor", "memory"} if sys.platform == "linux" else {"processor"})


def test_a_system_without_limits_is_told_in_the_log(pool, monkeypatch, caplog):
    monkeypatch.setattr(picture_decoder, "_LIMITS", {"processor", "memory", "patience"})
    encode_isolated(picture_file((40, 30)))
    assert "cannot limit the patience" in caplog.text


@pytest.mark.parametrize("content", [png(1, 50_000_000), jpeg_with(PASS, 1_500), b"no picture"])
def test_what_is_over_a_bound_starts_no_process(pool, content):
    with pytest.raises(UnusablePicture):
        encode_isolated(content)
    assert pool.idle == []


def test_a_picture_that_takes_too_long_ends_its_process_and_the_next_is_served(pool):
    with pytest.raises(UnusablePicture, match="too much time or memory"):
        encode_isolated(picture_file((6000, 6000)), seconds=0.01)
    assert pool.idle == []
    assert encode_isolated(picture_file((40, 30))).width == 40


def test_a_process_that_dies_at_work_refuses_its_picture(pool):
    encode_isolated(picture_file((40, 30)))
    process = pool.idle[0].process
    os.kill(process.pid, signal.SIGSTOP)
    threading.Timer(0.2, process.kill).start()
    with pytest.raises(UnusablePicture, match="too much"):
        encode_isolated(picture_file((40, 30)))
    assert encode_isolated(picture_file((30, 40))).width == 30


def test_an_idle_process_that_ended_is_replaced(pool):
    encode_isolated(picture_file((40, 30)))
    pool.idle[0].process.kill()
    pool.idle[0].process.wait()
    assert encode_isolated(picture_file((30, 40))).width == 30


def test_the_process_knows_no_secrets(pool, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "of-this-test")
    encode_isolated(picture_file((40, 30)))
    if sys.platform == "linux":
        with open(f"/proc/{pool.idle[0].process.pid}/environ", "rb") as environment:
            assert b"of-this-test" not in environment.read()


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no limit of memory")
def test_memory_is_limited():
    script = (
        "from archive.editing.pictures.picture_process import MAX_MEMORY, _set_limits\n"
        "_set_limits()\n"
        "try:\n    bytearray(MAX_MEMORY)\n"
        "except MemoryError:\n    print('refused')"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=picture_decoder._ROOT)
    assert done.stdout.strip() == "refused"


def test_the_process_ends_with_its_input():
    done = subprocess.run(
        [sys.executable, "-m", "archive.editing.pictures.picture_process"],
        input=b"",
        capture_output=True,
        cwd=picture_decoder._ROOT,
    )
    assert done.returncode == 0
    assert b'"limits"' in done.stdout
