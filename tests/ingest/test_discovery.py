"""Which files count as found, and what is said of those that do not."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ingest.discovery import Found, Source, discover
from ingest.errors import FixSettings
from tests.ingest.library import reasons


def files(found: Found) -> list[str]:
    return [source.file for source in found.sources]


def write(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name)


def test_files_are_found_at_any_depth_in_a_stable_order(tmp_path: Path) -> None:
    write(tmp_path, "b.txt", "a/z.txt", "a/b/c.txt", "B.txt")
    assert files(discover([tmp_path])) == ["B.txt", "a/b/c.txt", "a/z.txt", "b.txt"]


def test_hidden_files_and_the_catalogue_are_no_documents(tmp_path: Path) -> None:
    write(tmp_path, "a.txt", ".hidden.txt", ".git/config", "~$draft.docx", "sub/.x/y.txt")
    write(tmp_path, "catalogue.toml")
    (tmp_path / "catalogue.toml").write_text("")
    found = discover([tmp_path])
    assert files(found) == ["a.txt"]
    assert found.skipped == []


def test_excluded_files_and_folders_are_left_out(tmp_path: Path) -> None:
    write(tmp_path, "a.txt", "README.md", "build/x.py", "build/deep/y.py")
    (tmp_path / "catalogue.toml").write_text('exclude = ["build/*", "README.md"]')
    assert files(discover([tmp_path])) == ["a.txt"]


def test_a_file_given_twice_is_found_once(tmp_path: Path) -> None:
    write(tmp_path, "a.txt")
    assert files(discover([tmp_path, tmp_path / "a.txt", tmp_path])) == ["a.txt"]


def test_a_single_file_has_its_folders_catalogue(tmp_path: Path) -> None:
    write(tmp_path, "a.txt", "b.txt")
    (tmp_path / "catalogue.toml").write_text('[[document]]\nfile = "a.txt"\ntitle = "A title"')
    (source,) = discover([tmp_path / "a.txt"]).sources
    assert source.file == "a.txt"
    assert source.entry is not None
    assert source.entry.title == "A title"


def test_the_index_is_no_part_of_the_library(tmp_path: Path) -> None:
    write(tmp_path, "a.txt", "var/index/files/0123")
    assert files(discover([tmp_path], leave_out=tmp_path / "var/index")) == ["a.txt"]


@pytest.mark.parametrize("missing", ["nothing", "a.txt/below"])
def test_a_path_that_does_not_exist_is_named(tmp_path: Path, missing: str) -> None:
    write(tmp_path, "a.txt")
    with pytest.raises(FixSettings, match=f"{missing} does not exist"):
        discover([tmp_path / missing])


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    assert reasons(discover([tmp_path]).skipped) == {
        "pipe.txt": "it is neither a file nor a folder"
    }
    with pytest.raises(FixSettings, match="neither a file nor a folder"):
        discover([tmp_path / "pipe.txt"])


def test_a_link_to_a_file_is_that_file_under_its_own_name(tmp_path: Path) -> None:
    write(tmp_path, "elsewhere/a.txt")
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus/linked.txt").symlink_to(tmp_path / "elsewhere/a.txt")
    (source,) = discover([tmp_path / "corpus"]).sources
    assert source.place == str(tmp_path / "corpus/linked.txt")
    assert source.path.read_text() == "elsewhere/a.txt"


def test_a_link_to_a_folder_is_not_followed_and_says_so(tmp_path: Path) -> None:
    write(tmp_path, "a/b.txt")
    (tmp_path / "a/loop").symlink_to(tmp_path / "a")
    found = discover([tmp_path])
    assert files(found) == ["a/b.txt"]
    assert "link to a folder is not followed" in reasons(found.skipped)["a/loop"]


def test_a_link_that_leads_nowhere_is_left_to_the_reading(tmp_path: Path) -> None:
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nothing")
    (tmp_path / "loop.txt").symlink_to(tmp_path / "loop.txt")
    sources = discover([tmp_path]).sources
    assert [source.file for source in sources] == ["gone.txt", "loop.txt"]
    for source in sources:
        with pytest.raises(OSError):
            _ = source.sha256


def test_a_name_that_is_not_utf8_is_skipped_with_a_reason(tmp_path: Path) -> None:
    (Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.txt"))).write_text("Text.")
    found = discover([tmp_path])
    assert found.sources == []
    assert reasons(found.skipped) == {"caf\ufffd.txt": "its name is not valid UTF-8: rename it"}


@pytest.mark.usefixtures("ordinary_user")
def test_a_folder_that_cannot_be_listed_is_named_and_the_rest_found(tmp_path: Path) -> None:
    write(tmp_path, "a.txt", "closed/b.txt")
    (tmp_path / "closed").chmod(0)
    try:
        found = discover([tmp_path])
    finally:
        (tmp_path / "closed").chmod(0o700)
    assert files(found) == ["a.txt"]
    assert found.closed == [tmp_path / "closed"]
    assert reasons(found.skipped) == {
        "closed": "the folder could not be opened (Permission denied)"
    }


def test_the_fingerprint_follows_content_name_and_entry(tmp_path: Path) -> None:
    write(tmp_path, "a.txt")
    text = '[[document]]\nfile = "a.txt"\ntitle = "{}"'

    def fingerprint() -> str:
        (source,) = discover([tmp_path]).sources
        return source.fingerprint

    seen = [fingerprint()]
    (tmp_path / "catalogue.toml").write_text(text.format("One"))
    seen.append(fingerprint())
    (tmp_path / "catalogue.toml").write_text(text.format("Two"))
    seen.append(fingerprint())
    (tmp_path / "a.txt").write_text("changed")
    seen.append(fingerprint())
    assert len(set(seen)) == 4
    assert fingerprint() == seen[-1]
    same_content = Source(tmp_path / "a.txt", "other.txt", None)
    assert same_content.fingerprint != Source(tmp_path / "a.txt", "a.txt", None).fingerprint


def entries(found: Found) -> dict[str, str | None]:
    return {s.file: s.entry.title if s.entry else None for s in found.sources}


def test_a_part_of_a_library_is_called_and_described_as_in_the_whole(tmp_path: Path) -> None:
    write(tmp_path, "a/b/c.txt", "a/d.txt")
    (tmp_path / "catalogue.toml").write_text('[[document]]\nfile = "a/b/c.txt"\ntitle = "C"')
    assert entries(discover([tmp_path / "a/b"])) == {"a/b/c.txt": "C"}
    assert entries(discover([tmp_path])) == {"a/b/c.txt": "C", "a/d.txt": None}


def test_the_nearest_catalogue_speaks_and_is_no_document(tmp_path: Path) -> None:
    write(tmp_path, "a/b/c.txt", "a/d.txt")
    (tmp_path / "catalogue.toml").write_text('[[document]]\nfile = "a/b/c.txt"\ntitle = "Far"')
    (tmp_path / "a/b/catalogue.toml").write_text('[[document]]\nfile = "c.txt"\ntitle = "Near"')
    assert entries(discover([tmp_path])) == {"a/b/c.txt": "Near", "a/d.txt": None}


def test_a_catalogue_above_a_repository_says_nothing_of_it(tmp_path: Path) -> None:
    write(tmp_path, "repository/.git/config", "repository/docs/c.txt")
    (tmp_path / "catalogue.toml").write_text('exclude = ["*"]')
    assert files(discover([tmp_path / "repository/docs"])) == ["c.txt"]
