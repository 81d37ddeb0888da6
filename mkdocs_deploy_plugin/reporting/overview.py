"""Counts by rule and by file, for reports of which only a part is shown."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from mkdocs_deploy_plugin.model import Diagnostic, Severity
from mkdocs_deploy_plugin.text import printable, quantity

ROWS = 20
"""The number of rules, and of files, that are named."""


def overview(diagnostics: Sequence[Diagnostic]) -> str:
    """Return the number of findings by rule and by file, those with the most errors first."""
    files: defaultdict[str, set[str]] = defaultdict(set)
    for diagnostic in diagnostics:
        files[diagnostic.rule].add(diagnostic.path)
    rules = [
        f"{counts}  {rule} in {quantity(len(files[rule]), 'file')}"
        for rule, counts in _rows((diagnostic.rule, diagnostic.severity) for diagnostic in diagnostics)
    ]
    paths = [
        f"{counts}  {printable(path)}"
        for path, counts in _rows((diagnostic.path, diagnostic.severity) for diagnostic in diagnostics)
    ]
    return "\n".join(["By rule:", *_first(rules, "rule"), "", "By file:", *_first(paths, "file")])


def _rows(findings: Iterable[tuple[str, Severity]]) -> Iterator[tuple[str, str]]:
    """Yield each name with its counts by severity, in columns."""
    totals: defaultdict[str, Counter[Severity]] = defaultdict(Counter)
    for name, severity in findings:
        totals[name][severity] += 1
    present = [severity for severity in Severity if any(counts[severity] for counts in totals.values())]
    widths = {
        severity: max(len(quantity(counts[severity], severity)) for counts in totals.values())
        for severity in present
    }
    names = sorted(totals, key=lambda name: ([-totals[name][severity] for severity in Severity], name))
    for name in names:
        cells = [quantity(totals[name][severity], severity).rjust(widths[severity]) for severity in present]
        yield name, "  ".join(cells)


def _first(rows: Sequence[str], noun: str) -> Iterator[str]:
    yield from (f"  {row}" for row in rows[:ROWS])
    if len(rows) > ROWS:
        yield f"  and {quantity(len(rows) - ROWS, f'more {noun}')}"
