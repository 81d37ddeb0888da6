"""Keep pages small in memory: MkDocs keeps all of them until the last one is written.

Python needs one byte for each character of a text, unless a single one is beyond Latin-1, such as an
ellipsis: then all of them need two or four (PEP 393).
"""

from __future__ import annotations

_UNREAD = ("<script", "<style", "<xmp", "<iframe", "<noembed", "<noframes", "<plaintext")
"""Elements in which character references mean nothing."""

_GROWTH = 1.05


def narrow(html: str) -> str:
    """Return HTML with character references instead of its characters beyond Latin-1, if these are few."""
    try:
        html.encode("latin-1")
    except UnicodeEncodeError:
        narrowed = html.encode("latin-1", "xmlcharrefreplace")
        small = html.lower()
        if len(narrowed) > _GROWTH * len(html) or any(tag in small for tag in _UNREAD):
            return html
        return narrowed.decode("latin-1")
    return html
