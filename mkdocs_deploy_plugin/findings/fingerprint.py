"""What makes a finding the same one after the file around it has changed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from mkdocs_deploy_plugin.findings.rules import rule_of
from mkdocs_deploy_plugin.model import Diagnostic

DIGITS = 32
"""How many hexadecimal digits a fingerprint has."""

LONGEST = 2_000
"""How many characters of a line count: one of a million, with a thousand findings, would take for ever."""

_ORDINAL = re.compile(r"\b(entry|row|item|line|column) [0-9]+\b", re.IGNORECASE)


def fingerprint(diagnostic: Diagnostic, lines: Sequence[str]) -> str:
    """Return the fingerprint of a finding. `lines` are those of its file.

    It is made of the rule, the path, the message without what only counts (`Entry 2 of`, `line 34`),
    and the source line without the white space around it. So it stays when lines are inserted above,
    when entries of a list move and when the line is indented. The source line is left out where the
    finding has no line of its own: what is missing is reported at a neighbour. Two findings of one
    file can have the same fingerprint, such as those of two equal lines.
    """
    parts = (
        diagnostic.rule,
        diagnostic.path,
        _ORDINAL.sub(r"\1", diagnostic.message),
        _own_line(diagnostic, lines),
    )
    # A file name that is not UTF-8 comes with surrogates, which cannot be encoded as they are.
    from hashlib import sha256

    return sha256("\0".join(parts).encode(errors="backslashreplace")).hexdigest()[:DIGITS]


def counted(fingerprints: Iterable[str]) -> list[str]:
    """Return equal fingerprints apart, in their order: the second of `ab` becomes `ab-2`."""
    seen: Counter[str] = Counter()
    unique = []
    for one in fingerprints:
        seen[one] += 1
        unique.append(one if seen[one] == 1 else f"{one}-{seen[one]}")
    return unique


def _own_line(diagnostic: Diagnostic, lines: Sequence[str]) -> str:
    span = diagnostic.span
    empty = (span.line, span.column) == (span.end_line, span.end_column)
    if empty or rule_of(diagnostic).at_gap or span.line > len(lines):
        return ""
    return lines[span.line - 1][:LONGEST].strip()
