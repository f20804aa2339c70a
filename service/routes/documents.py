"""The library: what the index holds, a document's text and its original file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from fastapi.responses import FileResponse

from ingest.quarantine import Quarantined, read_quarantine
from ingest.records import DocumentRecord
from service.opened import OpenBuild
from service.problems import ProblemError
from service.routes.access import ASK, GUARDED
from service.routes.common import BINARY, State, documented, find_document
from service.schemas import (
    DocumentSummary,
    DocumentText,
    Edition,
    Library,
    Origin,
    QuarantinedFile,
)
from service.state import ServiceState

router = APIRouter(
    prefix="/v1/documents", tags=["documents"], responses=GUARDED, dependencies=[ASK]
)

OFFICE = "application/vnd.openxmlformats-officedocument"
MEDIA_TYPES = {
    "pdf": "application/pdf",
    "docx": f"{OFFICE}.wordprocessingml.document",
    "pptx": f"{OFFICE}.presentationml.presentation",
    "html": "text/html",
    "htm": "text/html",
    "md": "text/markdown",
    "txt": "text/plain",
}
INLINE = frozenset({"pdf"})
FILE_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
    "Cache-Control": "private, no-cache",
}
# Chromium shows no PDF in a sandbox; `nosniff` keeps one from being read as anything else.
PDF_HEADERS = {**FILE_HEADERS, "Content-Security-Policy": "frame-ancestors 'none'"}
Shown = Annotated[
    Literal["indexed", "quarantined"],
    Query(description="Documents of the index, or files that ingest could not use"),
]
LOOK_UP = documented("unknown-document", "not-ready")


@router.get("", summary="The library", responses=documented("invalid-request", "not-ready"))
def library(service: State, state: Shown = "indexed") -> Library:
    """Every document, by title, and questions that they can answer; or what could not be used."""
    with service.live.use() as build:
        if state == "quarantined":
            files = _quarantined(build, read_quarantine(service.live.folder))
            return Library(index=build.id, documents=[], quarantined=files)
        summaries = sorted(_summaries(build, list(build.documents)), key=_by_title)
        return Library(
            index=build.id,
            documents=summaries,
            suggested_questions=service.engine.suggested_questions(build),
        )


@router.get("/{document_id}", summary="A document", responses=LOOK_UP)
def document(document_id: str, state: State) -> DocumentSummary:
    """What is known of one document."""
    with state.live.use() as build:
        find_document(build, document_id)
        return _summaries(build, [document_id])[0]


@router.get("/{document_id}/text", summary="A document's text", responses=LOOK_UP)
def text(document_id: str, state: State) -> DocumentText:
    """The string that every quote's offsets (in Unicode code points) point into."""
    with state.live.use() as build:
        find_document(build, document_id)
        return DocumentText(id=document_id, text=build.text(document_id), index=build.id)


@router.get(
    "/{document_id}/file",
    summary="A document's original file",
    response_class=FileResponse,
    responses={
        200: {"description": "The file", "content": {"*/*": BINARY}},
        **documented("unknown-document", "missing-original", "not-ready"),
    },
)
def file(document_id: str, state: State) -> FileResponse:
    """PDF files open in the browser; all others are downloads, because markup is not trusted."""
    with state.live.use() as build:
        record = find_document(build, document_id)
        return FileResponse(
            original(state, record),
            headers=PDF_HEADERS if record.format == "pdf" else FILE_HEADERS,
            media_type=MEDIA_TYPES.get(record.format, "application/octet-stream"),
            filename=PurePosixPath(record.file).name,
            content_disposition_type="inline" if record.format in INLINE else "attachment",
        )


def original(state: ServiceState, record: DocumentRecord) -> Path:
    """Where the index keeps a document's file, named by its digest and by nothing a user sends."""
    path = state.live.folder.files / record.sha256
    if not path.is_file():
        raise ProblemError(
            "missing-original",
            f"the index no longer holds the file {record.file}: run `reform-ingest --rebuild`",
        )
    return path


def _quarantined(build: OpenBuild, items: list[Quarantined]) -> list[QuarantinedFile]:
    """An older build may have been made live, or the document removed by hand."""
    served = [
        item if item.document in build.documents else replace(item, document=None) for item in items
    ]
    return [
        QuarantinedFile(
            file=item.file,
            reason=item.reason,
            since=datetime.fromisoformat(item.when),
            sha256=item.sha256,
            document=item.document,
        )
        for item in sorted(served, key=lambda item: item.file)
    ]


def _summaries(build: OpenBuild, ids: list[str]) -> list[DocumentSummary]:
    pages = build.texts.page_counts()
    passages = build.texts.passage_counts()
    lengths = build.texts.text_lengths()
    return [
        DocumentSummary(
            **build.reference(record.id).model_dump(),
            format=record.format,
            pages=pages.get(record.id),
            passages=passages.get(record.id, 0),
            characters=lengths[record.id],
            sources=list(record.sources),
            licence=record.licence,
            supersedes=list(record.supersedes),
            guessed=list(record.guessed),
            origins={o.field: Origin(source=o.source, trust=o.trust) for o in record.origins},
            other_files=[copy.file for copy in record.copies],
            editions=_listed(build, record.editions),
            series=_listed(build, record.series),
        )
        for record in (build.documents[document_id] for document_id in ids)
    ]


def _listed(build: OpenBuild, ids: Sequence[str]) -> list[Edition]:
    records = [build.documents[document_id] for document_id in ids]
    return [Edition(id=r.id, title=r.title, published=r.published) for r in records]


def _by_title(summary: DocumentSummary) -> tuple[str, str]:
    return summary.title.casefold(), summary.id
