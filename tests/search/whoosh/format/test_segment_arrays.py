"""Lengths of fields in a byte each."""

from __future__ import annotations

import numpy as np
import pytest

from archive.search.whoosh.format.segment_arrays import LENGTH_OF_BYTE, bytes_of_lengths


@pytest.mark.parametrize(
    ("length", "stored"), [(0, 0), (1, 1), (23, 23), (39, 39), (40, 40), (41, 40), (42, 42), (100, 96), (1000, 984)]
)
def test_a_length_is_exact_up_to_39_and_has_four_bits_above(length, stored):
    assert LENGTH_OF_BYTE[bytes_of_lengths(np.array([length]))][0] == stored


def test_every_byte_stands_for_a_greater_length_than_the_one_before():
    assert (np.diff(LENGTH_OF_BYTE) > 0).all()
    assert (bytes_of_lengths(LENGTH_OF_BYTE) == np.arange(256)).all()
