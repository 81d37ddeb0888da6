"""Words for messages: pointers, quoted values, suggestions, enumerations."""

from __future__ import annotations

import json
from typing import Any

from mkdocs_deploy_plugin.reading.yaml_events import escape_pointer


def pointer_of(path: tuple[str | int, ...]) -> str:
    """Give the JSON pointer of a path of keys and indices."""
    return "".join(f"/{escape_pointer(str(part))}" for part in path)


def quoted(value: Any, limit: int = 60) -> str:
    """Give a value of a document for use in a message: quoted, on one line, not too long."""
    if isinstance(value, str):
        value = value if len(value) <= limit else value[: limit - 1] + "…"
        return json.dumps(value, ensure_ascii=False)
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= limit else text[: limit - 1] + "…"


def closest(word: str, choices: list[str], cutoff: float = 0.75) -> str:
    """Give the choice that was probably meant, or an empty string: only a close match is one."""
    folded = {choice.casefold(): choice for choice in choices}
    from difflib import get_close_matches

    matches = get_close_matches(word.casefold()[:100], folded, n=1, cutoff=cutoff)
    return folded[matches[0]] if matches else ""


def one_of(words: list[str]) -> str:
    """Join words to an enumeration: `Low, Medium or High`."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} or {words[-1]}"
