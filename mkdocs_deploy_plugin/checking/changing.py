"""Tells whether a code block changes something: by the commands in it that are known to.

A script of the team's own, a program that `checking.commands` does not list, or a change behind
an option that is not known there counts as looking. So this can miss a change; it is not to see
one where there is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence, Set

from mkdocs_deploy_plugin.checking import commands as known
from mkdocs_deploy_plugin.checking.shell import LANGUAGES, Simple, simple_commands, words

_ASSIGNMENT = re.compile(r"[A-Za-z_]\w*\+?=")
_KEYWORDS = words("! { } builtin command do elif else exec if then until while")
_METHODS = words("DELETE PATCH POST PUT")
_SENDING = re.compile("--(?:data.*|form.*|json|upload-file|post-data|post-file|body-data)")
_CURL_VALUES = "AbcCdDeEFhHKmoPQrtTuUwxXyYz"
_SEARCHES = re.compile(r"/_(?:analyze|cat|count|explain|msearch|search|validate)\b")
_TEMPORARY = re.compile(r"(?:[^/]*:)?(?:/tmp/|/var/tmp/|\$\{?TMPDIR\b).*", re.S)
_DEPTH = 4
_LONGEST = 500


def changes(language: str, text: str) -> bool:
    """Tell whether a code block holds a command that is known to change something."""
    language = language.lower()
    if language in known.SQL_LANGUAGES:
        return _changes_by_sql(text)
    return language in LANGUAGES and _changes(text, 0)


def _changes(text: str, depth: int) -> bool:
    return depth < _DEPTH and any(_is_change(command, depth) for command in simple_commands(text))


def _is_change(command: Simple, depth: int) -> bool:
    typed = _bare(command.words)
    if not typed or known.DRY & set(typed):
        return False
    program, rest = _name(typed[0]), typed[1:]
    if program in ("docker", "podman") and rest[:1] == ["compose"]:
        program, rest = "docker-compose", rest[1:]
    operands = _operands(rest)
    if (inner := _inner(program, rest, operands, command)) is not None:
        return _changes(inner, depth + 1)
    if program in known.SQL_CLIENTS:
        return _sql_client(program, rest, command)
    if program in ("curl", "wget"):
        return _request(rest)
    if program in ("http", "https", "xh"):
        return bool(operands) and operands[0].upper() in _METHODS
    if program in ("rsync", "scp"):
        return "-n" not in rest and bool(operands) and ":" in operands[-1] and not _temporary(operands[-1:])
    if program == "rm":
        return not _temporary(operands)
    if program in known.CLOUDS:
        return _cloud(operands)
    verb = operands[:1]
    if verb == ["run"] and "--rm" in rest:
        return False  # A tool in a container that is removed at its end.
    pattern = known.WORDS.get(program)
    return (
        program in known.ALWAYS
        or (pattern is not None and any(pattern.fullmatch(word) for word in rest))
        or not known.VERBS.get(program, frozenset()).isdisjoint(
            tuple(word.lower() for word in operands[:length]) for length in (1, 2, 3)
        )
    )


def _name(word: str) -> str:
    """Give the name of a program without its folder."""
    return word.rsplit("/", 1)[-1].removesuffix(".sh")


def _bare(all_words: Sequence[str]) -> list[str]:
    """Give a command without what only prepares its run: assignments, `sudo -u postgres`, `time`."""
    rest = list(all_words[:_LONGEST])
    while rest:
        if rest[0] in _KEYWORDS or _ASSIGNMENT.match(rest[0]):
            rest = rest[1:]
        elif (prefix := known.PREFIXES.get(_name(rest[0]))) is not None:
            rest = _behind_options(rest[1:], set(prefix[0].split()))
            rest = rest[prefix[1] :]
        else:
            break
    return rest


def _behind_options(given: list[str], values: Set[str]) -> list[str]:
    """Give what stands behind the options. Those in `values` have a value behind them."""
    at = 0
    while at < len(given) and given[at].startswith("-"):
        if given[at] == "--":
            return given[at + 1 :]
        at += 2 if given[at] in values else 1
    return given[at:]


def _operands(given: Sequence[str]) -> list[str]:
    """Give the words that are no options and no values of known ones."""
    found: list[str] = []
    value = False
    for word in given:
        if not value and not word.startswith("-"):
            found.append(word)
        value = not value and word in known.VALUES
    return found


def _inner(program: str, rest: list[str], operands: list[str], command: Simple) -> str | None:
    """Give the commands that a command runs elsewhere: in another shell, on a host, in a container."""
    if program in known.SHELLS:
        behind = [rest[number + 1 :] for number, word in enumerate(rest) if re.fullmatch("-[a-z]*c", word)]
        return "".join(behind[0][:1]) if behind else command.stdin
    if program == "ssh":
        behind_host = _behind_options(rest, known.SSH_VALUES)[1:]
        return " ".join(behind_host) if behind_host else command.stdin
    if program == "ansible":
        return "\n".join(rest[rest.index("-a") + 1 :][:1]) if "-a" in rest else ""
    if operands[:1] == ["exec"] and program in ("docker", "docker-compose", "kubectl", "oc", "podman"):
        if "--" in rest:
            return _quoted(rest[rest.index("--") + 1 :])
        return _quoted(_behind_options(rest[rest.index("exec") + 1 :], known.VALUES - {"-i", "-t"})[1:])
    return None


def _quoted(given: Iterable[str]) -> str:
    """Give words as a text that is read as the same words."""
    return " ".join("'" + word.replace("'", "'\\''") + "'" for word in given)


def _changes_by_sql(text: str) -> bool:
    return known.SQL.search(known.SQL_NOISE.sub(" ", text)) is not None


def _sql_client(program: str, rest: Sequence[str], command: Simple) -> bool:
    texts = [command.stdin, *(re.sub("^(?:--[a-z]+=|-[ce])", "", word) for word in rest)]
    files = list(command.files)
    if letter := known.SQL_CLIENTS[program]:
        named = re.compile(rf"(?:-[A-Za-z0-9]*?{letter}|--file(?:=|$))(.*)", re.S)
        for number, word in enumerate(rest):
            if match := named.fullmatch(word):
                files += [match[1]] if match[1] else rest[number + 1 : number + 2]
    if (before := command.before) is not None and before.words:
        if _name(before.words[0]) in ("mysqldump", "pg_dump", "pg_dumpall"):
            return True
        texts += [before.stdin, *before.words[1:]]
        files += [word for word in before.words if word.endswith((".sql", ".sql.gz"))]
    return any(map(_changes_by_sql, texts)) or any(
        not known.LOOKING.search(_name(file)) for file in files if file not in ("", "-", "/dev/null")
    )


def _request(rest: Sequence[str]) -> bool:
    """Tell whether `curl` or `wget` sends something that is to be kept."""
    method, sends = "", False
    given = iter(rest)
    for word in given:
        if word.startswith("--"):
            name, _, value = word.partition("=")
            if name in ("--request", "--method"):
                method = value or next(given, "")
            elif name in ("--get", "--head"):
                method = "GET"
            sends = sends or _SENDING.fullmatch(name) is not None
        elif word.startswith("-"):
            for number, letter in enumerate(word):
                if letter in "GI":
                    method = "GET"
                if number and letter in _CURL_VALUES:
                    value = word[number + 1 :] or next(given, "")
                    method = value if letter == "X" else method
                    sends = sends or letter in "dFT"
                    break
        elif _SEARCHES.search(word):
            return False  # Search engines are read with POST.
    return method.upper() in _METHODS or (sends and not method)


def _cloud(operands: Sequence[str]) -> bool:
    service, *asked = operands[:5] or [""]
    if service == "s3":
        target = operands[3] if len(operands) > 3 else ""
        return asked[:1] in (["mb"], ["mv"], ["rb"], ["rm"]) or (
            asked[:1] in (["cp"], ["sync"]) and target.startswith("s3://")
        )
    phrase = " ".join(asked)
    if known.CLOUD_COPIES.search(phrase) and not re.search("delete|restore", phrase):
        return False
    return any(known.CLOUD_VERBS.fullmatch(word) for word in asked)


def _temporary(paths: Iterable[str]) -> bool:
    """Tell whether all paths lead to temporary files."""
    return all(_TEMPORARY.fullmatch(path) for path in paths)
