"""Where a site lies in its repository."""

from __future__ import annotations

from pathlib import Path


def repository_prefix(folder: Path) -> str:
    """Give what paths below a folder need in front to be relative to its repository, such as `site/`.

    That is nothing for the folder of a repository itself, and where there is no repository. `.git` is a
    folder, or a file where a worktree or a submodule has it elsewhere.
    """
    for parent in (folder, *folder.parents):
        if (parent / ".git").exists():
            return "".join(f"{part}/" for part in folder.relative_to(parent).parts)
    return ""
