"""What the library says of a document beyond its name: origins, other files, editions."""

from __future__ import annotations

from pathlib import Path

from fastapi.testclient import TestClient

from tests.service.api.fakes import index

PROMISES = "\n\n".join(f"Promise {n}: councils keep what they said in {n}." for n in range(40))


def test_the_library_tells_origins_other_files_and_editions(
    client: TestClient, corpus: Path, indexed: Path
) -> None:
    for year in (2020, 2024):
        text = f"# Keeping promises to children\n\nPublished: 1 May {year}\n\n{PROMISES}\n"
        (corpus / f"promises-{year}.md").write_text(text)
    (corpus / "copy of promises.md").write_text((corpus / "promises-2020.md").read_text())
    index(corpus, indexed)
    document = client.get("/v1/documents/promises-2024").json()
    assert document["origins"]["title"] == {"source": "first page", "trust": 0.85}
    assert document["editions"] == [
        {"id": each, "title": "Keeping promises to children", "published": day}
        for each, day in (("promises-2024", "2024-05-01"), ("copy-of-promises", "2020-05-01"))
    ]
    older = client.get("/v1/documents/copy-of-promises").json()
    assert (older["file"], older["other_files"]) == ("copy of promises.md", ["promises-2020.md"])
    body = {"question": "What is kept?", "filters": {"documents": ["promises-2020.md"]}}
    assert client.post("/v1/answers", json=body).status_code == 200
    body = {"question": "What is kept?", "filters": {"documents": ["nothing.md"]}}
    assert client.post("/v1/answers", json=body).status_code == 422
