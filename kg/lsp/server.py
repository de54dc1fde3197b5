"""The language server: what the editor asks, answered from the project."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterable

from lsprotocol import types
from pygls.lsp.server import LanguageServer
from pygls.uris import from_fs_path, to_fs_path
from pygls.workspace.position_codec import ServerTextPosition, ServerTextRange

from kg import __version__
from kg.diagnostics import Diagnostic, Location, Severity
from kg.documents.records import Document
from kg.lsp.actions import repairs
from kg.lsp.completion import completions
from kg.lsp.cursor import Cursor, cursor
from kg.lsp.fields import described, record_at
from kg.lsp.project import Project
from kg.lsp.ruler import Ruler

_PAUSE = 0.4
"""Seconds without typing after which the whole collection is checked."""
_SEVERITY = {
    Severity.VIOLATION: types.DiagnosticSeverity.Error,
    Severity.WARNING: types.DiagnosticSeverity.Warning,
    Severity.INFO: types.DiagnosticSeverity.Information,
}
_KIND = {
    "field": types.CompletionItemKind.Field,
    "word": types.CompletionItemKind.EnumMember,
    "known": types.CompletionItemKind.Reference,
}


class Server(LanguageServer):
    """A language server for one folder of documents."""

    def __init__(self) -> None:
        super().__init__("kg", __version__)
        self.project: Project | None = None
        self._pending: asyncio.Task[None] | None = None
        self._published: set[str] = set()

    def project_of(self, path: str) -> Project:
        """The project of a file: the folder that the editor has open, else that of the file."""
        if self.project is None:
            root = self.workspace.root_path
            self.project = Project(root or os.path.dirname(path))
        return self.project

    def changed(self, uri: str) -> None:
        """Take in what the editor holds, report on the file at once and on all after a pause."""
        path = to_fs_path(uri)
        if path is None or not (project := self.project_of(path)).is_document(path):
            return
        project.texts[os.path.abspath(path)] = self.workspace.get_text_document(uri).source
        _, found = project.read(path)
        self._publish(path, found)
        self.check_soon()

    def closed(self, uri: str) -> None:
        """Forget what the editor held; the file counts again."""
        path = to_fs_path(uri)
        if path is not None and self.project is not None:
            self.project.texts.pop(os.path.abspath(path), None)
            self.check_soon()

    def check_soon(self) -> None:
        """Check the whole collection after a pause, once for all changes until then."""
        if self._pending is not None:
            self._pending.cancel()
        self._pending = asyncio.get_running_loop().create_task(self._check())

    async def _check(self) -> None:
        await asyncio.sleep(_PAUSE)
        if self.project is None:
            return
        project = self.project
        found = await asyncio.get_running_loop().run_in_executor(None, project.check)
        if project.problem:
            self.window_show_message(types.ShowMessageParams(types.MessageType.Error, project.problem))
            return
        for path in sorted(self._published - found.keys()):
            self._publish(path, ())
        for path in sorted(found):
            self._publish(path, found[path])

    def _publish(self, path: str, found: Iterable[Diagnostic]) -> None:
        uri = _uri(path)
        self._published.add(os.path.abspath(path))
        rulers: dict[str, Ruler] = {}
        self.text_document_publish_diagnostics(
            types.PublishDiagnosticsParams(uri, [self._shown(one, uri, rulers) for one in found])
        )

    def _shown(self, one: Diagnostic, uri: str, rulers: dict[str, Ruler]) -> types.Diagnostic:
        return types.Diagnostic(
            range=self._range(one.location, uri, rulers),
            message=f"{one.message}\n{one.hint}" if one.hint else one.message,
            severity=_SEVERITY[one.severity],
            code=one.code,
            source="kg",
            related_information=[
                types.DiagnosticRelatedInformation(
                    types.Location(_uri(place.file), self._range(place, _uri(place.file), rulers)), one.name
                )
                for place in one.related
            ],
        )

    def _range(self, place: Location, uri: str, rulers: dict[str, Ruler]) -> types.Range:
        """From the place to the end of its line, in the units that the client counts."""
        ruler = rulers.get(uri)
        if ruler is None:
            ruler = rulers[uri] = Ruler(self.workspace.get_text_document(uri))
        return ruler.to_end_of_line(place)

    def at(self, uri: str, position: types.Position) -> tuple[Cursor, Document | None] | None:
        """What stands at a position, and the document if it can be read; None outside of front matter."""
        path = to_fs_path(uri)
        if path is None:
            return None
        text = self.workspace.get_text_document(uri)
        place = text.position_from_client_units(position)
        found = cursor(text.lines, place.line, place.character)
        if found is None:
            return None
        project = self.project_of(path)
        project.texts[os.path.abspath(path)] = text.source
        return found, project.read(path)[0]


def _span(line: int, start: int, end: int) -> ServerTextRange:
    return ServerTextRange(ServerTextPosition(line, start), ServerTextPosition(line, end))


def _uri(path: str) -> str:
    return from_fs_path(os.path.abspath(path)) or ""


def make_server() -> Server:
    """A server that is ready to be started."""
    server = Server()

    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    def opened(ls: Server, params: types.DidOpenTextDocumentParams) -> None:
        ls.changed(params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    def changed(ls: Server, params: types.DidChangeTextDocumentParams) -> None:
        ls.changed(params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_SAVE)
    def saved(ls: Server, params: types.DidSaveTextDocumentParams) -> None:
        ls.changed(params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    def closed(ls: Server, params: types.DidCloseTextDocumentParams) -> None:
        ls.closed(params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_HOVER)
    def hover(ls: Server, params: types.HoverParams) -> types.Hover | None:
        found = ls.at(params.text_document.uri, params.position)
        record = record_at(found[0].path) if found else None
        text = described(record, found[0].key) if found and record else ""
        return types.Hover(types.MarkupContent(types.MarkupKind.Markdown, text)) if text else None

    @server.feature(
        types.TEXT_DOCUMENT_COMPLETION, types.CompletionOptions(trigger_characters=[":", " ", "-", '"'])
    )
    def complete(ls: Server, params: types.CompletionParams) -> types.CompletionList:
        found = ls.at(params.text_document.uri, params.position)
        if found is None or ls.project is None:
            return types.CompletionList(is_incomplete=False, items=[])
        place, here = found
        document = ls.workspace.get_text_document(params.text_document.uri)
        edited = document.range_to_client_units(
            _span(params.position.line, place.begin, place.begin + len(place.typed))
        )
        items = [
            types.CompletionItem(
                one.label,
                kind=_KIND[one.kind],
                detail=one.detail or None,
                documentation=types.MarkupContent(types.MarkupKind.Markdown, one.documentation)
                if one.documentation
                else None,
                sort_text=f"{number:06}",
                filter_text=one.label,
                insert_text_mode=types.InsertTextMode.AdjustIndentation,
                text_edit=types.TextEdit(edited, one.insert),
            )
            for number, one in enumerate(completions(place, ls.project.known, here))
        ]
        return types.CompletionList(is_incomplete=False, items=items)

    @server.feature(types.TEXT_DOCUMENT_CODE_ACTION, types.CodeActionOptions([types.CodeActionKind.QuickFix]))
    def act(ls: Server, params: types.CodeActionParams) -> list[types.CodeAction]:
        uri = params.text_document.uri
        return [
            types.CodeAction(
                title,
                kind=types.CodeActionKind.QuickFix,
                diagnostics=[one for one in params.context.diagnostics if one.code in codes],
                edit=types.WorkspaceEdit(changes={uri: edits}),
            )
            for title, codes, edits in repairs(ls.workspace.get_text_document(uri), params.range)
        ]

    return server
