"""Identify findings so that they are recognised after the file around them has changed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from hashlib import sha256

from mkdocs_deploy_plugin.findings.rules import rule_of
from mkdocs_deploy_plugin.model import Diagnostic

DIGITS = 32
"""Number of hexadecimal digits in a fingerprint."""

LONGEST = 2_000
"""Number of characters of a line that count: hashing a line of a million for each finding is too slow."""

_ORDINAL = re.compile(r"\b(entry|row|item|line|column) [0-9]+\b", re.IGNORECASE)


def fingerprint(diagnostic: Diagnostic, lines: Sequence[str]) -> str:
    """Return the fingerprint of a finding. `lines` are the lines of its file.

    It is a hash of the rule, the path, the message without ordinals (`Entry 2 of`, `line 34`), and the
    source line without surrounding white space. It therefore does not change when lines are inserted
    above, when entries of a list move, or when the line is indented. The source line is left out for
    findings about something missing, which are reported at a neighbouring line. Two findings in a file
    can have the same fingerprint, such as those of two equal lines.
    """
    parts = (
        diagnostic.rule,
        diagnostic.path,
        _ORDINAL.sub(r"\1", diagnostic.message),
        _own_line(diagnostic, lines),
    )
    # A file name that is not UTF-8 contains surrogates, which cannot be encoded directly.
    return sha256("\0".join(parts).encode(errors="backslashreplace")).hexdigest()[:DIGITS]


def counted(fingerprints: Iterable[str]) -> list[str]:
    """Return fingerprints with the equal ones numbered, in order: the second `ab` becomes `ab-2`."""
    seen: Counter[str] = Counter()
    unique = []
    for digest in fingerprints:
        seen[digest] += 1
        unique.append(digest if seen[digest] == 1 else f"{digest}-{seen[digest]}")
    return unique


def _own_line(diagnostic: Diagnostic, lines: Sequence[str]) -> str:
    span = diagnostic.span
    empty = (span.line, span.column) == (span.end_line, span.end_column)
    if empty or rule_of(diagnostic).at_gap or span.line > len(lines):
        return ""
    return lines[span.line - 1][:LONGEST].strip()
