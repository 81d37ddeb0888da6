"""Which findings to show where not all can be shown."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator, Sequence

from mkdocs_deploy_plugin.findings.rules import RULES
from mkdocs_deploy_plugin.model import Diagnostic, Severity


def ranked(diagnostics: Sequence[Diagnostic]) -> list[int]:
    """Return the indices of findings, the most important one first.

    Errors precede warnings. Every file has its turn before any file has a second one, so that a file
    with many findings does not displace the others. Within a turn, rules alternate.
    """
    order: list[int] = []
    for severity in Severity:
        for turn in _turns(diagnostics, severity):
            seen: Counter[str] = Counter()
            places = []
            for index in turn:
                rule = diagnostics[index].rule
                places.append((seen[rule], index))
                seen[rule] += 1
            order.extend(index for _, index in sorted(places))
    return order


def left_out(name: str, shown: int, number: int, limit: str) -> str:
    """Return a sentence about the findings that a file leaves out, or an empty string.

    Args:
        name: The name of the format.
        shown: The number of findings in the file.
        number: The number of all findings.
        limit: Whose limit it is, in words that follow a comma.
    """
    if shown == number:
        return ""
    return f"The {name} file has the {shown:,} most important of {number:,} findings, {limit}."


def most_important(diagnostics: Sequence[Diagnostic], limit: int) -> list[int]:
    """Return the indices of the most important findings, in the order of the report."""
    if len(diagnostics) <= limit:
        return list(range(len(diagnostics)))
    return sorted(ranked(diagnostics)[:limit])


def _turns(diagnostics: Sequence[Diagnostic], severity: Severity) -> Iterator[list[int]]:
    """Yield one finding of each file that has any left, by index, until none is left.

    It is of the rule that the file has shown least, if possible one that hides others, and among these
    of the rule that other files have shown least.
    """
    files: dict[str, dict[str, deque[int]]] = {}
    for index, diagnostic in enumerate(diagnostics):
        if diagnostic.severity is severity:
            files.setdefault(diagnostic.path, {}).setdefault(diagnostic.rule, deque()).append(index)
    in_file: Counter[tuple[str, str]] = Counter()
    overall: Counter[str] = Counter()
    while files:
        turn = []
        for path, rules in list(files.items()):
            rule = min(
                ((in_file[path, name], not RULES[name].hides, overall[name], rules[name][0]), name)
                for name in rules
            )[1]
            turn.append(rules[rule].popleft())
            in_file[path, rule] += 1
            overall[rule] += 1
            if not rules[rule]:
                del rules[rule]
            if not rules:
                del files[path]
        yield turn
