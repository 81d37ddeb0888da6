"""Show in the browser why a served site could not be built.

MkDocs itself writes the reason to the terminal, keeps the pages of the last build, and answers no request
until a build succeeds.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from mkdocs.exceptions import BuildError, MkDocsException
from mkdocs.livereload import LiveReloadServer

from mkdocs_deploy_plugin.hosts.watching import Watching
from mkdocs_deploy_plugin.rendering.failure import failure_page
from mkdocs_deploy_plugin.reporting.text import headline
from mkdocs_deploy_plugin.settings import SettingsError
from mkdocs_deploy_plugin.template import TemplateError
from mkdocs_deploy_plugin.text import printable

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

# ProperDocs has the classes of MkDocs under its own name.
_HOST = logging.getLogger(LiveReloadServer.__module__.partition(".")[0])

_ADDRESS = "/livereload-procedures"
"""Where a page that shows a failure asks which build there is now."""

_MOST = 20
"""How many messages of a build are kept."""


class _Heard(logging.Handler):
    """Keeps the first warnings and the first errors of a build."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self._messages: dict[bool, list[str]] = {True: [], False: []}

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a message."""
        kept = self._messages[record.levelno >= logging.ERROR]
        if len(kept) < _MOST:
            kept.append(record.getMessage())

    @property
    def messages(self) -> list[str]:
        """The errors, or else the warnings: in strict mode these fail a build."""
        return self._messages[True] or self._messages[False]


class Failures:
    """Stands before the builds and the pages of a server."""

    def __init__(self, server: LiveReloadServer, watching: Watching, first: Exception | None) -> None:
        """Take a server over. `first` is what was wrong with the first build, if it was put off."""
        self._watching = watching
        self._name, self._page = "", b""
        self._built(list(_reasons(first, [])) if first is not None else [])
        self._build, self._site = server.builder, server.get_app() or server.serve_request
        server.builder = self.build
        server.set_app(self.respond)

    def build(self) -> None:
        """Build the site, and remember why that failed."""
        heard = _Heard()
        _HOST.addHandler(heard)
        self._watching.begin_build()
        try:
            self._build()
        except (Exception, SystemExit) as error:  # of any plugin: serving goes on
            reasons = list(_reasons(error, heard.messages))
            _say(error, heard.messages)
            self._built(reasons)
        else:
            self._built([])
        finally:
            self._watching.end_build()
            _HOST.removeHandler(heard)

    def respond(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request as the server does, or with the reasons why the site could not be built."""
        path, page = environ["PATH_INFO"], self._page
        if path == _ADDRESS:
            start_response("200 OK", [("Content-Type", "text/plain")])
            return [self._name.encode()]
        if not page or path.startswith("/livereload/"):
            return self._site(environ, start_response)
        start_response("500 Internal Server Error", [("Content-Type", "text/html; charset=utf-8")])
        return [page]

    def _built(self, reasons: list[str]) -> None:
        self._name = secrets.token_hex(8)
        page = failure_page(reasons, _ADDRESS, self._name) if reasons else ""
        self._page = page.encode(errors="backslashreplace")


def _reasons(error: BaseException, heard: list[str]) -> Iterator[str]:
    """Yield why a build failed, in words."""
    causes = list(_causes(error))
    if template := next((cause for cause in causes if isinstance(cause, TemplateError)), None):
        for finding in template.findings[:_MOST]:
            yield f"{headline(finding)}\n{printable(finding.help)}".rstrip()
        if len(template.findings) > _MOST:
            yield f"and {len(template.findings) - _MOST} more, which procedures template check lists"
        return
    said = [str(cause) for cause in causes if isinstance(cause, BuildError)] + heard
    if not isinstance(error, SystemExit) or not said:
        said.append(str(error) if _is_for_users(error) else f"{type(error).__name__}: {error}")
    yield from dict.fromkeys(said)


def _say(error: BaseException, heard: list[str]) -> None:
    """Write to the terminal what MkDocs has not written: it leaves out what it has said before."""
    cause = next((cause for cause in _causes(error) if isinstance(cause, BuildError)), error)
    if str(cause) not in heard:
        # What is not meant for users, such as an error in another plugin, comes with its traceback.
        _HOST.error(str(cause), exc_info=None if _is_for_users(cause) else cause)
    _HOST.error("The site was not built. Its pages show why until it is.")


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """Yield an exception, and those that led to it."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _is_for_users(error: BaseException) -> bool:
    """Return whether the message of an exception says all that there is to say."""
    return isinstance(error, (MkDocsException, SettingsError, SystemExit))
