"""Sets of fonts for Chromium: only the files named here, whatever else a machine has."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple
from xml.sax.saxutils import escape


class FontSet(NamedTuple):
    """Fonts that a reader may have, and no others.

    Attributes:
        packages: The Debian packages that have them; `scripts/chromium.sh` installs all of them.
        sans: The families without serifs, the first choice first.
        mono: The family for code.
        files: The names of their files.
    """

    packages: str
    sans: tuple[str, ...]
    mono: str
    files: tuple[str, ...]


SETS: Mapping[str, FontSet] = {
    "dejavu": FontSet(
        "fonts-dejavu-core",
        ("DejaVu Sans",),
        "DejaVu Sans Mono",
        ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf", "DejaVuSansMono.ttf", "DejaVuSansMono-Bold.ttf"),
    ),
    "liberation": FontSet(
        "fonts-liberation",
        ("Liberation Sans",),
        "Liberation Mono",
        (
            "LiberationSans-Regular.ttf",
            "LiberationSans-Bold.ttf",
            "LiberationMono-Regular.ttf",
            "LiberationMono-Bold.ttf",
        ),
    ),
    "noto": FontSet(
        "fonts-noto-core, fonts-noto-mono and fonts-droid-fallback",
        ("Noto Sans", "Noto Sans Arabic", "Droid Sans Fallback"),
        "Noto Sans Mono",
        (
            "NotoSans-Regular.ttf",
            "NotoSans-Bold.ttf",
            "NotoSansArabic-Regular.ttf",
            "NotoSansArabic-Bold.ttf",
            "NotoSansMono-Regular.ttf",
            "NotoSansMono-Bold.ttf",
            # The Chinese, Japanese and Korean letters of Noto's predecessor: 2 MB in the place of 57.
            "DroidSansFallbackFull.ttf",
        ),
    ),
}

NARROWEST = "dejavu"
"""The set of all tests that are not about fonts: all that a fresh Debian has once a Chromium is installed."""

_SANS = ("sans-serif", "serif", "system-ui", "Helvetica", "Arial")
_MONO = ("monospace", "Consolas", "Menlo", "SFMono-Regular")


def font_files() -> dict[str, Path]:
    """Return the files in the folders where fontconfig looks for fonts, by their names."""
    own = os.environ.get("XDG_DATA_HOME") or "~/.local/share"
    others = os.environ.get("XDG_DATA_DIRS") or "/usr/local/share:/usr/share"
    folders = [Path(folder).expanduser() / "fonts" for folder in [*reversed(others.split(":")), own]]
    return {path.name: path for folder in folders for path in folder.rglob("*.tt[cf]")}


def missing(fonts: FontSet, files: Mapping[str, Path]) -> list[str]:
    """Return the names of the files of a set that are not there."""
    return [name for name in fonts.files if name not in files]


def write_fontconfig(fonts: FontSet, files: Mapping[str, Path], folder: Path) -> Path:
    """Write a file of fontconfig that knows the fonts of a set and no others, and return its path."""
    (folder / "fonts").mkdir(parents=True)
    for name in fonts.files:
        (folder / "fonts" / name).symlink_to(files[name])
    path = folder / "fonts.conf"
    path.write_text(
        '<?xml version="1.0"?>\n<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">\n<fontconfig>\n'
        f"<dir>{escape(str(folder / 'fonts'))}</dir><cachedir>{escape(str(folder / 'cache'))}</cachedir>\n"
        f"{_aliases(_SANS, fonts.sans)}{_aliases(_MONO, [fonts.mono, *fonts.sans])}</fontconfig>\n",
        encoding="utf-8",
    )
    return path


def _aliases(names: Iterable[str], families: Iterable[str]) -> str:
    preferred = "".join(f"<family>{family}</family>" for family in families)
    return "".join(
        f'<alias binding="same"><family>{name}</family><prefer>{preferred}</prefer></alias>\n'
        for name in names
    )
