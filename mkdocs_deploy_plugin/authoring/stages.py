"""The usual order of the stages in the life of a document, by the words that teams use for them."""

from __future__ import annotations

from collections.abc import Sequence

_STAGES: tuple[tuple[str, ...], ...] = (
    ("idea", "stub", "backlog", "planned", "not started", "to do", "todo", "geplant"),
    ("draft", "wip", "work in progress", "unpublished", "entwurf", "in arbeit", "brouillon",
     "borrador", "下書き"),
    ("proposed", "proposal", "submitted", "requested", "rfc", "request for comments", "vorgeschlagen"),
    ("ready for review", "needs review", "review", "in review", "under review", "reviewing", "in prüfung",
     "レビュー中"),
    ("candidate", "testing", "in test", "trial", "pending", "pending approval", "awaiting approval"),
    ("reviewed", "tested", "verified", "ready", "geprüft"),
    ("scheduled", "terminiert"),
    ("approved", "accepted", "adopted", "agreed", "ratified", "freigegeben", "genehmigt", "承認済み"),
    ("published", "active", "live", "in force", "effective", "released", "final", "current", "stable",
     "valid", "in use", "veröffentlicht", "aktiv", "gültig", "in kraft", "公開"),
    ("implemented", "executed", "done", "completed", "complete", "closed", "erledigt"),
    ("needs update", "outdated", "stale", "veraltet"),
    ("deprecated", "sunset"),
    ("superseded", "replaced", "ersetzt", "abgelöst"),
    ("retired", "archived", "obsolete", "withdrawn", "expired", "historical", "removed", "archiviert",
     "außer kraft", "zurückgezogen", "廃止"),
    ("rejected", "declined", "cancelled", "canceled", "abandoned", "abgelehnt"),
)  # fmt: skip
"""The words of each stage, in the order in which documents go through the stages."""

_RANKS = {word: rank for rank, words in enumerate(_STAGES) for word in words}
_APPROVED, _PUBLISHED = _RANKS["approved"], _RANKS["published"]
_SUPERSEDED, _RETIRED = _RANKS["superseded"], _RANKS["retired"]


def _rank(status: str) -> int | None:
    return _RANKS.get(" ".join(status.casefold().replace("_", " ").replace("-", " ").split()))


def in_order(statuses: Sequence[str]) -> tuple[list[str], bool]:
    """Return statuses in the order of a life cycle, and whether this order is a guess.

    Words that are not known, and those of the same stage, keep their order. What is not known stands before
    what is approved.
    """
    ranks = [_rank(status) for status in statuses]
    known = [rank for rank in ranks if rank is not None]
    ordered = sorted(statuses, key=lambda status: _APPROVED - 0.5 if (at := _rank(status)) is None else at)
    return ordered, len(set(known)) < len(statuses)


def in_force(statuses: Sequence[str]) -> str:
    """Return the status in which a document is followed; empty if no word, or more than one, says so."""
    return _only(statuses, (_PUBLISHED,)) or _only(statuses, (_APPROVED,))


def retired(statuses: Sequence[str]) -> str:
    """Return the status at the end of a document's life; empty if no word, or more than one, says so."""
    return _only(statuses, (_RETIRED,)) or _only(statuses, (_SUPERSEDED, _RANKS["deprecated"]))


def _only(statuses: Sequence[str], ranks: tuple[int, ...]) -> str:
    found = [status for status in statuses if _rank(status) in ranks]
    return found[0] if len(found) == 1 else ""
