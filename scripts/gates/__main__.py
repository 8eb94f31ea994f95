"""Run all gates; print every problem. Exit code 1 when there is one."""

from __future__ import annotations

import sys

from scripts.gates import GATES, advisories, project_files


def main() -> int:
    """Run all gates and the look-up of known vulnerabilities; return the exit code."""
    files = project_files()
    problems = [problem for gate in GATES for problem in gate(files)]
    found = advisories.look_up()
    problems += found.problemen
    for problem in problems:
        print(problem)
    print(f"{len(GATES)} poorten, {len(files)} bestanden, {len(problems)} problemen.")
    print(found.zin)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
