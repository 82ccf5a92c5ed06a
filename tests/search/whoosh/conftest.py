"""Stock Whoosh's segments made readable for the executor, to compare with."""

from __future__ import annotations

import pytest
from whoosh.codec.whoosh3 import W3Codec

from tests.search.whoosh.stock_segment import ReadSegment


@pytest.fixture(autouse=True, scope="package")
def stock_segments():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(W3Codec, "segment_arrays", ReadSegment, raising=False)
        yield
