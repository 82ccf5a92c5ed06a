"""Branch coverage of `archive`, measured where `PYTEST_PLUGINS=tests.branch_coverage` asks for it.

SlipCover puts its marks into modules as they are loaded. A tracer, which is how coverage.py counts branches before
Python 3.14, is called for every line of Django, Whoosh and pytest as well, and took as much time as the tests.
What to measure, what to leave out and the floor are in `[tool.slipcover]` of pyproject.toml.

A plugin of pytest, since all that SlipCover brings for processes of tests is fixed: it would look, again and again,
for marks to take away, and mark the modules of the process that only hands out the tests.
"""

from __future__ import annotations

import ast
import io
import json
import marshal
import os
import sys
from importlib.util import cache_from_source
from pathlib import Path
from types import CodeType, ModuleType

import pytest
import slipcover
from slipcover.branch import preinstrument
from slipcover.config import read_config
from slipcover.importer import SlipcoverLoader

NEVER = 2**31 - 1  # hits of a mark after which it is taken away: to look for it costs more than the mark

SETTINGS = read_config()
SOURCE, OMIT = SETTINGS["source"].split(","), SETTINGS["omit"].split(",")
MEASURED = pytest.StashKey[dict]()  # of the process that reports: what all processes measured


def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """Mark modules from now on, before Django loads any, in each process that runs tests."""
    hands_out = getattr(early_config.known_args_namespace, "numprocesses", None)
    if hands_out and "PYTEST_XDIST_WORKER" not in os.environ:
        return
    marks = slipcover.Slipcover(
        branch=True, source=SOURCE, omit=OMIT, exclude_also=SETTINGS["exclude-also"], d_miss_threshold=NEVER
    )
    SlipcoverLoader.exec_module = _run_with_marks
    slipcover.ImportManager(marks, slipcover.FileMatcher(sources=SOURCE, omit=OMIT)).__enter__()
    early_config.pluginmanager.register(_Measuring(marks))


def _run_with_marks(loader: SlipcoverLoader, module: ModuleType) -> None:
    """Run a module as SlipCover's loader does, with the code of its branches as an earlier run left it.

    To tell the branches in the sources takes longer than to mark them, in every process of tests.
    """
    loader.sci.register_module(module)
    exec(loader.sci.instrument(_code_with_branches(loader.origin)), module.__dict__)  # noqa: S102 (the module's own)


def _code_with_branches(source: Path) -> CodeType:
    """Return the code of a source in which branches are told; kept beside the compiled module."""
    state = source.stat()
    made_of = (slipcover.__version__, str(source), state.st_mtime_ns, state.st_size)
    kept = Path(cache_from_source(str(source), optimization="slipcover"))
    if kept.exists():
        *before, code = marshal.loads(kept.read_bytes())  # noqa: S302 (written below)
        if tuple(before) == made_of:
            return code
    code = compile(preinstrument(ast.parse(source.read_bytes())), str(source), "exec")
    if not sys.dont_write_bytecode:
        kept.parent.mkdir(exist_ok=True)
        unfinished = kept.with_suffix(f".{os.getpid()}")
        unfinished.write_bytes(marshal.dumps((*made_of, code)))
        unfinished.replace(kept)
    return code


class _Measuring:
    """Of a process that runs tests: hand over what it measured."""

    def __init__(self, marks: slipcover.Slipcover) -> None:
        self._marks = marks

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        measured = json.dumps(self._marks.get_coverage())
        if hasattr(session.config, "workeroutput"):
            session.config.workeroutput["coverage"] = measured
        else:
            _add(session.config, measured)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node) -> None:
    """Take over what a process measured; one that died has measured nothing."""
    if measured := getattr(node, "workeroutput", {}).get("coverage"):
        _add(node.config, measured)


def _add(config: pytest.Config, measured: str) -> None:
    more = json.loads(measured)
    if so_far := config.stash.get(MEASURED, None):
        slipcover.merge_coverage(so_far, more)
    else:
        config.stash[MEASURED] = more


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail where less was run than the floor asks."""
    measured = session.config.stash.get(MEASURED, None)
    if measured and session.exitstatus == pytest.ExitCode.OK and _percent(measured) < SETTINGS["fail-under"]:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Say which lines and branches were not run, and the share of those that were."""
    if measured := config.stash.get(MEASURED, None):
        table = io.StringIO()
        slipcover.print_coverage(measured, outfile=table, skip_covered=True, missing_width=60)
        terminalreporter.write(table.getvalue())
        percent, floor = _percent(measured), SETTINGS["fail-under"]
        terminalreporter.write_line(
            f"Coverage of lines and branches: {percent:.1f} %; {floor} % are asked for.", red=percent < floor
        )


def _percent(measured: dict) -> float:
    return measured["summary"]["percent_covered"]
