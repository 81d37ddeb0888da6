"""Recognise numbers of steps that belong to a document outside the procedures."""

from __future__ import annotations

import re

_WHOLE = r"s?\b(?!-\w)"  # `playbook-shop-001` is an id.
_GUIDES = rf"(?:handbook|guide|guideline|documentation|docs|tutorial|playbook){_WHOLE}"
_BOOKS = rf"(?:manual|instruction|article|wiki|README|book|white ?paper|RFC|standard|specification){_WHOLE}"
_PROJECTS = rf"(?:project|programme|program|roadmap|contract|course|training){_WHOLE}"
_OTHERS = r"(?:vendor|supplier|manufacturer|provider|upstream|their|another|legacy)(?:s?['’]s?)?"
_OWN = "procedure|page|plan|document|runbook|rollback|deployment|it|that|here|there|what|let|today"
_OWNER = rf"(?!(?:{_OWN})['’])\w+['’]s"
_WORDS = r"(?:(?!this\b)[\w'’.*_-]{1,40}[ \n]){0,5}?"
_LINK = r"(?:[*_]{0,3}\[[^\[\]\n]{1,200}\](?:\((?!#)|\[)|<?https?://)"

_AFTER = re.compile(
    r"[*_]{0,3}\s(?:of|in|from|per)\s"
    rf"(?:{_WORDS}(?:{_GUIDES}|{_BOOKS}|{_PROJECTS}|{_LINK})|(?:(?:the|an?|our|your)\s)?(?:{_OTHERS}|{_OWNER})\s)",
    re.I,
)
_OWNER_BEFORE = re.compile(rf"(?:{_OTHERS}|an?|{_OWNER})", re.I)
_GUIDE_BEFORE = re.compile(rf"{_GUIDES}[*_\"”)]{{0,3}}[,:]?|{_BOOKS}[*_\"”)]{{0,3}}[,:]", re.I)
_VERSION = re.compile(r"[\w.]{1,10},")
_LINK_BEFORE = re.compile(r"\]\((?!#)[^()\s]{1,150}\)[*_]{0,3}[,:]?\s[*_]{0,3}$")


def is_of_another_document(before: str, after: str) -> bool:
    """Return whether the text around a step says so, as in "Step 7.2 of the vendor's handbook"."""
    return _AFTER.match(after) is not None or _ends_in_another(before)


def _ends_in_another(before: str) -> bool:
    # A pattern that is anchored at the end would be tried at each character.
    words = before[-80:].rstrip("*_(").split()
    if not words or not before.rstrip("*_(")[-1:].isspace():
        return False
    if _OWNER_BEFORE.fullmatch(words[-1]) or _GUIDE_BEFORE.fullmatch(words[-1]):
        return True
    if len(words) > 1 and words[-1][-1] == "," and _VERSION.fullmatch(words[-1]):
        return _GUIDE_BEFORE.fullmatch(words[-2].rstrip(",")) is not None
    return "](" in before and _LINK_BEFORE.search(before) is not None
