"""`reform-service [serve | ask | doctor | ...]`: the HTTP API, one answer, and their upkeep."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from pydantic import ValidationError

from ingest.errors import FixSettings, ReformQAError
from ingest.settings import Settings, load_settings
from service import logs, ports
from service.commands import answers, audit, backup, keys, pausing
from service.schemas import MAX_QUESTION, Answer, Question
from service.terminal import render
from service.visible import is_blank

DEFAULT_COMMAND = "serve"
SHUTDOWN_SECONDS = 5
# So long may a thread that answers keep the interpreter while another waits for it. Python's own
# 5 ms add up, since a request waits several times: health and refusals took twice as long.
SWITCH_SECONDS = 0.0005
OK, FAILED, INTERRUPTED = 0, 1, 130


def main(arguments: Sequence[str] | None = None) -> int:
    """0: done (a refusal to answer is an answer); 1: an error, in one line; 2: wrong arguments."""
    options = _parser().parse_args(_with_command(sys.argv[1:] if arguments is None else arguments))
    try:
        status: int = options.run(options)
        sys.stdout.flush()
    except ReformQAError as error:
        print(f"reform-service: {error}", file=sys.stderr)
        return FAILED
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:  # the reader, `head` say, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    return status


def _with_command(arguments: Sequence[str]) -> list[str]:
    """`reform-service --port 9000` means `reform-service serve --port 9000`."""
    asks_for_help = arguments and arguments[0] in ("-h", "--help")
    if asks_for_help or (arguments and not arguments[0].startswith("-")):
        return list(arguments)
    return [DEFAULT_COMMAND, *arguments]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="reform-service", description=__doc__)
    commands = parser.add_subparsers(metavar="COMMAND")
    serve = commands.add_parser("serve", help="the HTTP API (the default)")
    serve.add_argument("--host", metavar="ADDRESS", help="address to listen on (127.0.0.1)")
    serve.add_argument("--port", type=int, help="port to listen on (8000)")
    serve.set_defaults(run=_serve)
    ask = commands.add_parser("ask", help="one answer in the terminal")
    ask.add_argument("question", metavar="QUESTION")
    ask.add_argument("--json", action="store_true", help="print the API's object")
    ask.set_defaults(run=_ask)
    doctor = commands.add_parser("doctor", help="check the installation, models, index, settings")
    doctor.add_argument("--port", type=int, help="port to check (8000)")
    doctor.set_defaults(run=_doctor)
    for command in (serve, ask, doctor):
        command.add_argument("--index", type=Path, metavar="DIR", help="folder of the index")
    for family in (answers, keys, audit, pausing, backup):
        family.register(commands)
    return parser


def _serve(options: argparse.Namespace) -> int:
    settings = load_settings(host=options.host, port=options.port, index=options.index)
    reachable = not ports.is_loopback(settings.host, settings.port)
    if reachable and not _has_keys(settings):
        raise ports.keys_first(settings.host)
    with ports.bind(settings.host, settings.port) as held:
        logs.set_up(settings.log)

        # Slow to import, so only once the arguments and the port are known to be good.
        import uvicorn

        from service.app import build_app
        from service.engine import Engine
        from service.state import open_state

        sys.setswitchinterval(SWITCH_SECONDS)
        app = build_app(open_state(settings, Engine(settings), keys_needed=reachable))
        config = uvicorn.Config(
            app,
            log_config=None,
            log_level="warning",
            access_log=False,
            ws="none",
            proxy_headers=False,
            server_header=False,
            timeout_graceful_shutdown=SHUTDOWN_SECONDS,
        )
        print(f"Reform QA service: {ports.url(settings.host, settings.port)} (Ctrl-C ends it)")
        sys.stdout.flush()
        try:
            uvicorn.Server(config).run(sockets=[held])
        except KeyboardInterrupt:  # uvicorn has shut down and hands the signal on
            return OK
        except OSError as error:
            raise ports.unavailable(settings.host, settings.port, error) from error
    return OK


def _has_keys(settings: Settings) -> bool:
    from service.database import Database, place_of
    from service.keys import any_key

    return any_key(Database(place_of(settings)))


def _ask(options: argparse.Namespace) -> int:
    settings = load_settings(index=options.index)
    answer = _answer(_question(options.question), settings)
    if options.json:
        print(answer.model_dump_json(indent=1))
    else:
        print(render(answer, shutil.get_terminal_size().columns))
    return OK


def _question(text: str) -> Question:
    if is_blank(text):
        raise FixSettings("the question is empty: write what you want to know")
    try:
        return Question(question=text)
    except ValidationError as error:
        raise FixSettings(
            f"the question is not readable text of at most {MAX_QUESTION} characters"
        ) from error


def _answer(question: Question, settings: Settings) -> Answer:
    """One answer, stored nowhere."""
    from ingest.layout import IndexFolder
    from ingest.vectorstores import open_stores
    from service.engine import Engine
    from service.live import LiveIndex
    from service.verified import live_name

    folder = IndexFolder(settings.index)
    live_name(folder)  # that there is no index is said before the models load
    engine = Engine(settings)
    live = LiveIndex(folder, engine.identity, stores=open_stores(settings))
    try:
        with live.use() as build:
            return engine.answer(question, build)
    finally:
        live.close()


def _doctor(options: argparse.Namespace) -> int:
    from service.doctor import examine  # opens the index, so it imports the stores

    worst = OK
    for finding in examine(options.index, options.port):
        print(finding.line(), flush=True)
        if finding.severity == "error":
            worst = FAILED
    return worst


if __name__ == "__main__":
    sys.exit(main())
