"""Find code blocks that begin with a prompt, such as `$ ls`, without being marked as a console session.

A session is copied without prompts and output; any other block is copied as it is. Only the first command
counts: a prompt at a later line may be part of a heredoc or of a text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from mkdocs_deploy_plugin.checking.body import tree_of
from mkdocs_deploy_plugin.findings.rules import diagnostic
from mkdocs_deploy_plugin.model import Diagnostic, Document, Outline
from mkdocs_deploy_plugin.text import quoted


class _Prompt(NamedTuple):
    """A prompt: its pattern, the languages of blocks it cannot belong to, and the session it belongs to."""

    pattern: re.Pattern[str]
    languages: frozenset[str]
    session: str


_PROMPTS = (
    _Prompt(
        # A shell has no command `$`. Amounts of money are none either.
        re.compile(
            r"""(?:\([\w.-]{1,40}\)[ ])?
            (?:\$ | [\w.-]{1,40}@[\w.-]{1,80}:[\w./~-]{0,200}[$\#]
            | \[[\w.-]{1,40}@[\w.-]{1,80}[ ][\w./~-]{1,200}\][$\#])
            [ ](?=[A-Za-z_./~"'({])""",
            re.X,
        ),
        frozenset(["", "bash", "sh", "shell", "zsh", "ksh", "dash", "fish"]),
        "console",
    ),
    _Prompt(re.compile(r">>> (?=\S)"), frozenset(["", "python", "python3", "py", "py3"]), "pycon"),
    _Prompt(
        re.compile(r"PS (?:[A-Z]:|/|~)[^>\n]{0,200}> ?(?=\S)"),
        frozenset(["", "powershell", "pwsh", "posh", "ps1"]),
        "ps1con",
    ),
    _Prompt(
        re.compile(r"[A-Z]:\\[^>\n]{0,200}>(?=\S)"),
        frozenset(["", "bat", "batch", "cmd", "dosbatch", "winbatch"]),
        "doscon",
    ),
)
_HINTS = ("$ ", "~# ", "/# ", "]# ", ">>> ", ":\\", "PS /", "PS ~")
"""Every prompt has one of these. Each is searched for faster than the patterns."""


def check_prompts(document: Document) -> Iterator[Diagnostic]:
    """Yield a finding for each code block that begins with a prompt but is not marked as a session."""
    if not _may_have(document.outline):
        return
    tree = tree_of(document)
    for block in tree.root.walk():
        if block.kind != "code" or (first := _first(block.text)) is None:
            continue
        for prompt in _PROMPTS:
            match = prompt.pattern.match(first)
            if match is None or block.language not in prompt.languages:
                continue
            start = max(tree.text.find(first.encode(), block.start, block.end), block.start)
            yield diagnostic(
                "prompt-in-command",
                document.source.path,
                tree.span(start, start + len(match[0].rstrip().encode())),
                f"The command begins with a prompt, {quoted(match[0].rstrip())}",
                f"Use ```{prompt.session} for the block, or remove prompts and output.",
                reason="only sessions are copied without prompts and output",
            )
            break


def _may_have(outline: Outline | None) -> bool:
    """Return whether a body may have such a block; much faster than parsing it."""
    sections = outline.root.walk() if outline is not None else ()
    return any(
        hint in command.text for section in sections for command in section.commands for hint in _HINTS
    )


def _first(code: str) -> str | None:
    """Return the first command line, without its indentation; None if there are only comments."""
    lines = (line.strip() for line in code.split("\n"))
    return next((line for line in lines if line and not line.startswith(("#", "::", "REM "))), None)
