"""Random sequences of operations on a small archive, after each of which all that is derived is computed again.

    python -m benchmarks.derived_sequences --sequences 500

Says how many sequences were run and how many ended with a difference, and prints the operations of the first that did.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time

import django


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sequences", type=int, default=500)
    parser.add_argument("--steps", type=int, default=25)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["BACKFILE_DATA"] = folder
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "archive.settings")
        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        _run(options)


def _run(options: argparse.Namespace) -> None:
    from hypothesis import HealthCheck, Phase, Verbosity, seed, settings
    from hypothesis.stateful import get_state_machine_test

    from tests.editing.derived.archive_machine import ArchiveMachine

    rules = settings(
        max_examples=options.sequences, stateful_step_count=options.steps, deadline=None, database=None,
        phases=[Phase.generate], suppress_health_check=list(HealthCheck), verbosity=Verbosity.normal,
        report_multiple_bugs=False,
    )  # fmt: skip
    begun = time.monotonic()
    run = get_state_machine_test(ArchiveMachine, settings=rules)
    seed(options.seed)(run)()
    print(f"{ArchiveMachine.checked} sequences, no difference; {time.monotonic() - begun:.0f} s")


if __name__ == "__main__":
    main()
