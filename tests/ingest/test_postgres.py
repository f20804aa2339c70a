"""The vectors of builds on a PostgreSQL server: seen when whole, gone with their build."""

from __future__ import annotations

import signal
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest
from psycopg.sql import SQL, Identifier

from ingest import cli, connecting, server
from ingest.errors import BuildIndex, FixSettings
from ingest.layout import IndexFolder, read_manifest
from ingest.postgres import PostgresStores
from ingest.vectorstores import IN_FOLDER
from tests.fakes import BagOfWords
from tests.ingest.conftest import CONTACT, VISITS
from tests.ingest.library import Library
from tests.service.postgres import Server

pytestmark = pytest.mark.postgres
ROOT = Path(__file__).parents[2]


@pytest.fixture
def remote(tmp_path: Path, vectors_url: str) -> Library:
    """Two documents, indexed with their vectors on the server."""
    library = Library(tmp_path, PostgresStores(vectors_url))
    library.write("visits.txt", VISITS)
    library.write("contact.txt", CONTACT)
    library.ingest()
    return library


def tables(url: str) -> list[str]:
    """The tables that others can see, whatever index they belong to."""
    asked = "SELECT tablename FROM pg_tables WHERE schemaname LIKE 'reform_%' ORDER BY 1"
    with psycopg.connect(url) as connection:
        return [name for (name,) in connection.execute(asked)]


def test_a_build_has_a_table_of_its_name_and_no_folder_of_vectors(
    remote: Library, vectors_url: str
) -> None:
    assert tables(vectors_url) == [remote.live.name]
    assert remote.counts() == (2, 2, 2)
    assert not (remote.live / "vectors").exists()
    assert read_manifest(remote.live).vectors == "postgresql"


def test_only_what_is_new_is_embedded(remote: Library, vectors_url: str) -> None:
    first = remote.live.name
    remote.write("more.txt", "More\n\nSomething more is said.\n")
    (remote.corpus / "visits.txt").unlink()
    report = remote.ingest()
    assert report.embedded == len(remote.embedder.embedded) == 1
    assert remote.counts() == (2, 2, 2)
    assert tables(vectors_url) == [first, remote.live.name]


def test_tables_go_with_their_builds(remote: Library, vectors_url: str) -> None:
    for number in range(4):
        remote.write("visits.txt", f"{VISITS} {number}")
        remote.ingest()
    assert tables(vectors_url) == remote.builds()
    assert len(remote.builds()) == 3


def test_indexes_that_share_a_database_leave_each_other_alone(
    remote: Library, vectors_url: str, tmp_path: Path
) -> None:
    other = Library(tmp_path / "other", PostgresStores(vectors_url))
    other.write("visits.txt", VISITS)
    other.ingest(rebuild=True)
    other.ingest(rebuild=True)
    assert remote.counts() == (2, 2, 2)
    assert other.counts() == (1, 1, 1)


def test_nobody_sees_a_table_before_it_is_whole(remote: Library, vectors_url: str) -> None:
    seen: list[list[str]] = []
    remote.embedder.before = lambda: seen.append(tables(vectors_url))
    first = remote.live.name
    remote.write("more.txt", "More\n\nSomething more is said.\n")
    remote.ingest()
    assert seen == [[first]]


def test_an_ingest_that_fails_leaves_no_table(remote: Library, vectors_url: str) -> None:
    def fail() -> None:
        raise RuntimeError("the model broke")

    before = tables(vectors_url)
    remote.embedder.before = fail
    remote.write("more.txt", "More\n\nSomething more is said.\n")
    with pytest.raises(BuildIndex, match="the index stays as it was"):
        remote.ingest()
    assert tables(vectors_url) == before
    assert remote.counts() == (2, 2, 2)


# An ingest that says when it has come to a certain point, and waits there to be killed.
STOPPED = """
import sys, time
from pathlib import Path
from unittest import mock
from ingest.layout import IndexFolder
from ingest.postgres import PostgresStores
from tests.ingest.library import Library

def stop(*_):
    print("here", flush=True)
    time.sleep(600)

library = Library(Path(sys.argv[1]), PostgresStores(sys.argv[2]))
if sys.argv[3] == "embedding":
    library.embedder.before = stop
else:
    mock.patch.object(IndexFolder, "publish", stop).start()
library.ingest()
"""


@pytest.mark.parametrize(("point", "left"), [("embedding", 0), ("publishing", 1)])
def test_what_a_killed_ingest_has_left_goes_with_the_next(
    remote: Library, vectors_url: str, point: str, left: int
) -> None:
    """Before it is committed the server forgets it; after that the next ingest drops it."""
    before = tables(vectors_url)
    remote.write("more.txt", "More\n\nSomething more is said.\n")
    arguments = [str(remote.corpus.parent), vectors_url, point]
    with subprocess.Popen(  # noqa: S603
        [sys.executable, "-c", STOPPED, *arguments], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as ingest:
        assert ingest.stdout is not None
        assert ingest.stdout.readline() == "here\n"
        ingest.send_signal(signal.SIGKILL)
    assert remote.counts() == (2, 2, 2)
    assert len(set(tables(vectors_url)) - set(before)) == left
    remote.ingest()
    assert remote.counts() == (3, 3, 3)
    assert tables(vectors_url) == remote.builds()


def test_a_table_of_the_same_second_that_was_never_published_gives_way(
    remote: Library, vectors_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(IndexFolder, "_free_id", lambda _: "20990101T000000Z")
    remote.write("more.txt", "More\n\nSomething more is said.\n")
    with monkeypatch.context() as broken:
        broken.setattr(IndexFolder, "publish", lambda *_: 1 / 0)
        with pytest.raises(BuildIndex, match="ZeroDivisionError"):
            remote.ingest()
    assert "20990101T000000Z" in tables(vectors_url)
    remote.ingest()
    assert remote.live.name == "20990101T000000Z"
    assert remote.counts() == (3, 3, 3)


def test_a_table_that_is_being_read_is_dropped_the_next_time(
    remote: Library, vectors_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = remote.live.name
    monkeypatch.setattr(connecting, "WAIT_SECONDS", 1)
    remote.stores = PostgresStores(vectors_url)
    with psycopg.connect(vectors_url) as reader:
        (schema,) = (remote.root / "vectors.schema").read_text().split()
        reader.execute(SQL("SELECT count(*) FROM {}").format(Identifier(schema, first)))
        for number in range(3):
            remote.write("visits.txt", f"{VISITS} {number}")
            remote.ingest()
        assert first in tables(vectors_url)
    remote.write("visits.txt", VISITS)
    remote.ingest()
    assert first not in tables(vectors_url)


def test_the_vectors_of_an_older_index_move_without_being_made_again(
    indexed: Library, vectors_url: str
) -> None:
    indexed.stores = PostgresStores(vectors_url)
    report = indexed.ingest()
    assert (report.moved, report.embedded, indexed.embedder.embedded) == (True, 0, [])
    assert indexed.counts() == (2, 2, 2)
    assert not (indexed.live / "vectors").exists()
    assert indexed.ingest().moved is False


def test_an_index_on_a_server_is_not_extended_without_it(remote: Library) -> None:
    remote.stores = IN_FOLDER
    with pytest.raises(BuildIndex, match="set REFORM_QA_VECTORS or run `reform-ingest --rebuild`"):
        remote.ingest()
    remote.ingest(rebuild=True)
    assert remote.counts() == (2, 2, 2)


def test_the_same_is_found_in_both(remote: Library, tmp_path: Path) -> None:
    here = Library(tmp_path / "here")
    for file in remote.corpus.iterdir():
        here.write(file.name, file.read_text())
    here.ingest()
    asked = BagOfWords().embed_question("brothers and sisters meet")
    with (
        closing(remote.stores.open(remote.live)) as there,
        closing(IN_FOLDER.open(here.live)) as local,
    ):
        found, expected = there.search(asked, 9), local.search(asked, 9)
    assert [passage for passage, _ in found] == [passage for passage, _ in expected]
    assert [score for _, score in found] == pytest.approx(
        [score for _, score in expected], abs=1e-5
    )


def test_a_role_that_may_only_read_can_search_and_nothing_else(
    remote: Library, vectors_url: str, pgvector: Server
) -> None:
    with psycopg.connect(vectors_url, autocommit=True) as admin:
        admin.execute("CREATE ROLE reader LOGIN")
        admin.execute("GRANT pg_read_all_data TO reader")
    try:
        stores = PostgresStores(vectors_url.replace("postgres@", "reader@"))
        with closing(stores.open(remote.live)) as store:
            assert store.search(BagOfWords().embed_question("visits"), 1)
        remote.stores = stores
        remote.write("more.txt", "More\n\nSomething more is said.\n")
        with pytest.raises(FixSettings, match="permission denied"):
            remote.ingest()
    finally:
        with psycopg.connect(vectors_url, autocommit=True) as admin:
            admin.execute("DROP OWNED BY reader")
            admin.execute("DROP ROLE reader")


def test_a_build_without_its_schema_says_what_to_copy(remote: Library) -> None:
    (remote.root / "vectors.schema").unlink()
    with pytest.raises(BuildIndex, match=r"copy vectors\.schema beside its builds"):
        remote.counts()


@pytest.mark.parametrize(
    "address",
    [
        "nonsense",
        "mysql://user:hidden-word@host/database",
        "postgresql://user:pass@word:hidden-word@host/database",
    ],
)
def test_what_is_no_address_is_said_without_it(address: str) -> None:
    with pytest.raises(FixSettings, match="REFORM_QA_VECTORS: this is no address") as error:
        PostgresStores(address)
    assert "hidden-word" not in str(error.value)


def test_a_server_that_is_away_is_one_line_without_the_password(
    stocked: Library,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    nowhere = quote(str(stocked.root), safe="")
    address = f"postgresql://somebody:hidden-word@/vectors?host={nowhere}"
    monkeypatch.setenv("REFORM_QA_VECTORS", address)
    monkeypatch.setattr(cli, "open_embedder", lambda _: BagOfWords())
    status = cli.main([str(stocked.corpus), "--index", str(stocked.root)])
    (line,) = capsys.readouterr().err.splitlines()
    assert status == cli.UNUSABLE
    assert "setting REFORM_QA_VECTORS: the server cannot be used" in line
    assert "hidden-word" not in line
    assert IndexFolder(stocked.root).live_id() is None


def test_a_database_without_pgvector_says_who_must_do_what(
    stocked: Library, vectors_url: str
) -> None:
    """pgvector is not an extension that anybody may make."""
    with psycopg.connect(vectors_url, autocommit=True) as admin:
        admin.execute("CREATE ROLE ordinary LOGIN")
    try:
        stocked.stores = PostgresStores(vectors_url.replace("postgres@", "ordinary@"))
        with pytest.raises(FixSettings, match=r"lacks pgvector .* administrator run CREATE EXT"):
            stocked.ingest()
    finally:
        with psycopg.connect(vectors_url, autocommit=True) as admin:
            admin.execute("DROP ROLE ordinary")


def test_an_old_pgvector_is_refused(
    stocked: Library, vectors_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "OLDEST", (99, 0))
    stocked.stores = PostgresStores(vectors_url)
    with pytest.raises(FixSettings, match="ALTER EXTENSION vector UPDATE"):
        stocked.ingest()
