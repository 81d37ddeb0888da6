"""Recognise numbers of steps that belong to a document outside the procedures."""

from __future__ import annotations

import re

_GUIDES = r"(?:handbook|guide|guideline|documentation|docs|tutorial|playbook)s?\b"
_BOOKS = r"(?:manual|instruction|article|wiki|README|book|white ?paper|RFC|standard|specification)s?\b"
_PROJECTS = r"(?:project|programme|program|roadmap|contract|course|training)s?\b"
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
_BEFORE = re.compile(
    rf"(?:\b(?:{_OTHERS}|an?)\s"
    rf"|(?<![\w'’]){_OWNER}\s"
    rf"|\b(?:{_GUIDES}[*_\"”)]{{0,3}}[,:]?|{_BOOKS}[*_\"”)]{{0,3}}[,:])\s(?:[\w.]{{1,10}},\s)?\(?"
    r"|\]\((?!#)[^()\s]{1,150}\)[*_]{0,3}[,:]?\s)[*_]{0,3}$",
    re.I,
)


def is_of_another_document(before: str, after: str) -> bool:
    """Return whether the text around a step says so, as in "Step 7.2 of the vendor's handbook"."""
    return _AFTER.match(after) is not None or _BEFORE.search(before) is not None
