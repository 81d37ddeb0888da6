"""Find the markers that an unresolved merge leaves in a file (git-merge, "How conflicts are presented")."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from mkdocs_deploy_plugin.findings.rules import diagnostic
from mkdocs_deploy_plugin.model import Diagnostic, Related, Source, Span

_OURS = re.compile(r"<{7}(?: .*)?$")
_MIDDLE = re.compile(r"={7}$")
_THEIRS = re.compile(r">{7}(?: .*)?$")
_FENCE = re.compile(r" {0,3}(?P<fence>`{3,}|~{3,})")


def find_conflicts(source: Source) -> Iterator[Diagnostic]:
    """Yield a finding for each conflict: all three markers, each at the start of a line.

    In a code block they are an example, provided that the block contains all three.
    """
    if "<<<<<<<" not in source.text:
        return
    fence = ""
    fenced = False
    begin: int | None = None
    middle = False
    lines = source.lines
    for number, line in enumerate(lines, 1):
        if match := _FENCE.match(line):
            mark = match["fence"]
            if not fence:
                fence = mark
            elif mark.startswith(fence) and not line.strip().strip(mark[0]):
                fence = ""
        if _OURS.match(line):
            begin, middle, fenced = number, False, bool(fence)
        elif begin is not None and _MIDDLE.match(line):
            middle = True
        elif begin is not None and middle and _THEIRS.match(line):
            if not (fenced and fence):
                yield _conflict(source.path, lines, begin, number)
            begin = None


def _conflict(path: str, lines: Sequence[str], begin: int, end: int) -> Diagnostic:
    related = Related(path, Span(end, 1, end, len(lines[end - 1]) + 1), "conflict ends here")
    return diagnostic(
        "merge-conflict",
        path,
        Span(begin, 1, begin, len(lines[begin - 1]) + 1),
        f"Unresolved merge conflict, from here to line {end}",
        "Keep one of the two versions and delete the three marker lines.",
        related=related,
    )
