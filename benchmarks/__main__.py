"""Command line of the benchmarks: `python -m benchmarks [NAME…]`, each in a process of its own, for true memory
figures.
"""

from __future__ import annotations

import pkgutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent


def main(names: list[str]) -> int:
    """Run the named benchmarks (all by default) one after another; return 1 where one of them failed."""
    known = sorted(
        module.name
        for module in pkgutil.iter_modules([str(HERE)])
        if "def main(" in (HERE / f"{module.name}.py").read_text(encoding="utf-8") and module.name != "__main__"
    )
    if unknown := set(names) - set(known):
        sys.exit(f"No benchmark named {', '.join(sorted(unknown))}. There are: {', '.join(known)}.")
    failed = []
    for name in names or known:
        print(f"== {name}", flush=True)
        if subprocess.run([sys.executable, "-m", f"benchmarks.{name}"], cwd=HERE.parent, check=False).returncode:
            failed.append(name)
    if failed:
        print(f"Failed: {', '.join(failed)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
