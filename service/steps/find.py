"""Step 3: retrieve passages, rerank them, and score every unit in the best that may be quoted."""

from __future__ import annotations

from dataclasses import replace

from service.context import Context, Ranked
from service.retrieval import Candidate, fuse, retrieve
from service.schemas import Status
from service.scope import Scope, about_none, about_one, scopes_of
from service.scoring import score_units
from service.sections import in_named_sections, named_among
from service.sides import sides_of
from service.twofold import questions_in
from service.wants import TOLD_OF_EACH, Want, compares, spoken_of

RERANKED = 10
# So many of the best by words and by meaning are reranked always: fused ranks alone lose the one
# passage that has a rare name, where the vectors do not find it.
SURE_OF_EACH = 2
TAKEN_APART = 5
MOST_UNITS = 20
MOST_UNITS_OF_NAMED = 10
# In logits: a passage within this of the best is taken apart, wherever the first stage puts it.
AS_GOOD = 0.25


def find(context: Context) -> None:
    """Fills `passages` and `evidence`, best first; `not_in_documents` where filters leave none."""
    build = context.build
    allowed = build.allowed(context.question.filters, context.question.as_of)
    context.scopes = scopes_of(context.asked, build.about, allowed)
    comparing = compares(context.asked)
    if len(context.scopes) < 2 and (sides := sides_of(context.asked, build.about, allowed)):
        context.scopes = sides
    elif questions := _two_questions(context, comparing, allowed):
        context.scopes = questions
    elif comparing and len(context.scopes) == 1:
        context.scopes = []  # one is named and the other is not understood: both must be found
    two_questions = any(scope.want for scope in context.scopes)
    context.comparing = not two_questions and (len(context.scopes) > 1 or comparing)
    if context.comparing or two_questions:
        spoken = spoken_of(context.asked)
        context.want = spoken if context.comparing and spoken in TOLD_OF_EACH else Want.OTHER
    places: list[list[str] | None] = [_documents(each, allowed) for each in context.scopes]
    for number, documents in enumerate(places or [allowed]):
        _find_within(context, documents, number, max(1, len(places)))
    context.evidence.sort(key=lambda item: -item.score)
    if not context.passages:
        context.status = Status.NOT_IN_DOCUMENTS
    elif context.evidence and context.evidence[0].ranked.asked == context.in_context:
        context.interpreted = context.in_context


def _two_questions(context: Context, comparing: bool, allowed: list[str] | None) -> list[Scope]:
    """The two that are asked in one; in a conversation the second would lack what the first was
    said about."""
    if comparing or len(context.scopes) > 1 or context.question.history:
        return []
    return questions_in(context.asked, context.build.about, allowed)


def _documents(scope: Scope, allowed: list[str] | None) -> list[str]:
    return sorted(scope.documents if allowed is None else scope.documents & set(allowed))


def _find_within(context: Context, documents: list[str] | None, number: int, of: int) -> None:
    """Look in some documents; the work is shared out where several are compared."""
    passages = _by_every_reading(context, documents, number, _share(RERANKED, of))
    context.passages += passages
    taken_apart = _best_of(passages, _share(TAKEN_APART, of))
    most, want = _share(MOST_UNITS, of), context.want_of(number)
    named = named_among(context, want, passages, taken_apart)
    others = [each for each in taken_apart if each not in named]
    found = score_units(context, others, most, want)
    found += score_units(context, named, MOST_UNITS_OF_NAMED, want)
    context.evidence += [replace(item, scope=number) for item in found]


def _by_every_reading(
    context: Context, documents: list[str] | None, number: int, limit: int
) -> list[Ranked]:
    """The passages for the question by itself and, in a conversation, for the question with what
    was last said; each as it answers the reading that it answers better."""
    asked = asked_of(context, number)
    exact = bool(context.scopes) and context.scopes[number].exact
    sought = about_none(context.asked, context.scopes) if exact else asked
    want = context.want_of(number)
    rankings = [_ranked(context, want, asked, sought or asked, documents, limit)]
    if context.in_context and not context.comparing:
        context.by_itself = rankings[0]
        sought = f"{context.in_context} {context.said_before}"
        rankings.append(_ranked(context, want, context.in_context, sought, documents, limit))
    best: dict[str, Ranked] = {}
    for ranked in (each for ranking in rankings for each in ranking):
        id_ = ranked.candidate.passage.id
        if id_ not in best or ranked.relevance > best[id_].relevance:
            best[id_] = ranked
    fused = fuse([[each.candidate.passage.id for each in ranking] for ranking in rankings])
    return [best[id_] for id_ in sorted(fused, key=lambda id_: -fused[id_])]


def _ranked(
    context: Context,
    want: Want,
    asked: str,
    sought: str,
    documents: list[str] | None,
    limit: int,
) -> list[Ranked]:
    """What is found for one reading of the question, reranked."""
    build, embedder = context.build, context.models.embedder
    sure = min(SURE_OF_EACH, limit // 4)
    found = retrieve(sought, build, embedder, limit=limit, documents=documents, sure=sure)
    named = in_named_sections(context, want, asked, documents, found)
    return rerank(context, asked, [*found, *named])


def _best_of(passages: list[Ranked], most: int) -> list[Ranked]:
    """The first, and any other that the cross-encoder takes to be as good as the best of them."""
    first, rest = passages[:most], passages[most:]
    best = max((each.relevance for each in first), default=0.0)
    return [*first, *(each for each in rest if each.relevance >= best - AS_GOOD)]


def asked_of(context: Context, scope: int) -> str:
    """The question as it is asked of the documents of one scope."""
    return about_one(context.asked, context.scopes, scope) if context.scopes else context.asked


def _share(whole: int, of: int) -> int:
    """A part of what one search may take: two thirds of it where two are made."""
    return whole if of == 1 else max(2, round(whole * 1.3 / of))


def rerank(context: Context, asked: str, candidates: list[Candidate]) -> list[Ranked]:
    """Order by the cross-encoder fused with the first stage, which is better than either alone."""
    texts = [candidate.passage.search_text for candidate in candidates]
    scores = context.models.cross_encoder.score(asked, texts)
    ranked = {
        candidate.passage.id: Ranked(candidate, score, asked)
        for candidate, score in zip(candidates, scores, strict=True)
    }
    by_score = sorted(ranked, key=lambda id_: -ranked[id_].relevance)
    fused = fuse([by_score, list(ranked)])
    return [ranked[id_] for id_ in sorted(fused, key=lambda id_: -fused[id_])]
