"""Keep pages small in memory: MkDocs keeps all of them until the last one is written.

Python needs one byte for each character of a text, unless a single one is beyond Latin-1, such as an
ellipsis: then all of them need two or four (PEP 393).
"""

from __future__ import annotations

import re

_BEYOND = re.compile("[\u0100-\ud7ff\ue000-\U0010ffff]")
_UNREAD = re.compile(r"<(?:script|style|xmp|iframe|noembed|noframes|plaintext)\b", re.I)
"""Elements in which character references mean nothing."""

_FEW = 100


def narrow(html: str) -> str:
    """Return HTML with character references instead of its characters beyond Latin-1, if these are few."""
    found = _BEYOND.findall(html)
    if not found or len(found) * _FEW > len(html) or _UNREAD.search(html):
        return html
    return _BEYOND.sub(lambda match: f"&#{ord(match[0])};", html)
