"""Any sequence of operations leaves derived rows and index as computed from texts and facts."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.editing.derived.archive_machine import ArchiveMachine


@pytest.mark.django_db
def test_what_is_derived_agrees_after_any_sequence():
    """30 sequences; `python -m benchmarks.derived_sequences` runs as many as wished."""
    run_state_machine_as_test(
        ArchiveMachine,
        settings=settings(
            max_examples=30,
            stateful_step_count=10,
            deadline=None,
            database=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
