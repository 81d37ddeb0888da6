"""Which findings to show where not all can be shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence

from mkdocs_deploy_plugin.findings.rules import rule_of
from mkdocs_deploy_plugin.model import Diagnostic, Severity

_WEIGHT = {severity: number for number, severity in enumerate(Severity)}


def ranked(diagnostics: Sequence[Diagnostic]) -> list[int]:
    """Return the indices of findings, the most important one first.

    Errors precede warnings. Every file has its turn before any file has a second one, so that a file
    with many findings does not displace the others. The turn of a file goes to a finding that hides
    others, otherwise to a rule that has not had a turn in this file. Among files, rules alternate.
    """
    weights = [_WEIGHT[diagnostic.severity] for diagnostic in diagnostics]
    repeats = _occurrences((diagnostic.path, diagnostic.rule) for diagnostic in diagnostics)
    order = sorted(
        range(len(diagnostics)),
        key=lambda index: (weights[index], repeats[index], not rule_of(diagnostics[index]).hides),
    )
    turns = dict(
        zip(order, _occurrences((weights[index], diagnostics[index].path) for index in order), strict=True)
    )
    order.sort(key=lambda index: (weights[index], turns[index]))
    alternations = dict(
        zip(
            order,
            _occurrences((weights[index], turns[index], diagnostics[index].rule) for index in order),
            strict=True,
        )
    )
    return sorted(order, key=lambda index: (weights[index], turns[index], alternations[index]))


def most_important(diagnostics: Sequence[Diagnostic], limit: int) -> list[int]:
    """Return the indices of the most important findings, in the order of the report."""
    if len(diagnostics) <= limit:
        return list(range(len(diagnostics)))
    return sorted(ranked(diagnostics)[:limit])


def _occurrences(keys: Iterable[Hashable]) -> list[int]:
    """Return for each key how often it has occurred before."""
    counts: Counter[Hashable] = Counter()
    occurrences = []
    for key in keys:
        occurrences.append(counts[key])
        counts[key] += 1
    return occurrences
