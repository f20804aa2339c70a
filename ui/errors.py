"""What can go wrong between page and service, in words for the reader."""

from __future__ import annotations


class ServiceError(Exception):
    """What happened, what the reader can do, and whether asking again unchanged may help."""

    def __init__(self, summary: str, advice: str, *, again: bool = True) -> None:
        super().__init__(f"{summary} {advice}")
        self.summary = summary
        self.advice = advice
        self.again = again


def unreachable() -> ServiceError:
    return ServiceError(
        "The service that finds the answers cannot be reached.",
        "It may still be starting. Wait a minute and try again. If that does not help,"
        " tell whoever runs this page.",
    )


def too_slow(seconds: float) -> ServiceError:
    return ServiceError(
        f"There was no answer within {seconds:.0f} seconds.",
        "The service may be busy. Try again, or ask a shorter question about one thing.",
    )


def unreadable() -> ServiceError:
    return ServiceError(
        "The service answered in a way that this page cannot read.",
        "Try again. If it happens again, tell whoever runs this page: the page and the service"
        " may be of different versions.",
    )


BUSY, PAUSED = "/problems/busy", "/problems/paused"


def from_response(
    status: int, detail: str, retry_after: str | None, kind: str = ""
) -> ServiceError:
    """Turn an error response into words; `detail` is the service's own, shown for 4xx only, and
    where whoever runs the service has written it for readers."""
    if kind == PAUSED:
        return ServiceError("No questions are answered just now.", detail)
    if kind == BUSY:
        return ServiceError(
            "Many people are asking just now.", f"{_wait(retry_after)} and try again."
        )
    return _of_fault(status) if status >= 500 else _of_request(status, detail, retry_after)


def _of_fault(status: int) -> ServiceError:
    if status == 504:
        return ServiceError(
            "The answer took too long.", "Try again, or ask a shorter question about one thing."
        )
    if status == 503:
        return ServiceError(
            "The service is not ready yet.",
            "It is probably loading the documents. Wait a minute and try again.",
        )
    return ServiceError(
        "Something went wrong in the service.",
        "Try again. If it happens again, tell whoever runs this page.",
    )


def _of_request(status: int, detail: str, retry_after: str | None) -> ServiceError:
    if status == 429:
        return ServiceError("Too many questions at once.", f"{_wait(retry_after)} and try again.")
    if status == 403:
        return ServiceError(
            "The service did not accept this page.",
            "Its key may not do this. Where readers sign in, the key is to be made with --trusted."
            " Tell whoever runs the page.",
        )
    if status == 401:
        return ServiceError(
            "The service did not accept this page.",
            "The page needs a valid key (REFORM_QA_UI_API_KEY). Tell whoever runs it.",
        )
    if status == 404:
        return ServiceError(
            "The service no longer has this.",
            detail or "The documents may have been replaced. Ask the question again.",
        )
    return ServiceError(
        "The service could not take this question.",
        detail or "Change the question and ask again.",
        again=False,
    )


def _wait(retry_after: str | None) -> str:
    if retry_after is not None and retry_after.isdigit():
        return f"Wait {retry_after} seconds"
    return "Wait a minute"
