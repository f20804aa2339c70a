"""The kinds of problems, as data: the API documents, returns and explains these and no others."""

from __future__ import annotations

from typing import NamedTuple


class Kind(NamedTuple):
    """A kind of problem: its status, its title, and what to do, for `GET /problems/{name}`."""

    status: int
    title: str
    advice: str


KINDS: dict[str, Kind] = {
    "invalid-request": Kind(
        422,
        "The request is not valid",
        "A field is missing, malformed or out of bounds. `errors` names each field and what is "
        "wrong with it. Correct these and send the request again.",
    ),
    "personal-data": Kind(
        422,
        "The request contains personal data",
        "Take out e-mail addresses, phone, National Insurance and NHS numbers and home addresses, "
        "and send the request again. Nothing of it was kept. Questions are about documents; to ask "
        "about a person, use the system in which their record is.",
    ),
    "not-json": Kind(
        415,
        "The body is not JSON",
        "Send the body as JSON with the header `Content-Type: application/json`.",
    ),
    "too-large": Kind(
        413,
        "The request is too large",
        "A body may have at most 64 KiB, at /v1/chat/completions 512 KiB. Shorten the history.",
    ),
    "bad-request": Kind(
        400, "The request could not be read", "Check that the request is well-formed HTTP."
    ),
    "unknown-route": Kind(
        404, "There is nothing at this address", "The addresses are listed in /openapi.json."
    ),
    "unknown-method": Kind(
        405,
        "This address does not take this method",
        "The header `Allow` names the methods that it takes.",
    ),
    "unknown-document": Kind(
        404,
        "There is no such document",
        "The document is not in the index that is served now; it may have been removed or "
        "renamed. GET /v1/documents lists what there is.",
    ),
    "unknown-model": Kind(
        404,
        "There is no such model",
        "GET /v1/models lists what may be named as `model`.",
    ),
    "unknown-answer": Kind(
        404,
        "There is no such answer",
        "No answer is stored under this id. Ask the question again.",
    ),
    "unknown-citation": Kind(
        404,
        "There is no such citation",
        "The answer is not stored, has no citation of this number, or cites another document.",
    ),
    "no-page-picture": Kind(
        404,
        "There is no picture of this page",
        "Only PDF files have pictures of pages. For other formats use /v1/documents/{id}/text, "
        "into which the offsets of every quote point, or the original at /v1/documents/{id}/file.",
    ),
    "missing-original": Kind(
        404,
        "The original file is missing",
        "The index no longer holds this document's file. `reform-ingest --rebuild` copies the "
        "originals again; the text is still at /v1/documents/{id}/text.",
    ),
    "no-key": Kind(
        401,
        "A valid key is needed",
        "Send the header `Authorization: Bearer KEY`. The key may be missing, unknown, expired or "
        "revoked: whoever runs the service makes one with `reform-service keys create`.",
    ),
    "unknown-host": Kind(
        421,
        "The service is not known under this name",
        "While no key was made it answers under this computer's own names and addresses, so that "
        "no web page elsewhere can read it. Whoever runs it lists others in REFORM_QA_HOSTS, or "
        "makes a key.",
    ),
    "not-allowed": Kind(
        403,
        "This key may not do this",
        "The address needs a key with another role: see `reform-service keys create --help`.",
    ),
    "not-trusted": Kind(
        403,
        "This key may not name end users",
        "Leave out the header `Reform-End-User`, or use a key that was made with `--trusted`.",
    ),
    "bad-end-user": Kind(
        400,
        "The end user is not named well",
        "`Reform-End-User` must have 1 to 200 characters.",
    ),
    "too-many-requests": Kind(
        429,
        "Too many requests",
        "The key, or the end user that it named, has used up its limit. Wait as many seconds as "
        "`Retry-After` says; the headers `RateLimit-*` tell the limit and what is left of it.",
    ),
    "paused": Kind(
        503,
        "Answers are paused",
        "Whoever runs the service has stopped it from answering; `detail` says why. Documents and "
        "stored answers can still be read. `reform-service resume` ends the pause.",
    ),
    "busy": Kind(
        503,
        "The service is busy",
        "As many questions as may wait are waiting. Wait as many seconds as `Retry-After` says and "
        "send the request again.",
    ),
    "too-slow": Kind(
        504,
        "The answer took too long",
        "Wait as many seconds as `Retry-After` says and send the request again, or ask about one "
        "thing at a time.",
    ),
    "not-ready": Kind(
        503,
        "The service is not ready",
        "There is no usable index, model or database. `detail` says what is wrong and what to "
        "run; as soon as that is done the service answers, without a restart where it is the "
        "index.",
    ),
    "internal-error": Kind(
        500,
        "Something went wrong in the service",
        "This is a fault of the service, not of the request. Its log has the details.",
    ),
}
