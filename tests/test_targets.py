"""No test is forgotten: what `make test` leaves out is run by another target that `.ci/run` calls."""

from __future__ import annotations

import re
import shlex
import subprocess
import tomllib
from itertools import chain, combinations
from pathlib import Path

import pytest
from _pytest.mark.expression import Expression

ROOT = Path(__file__).parent.parent
SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["pytest"]["ini_options"]
# Set by Hypothesis on every property.
MARKERS = [*(line.split(":")[0] for line in SETTINGS["markers"]), "hypothesis"]
KINDS_OF_TESTS = list(chain.from_iterable(combinations(MARKERS, size) for size in (0, 1, 2, 3)))


def called_by_ci() -> list[str]:
    """The targets that `.ci/run` makes."""
    return re.findall(r"^make (\S+)", (ROOT / ".ci" / "run").read_text(), re.MULTILINE)


def choices_of(*targets: str) -> list[Expression]:
    """What targets choose of all tests, by their markers; a run that names folders chooses of those alone."""
    recipe = subprocess.run(
        ["make", "--dry-run", *targets], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.replace("\\\n", "")
    runs = [shlex.split(line.partition("pytest ")[2]) for line in recipe.splitlines() if "pytest " in line]
    return [
        Expression.compile(run[run.index("-m") + 1])
        for run in runs
        if not any(word == "tests" or word.startswith("tests/") for word in run)
    ]


def is_chosen(markers: tuple[str, ...], choices: list[Expression]) -> bool:
    return any(choice.evaluate(lambda name, **options: name in markers) for choice in choices)


def test_each_kind_of_test_is_run_by_ci():
    choices = choices_of(*called_by_ci())
    assert [markers for markers in KINDS_OF_TESTS if not is_chosen(markers, choices)] == []


@pytest.mark.parametrize("marker", ["browser", "slow"])
def test_marker_is_left_out_of_make_test(marker):
    choices = choices_of("test")
    assert not is_chosen((marker,), choices)
    assert is_chosen((), choices)


def test_kind_of_test_that_no_target_runs_is_noticed():
    choices = choices_of("test", "test-slow")
    assert not is_chosen(("browser",), choices)


def test_what_holds_on_postgresql_alone_is_run_there_by_ci():
    script = (ROOT / ".ci" / "run").read_text().replace("\\\n", "")
    folders = re.search(r'^make test-postgresql TESTS="(.*)"', script, re.MULTILINE)[1].split()
    marked = [path for path in (ROOT / "tests").rglob("test_*.py") if "mark" + ".postgresql(" in path.read_text()]
    assert marked
    assert [path.name for path in marked if not any(path.is_relative_to(ROOT / folder) for folder in folders)] == []
