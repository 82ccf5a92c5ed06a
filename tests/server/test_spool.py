"""What is held comes out as it went in; what goes to disk is bounded, and given back."""

import pytest

from archive.server.limits import MAX_MEMORY_BYTES
from archive.server.spool import NoRoom, Quota, Spool


@pytest.mark.parametrize("length", [0, 1, MAX_MEMORY_BYTES, MAX_MEMORY_BYTES + 1, 3 * MAX_MEMORY_BYTES])
def test_bytes_come_out_as_they_went_in(length):
    spool, data = Spool(Quota(1 << 20)), bytes(number % 251 for number in range(length))
    for start in range(0, length, 10_000):
        spool.write(data[start : start + 10_000])
    read = b""
    while block := spool.peek(7_000):
        read += block
        spool.skip(len(block))
    assert (read, len(spool)) == (data, 0)


def test_memory_is_free_of_the_quota():
    quota = Quota(0)
    Spool(quota).write(b"a" * MAX_MEMORY_BYTES)
    assert quota.free == 0


def test_what_has_no_room_is_not_written():
    spool = Spool(Quota(10))
    spool.write(b"a" * MAX_MEMORY_BYTES)
    with pytest.raises(NoRoom):
        spool.write(b"b" * 11)
    assert len(spool) == MAX_MEMORY_BYTES


def test_room_is_given_back_when_all_is_read():
    quota = Quota(100)
    spool = Spool(quota)
    spool.write(b"a" * (MAX_MEMORY_BYTES + 100))
    assert quota.free == 0
    spool.skip(MAX_MEMORY_BYTES + 100)
    assert quota.free == 100


def test_room_is_given_back_when_it_is_dropped():
    quota = Quota(100)
    spool = Spool(quota)
    spool.write(b"a" * (MAX_MEMORY_BYTES + 100))
    spool.clear()
    spool.clear()
    assert (quota.free, len(spool)) == (100, 0)
