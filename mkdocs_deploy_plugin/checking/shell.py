"""Shell text to simple commands: just enough of the grammar to know which programs run, and with what.

No text is wrong here: what is left open ends with the text, and nothing raises. What is not
understood, such as a function's name, comes out as a command of a program that nobody knows.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field


def words(text: str) -> frozenset[str]:
    """Give the words of a text, for tables of names."""
    return frozenset(text.split())


LANGUAGES = words("bash console fish ksh sh shell shell-session shellsession terminal zsh") | {""}
"""The languages of code blocks that hold commands; a block without one usually does, too."""

_PROMPT = re.compile(r"[ \t]*(?:\(?\[?[\w.-]{1,40}@[^$#%\n]{1,60})?[$%][ \t]+(?=\S)")
_WORD_END = frozenset(" \t\n;&|()<>")
_PLAIN = re.compile(r"[^ \t\n;&|()<>\\'\"`$]+")
_PLAIN_QUOTED = re.compile(r'[^"\\`$]+')
_REDIRECT = re.compile(r"&?>>?[&|]?|<<<|<<-?|<&?>?")
_DEPTH = 3


@dataclass(slots=True)
class Simple:
    """A simple command: its words without quotes and redirections, and what it reads.

    Attributes:
        words: Program and arguments.
        stdin: The text of a here-document or here-string.
        files: The files that it reads with `<`.
        before: The command whose output it reads, or None.
    """

    words: list[str] = field(default_factory=list)
    stdin: str = ""
    files: list[str] = field(default_factory=list)
    before: Simple | None = None


def simple_commands(text: str, depth: int = 0) -> list[Simple]:
    """Give the simple commands of a text in their order, those of substitutions behind them."""
    lexer = _Lexer(_without_prompts(text.replace("\r\n", "\n")))
    found = lexer.read()
    if depth < _DEPTH:
        for inner in lexer.substitutions:
            found += simple_commands(inner, depth + 1)
    return found


def _without_prompts(text: str) -> str:
    """Give what was typed where a block shows a terminal: without prompts, and without the output."""
    lines = text.split("\n")
    if not any(_PROMPT.match(line) for line in lines):
        return text
    typed: list[str] = []
    continued = False
    for line in lines:
        match = _PROMPT.match(line)
        if match is not None or continued:
            typed.append(line[match.end() :] if match else line.removeprefix("> "))
            continued = line.endswith("\\")
    return "\n".join(typed)


class _Lexer:
    """Reads a text once, from its beginning to its end."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.substitutions: list[str] = []
        self.found: list[Simple] = []
        self.command = Simple()
        self.word: list[str] | None = None
        self.redirect = ""
        self.documents: list[tuple[Simple, str, bool]] = []

    def read(self) -> list[Simple]:
        """Give the commands of the whole text."""
        text = self.text
        while self.at < len(text):
            char = text[self.at]
            if char not in _WORD_END:
                if char == "#" and self.word is None:
                    self.at = _find(text, "\n", self.at)
                else:
                    self.part(char)
                continue
            if char in "<>" or (char == "&" and text[self.at + 1 : self.at + 2] == ">"):
                self.redirection()
                continue
            self.end_word()
            self.at += 1
            if char in " \t":
                continue
            piped = char == "|" and text[self.at : self.at + 1] != "|" and text[self.at - 2 : self.at] != "||"
            self.end_command(piped)
            if char == "\n":
                self.here_documents()
        self.end_word()
        self.end_command(piped=False)
        return self.found

    def part(self, char: str) -> None:
        """Read a piece of a word: a quoted text, a substitution, an escape or one letter."""
        text, start = self.text, self.at
        if char == "\\":
            self.at = start + 2
            if text[start + 1 : start + 2] != "\n":
                self.put(text[start + 1 : self.at])
        elif char == "'":
            end = _find(text, "'", start + 1)
            self.put(text[start + 1 : end])
            self.at = end + 1
        elif char == '"':
            self.quoted()
        elif char == "`":
            end = _find(text, "`", start + 1)
            self.substitute(text[start + 1 : end], end + 1)
        elif text.startswith("$(", start):
            end = _closing(text, start + 2)
            self.substitute(text[start + 2 : end], end + 1)
        else:
            match = _PLAIN.match(text, start)
            self.put(match[0] if match else char)
            self.at = match.end() if match else start + 1

    def quoted(self) -> None:
        """Read a text in double quotes, in which substitutions count."""
        text = self.text
        self.put("")
        self.at += 1
        while self.at < len(text) and (char := text[self.at]) != '"':
            if char == "\\":
                following = text[self.at + 1 : self.at + 2]
                self.put("" if following == "\n" else following if following in '"\\$`' else char + following)
                self.at += 2
            elif char == "`" or text.startswith("$(", self.at):
                self.part(char)
            else:
                match = _PLAIN_QUOTED.match(text, self.at)
                self.put(match[0] if match else char)
                self.at = match.end() if match else self.at + 1
        self.at += 1

    def substitute(self, inner: str, end: int) -> None:
        """Take what a substitution runs for later, and let it stand in the word as it is."""
        self.substitutions.append(inner)
        self.put(f"$({inner})")
        self.at = end

    def put(self, piece: str) -> None:
        """Append to the word that is open, or begin one."""
        if self.word is None:
            self.word = []
        self.word.append(piece)

    def redirection(self) -> None:
        """Read the sign of a redirection; the word behind it is no argument."""
        if self.word is not None and "".join(self.word).isdigit():
            self.word = None  # the number of a stream, as in 2>
        self.end_word()
        match = _REDIRECT.match(self.text, self.at)
        assert match is not None
        self.redirect = match[0]
        self.at = match.end()

    def end_word(self) -> None:
        """Put the word that is open where it belongs."""
        if self.word is None:
            return
        word, self.word = "".join(self.word), None
        if not self.redirect:
            self.command.words.append(word)
        elif self.redirect == "<<<":
            self.command.stdin += word
        elif self.redirect in ("<<", "<<-"):
            self.documents.append((self.command, word, self.redirect == "<<-"))
        elif self.redirect == "<":
            self.command.files.append(word)
        self.redirect = ""

    def end_command(self, piped: bool) -> None:
        """Close the command that is open; with `piped`, the next one reads what it writes."""
        self.redirect = ""
        done = self.command
        if not done.words:
            return  # Nothing yet: a blank line, or the line behind a pipe.
        self.found.append(done)
        self.command = Simple(before=done if piped else None)

    def here_documents(self) -> None:
        """Read the here-documents that the line before has announced."""
        for command, delimiter, indented in self.documents:
            lines: list[str] = []
            while self.at < len(self.text):
                end = _find(self.text, "\n", self.at)
                line, self.at = self.text[self.at : end], end + 1
                if (line.lstrip("\t") if indented else line) == delimiter:
                    break
                lines.append(line)
            command.stdin += "\n".join(lines)
        self.documents.clear()


def _find(text: str, part: str, start: int) -> int:
    """Give the place of a part, or the end of the text."""
    found = text.find(part, start)
    return len(text) if found < 0 else found


def _closing(text: str, start: int) -> int:
    """Give the place of the parenthesis that closes a substitution, or the end of the text."""
    depth, at = 1, start
    quote = ""
    while at < len(text):
        char = text[at]
        if char == "\\":
            at += 1
        elif quote:
            quote = "" if char == quote else quote
        elif char in "'\"":
            quote = char
        elif char in "()":
            depth += 1 if char == "(" else -1
            if depth == 0:
                return at
        at += 1
    return len(text)
