"""Our retrieval as a LangChain retriever, for councils that build chains of their own.

PassageRetriever(engine=engine, build=build).invoke("family help")
"""

from __future__ import annotations

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from service.engine import Engine
from service.opened import OpenBuild


class PassageRetriever(BaseRetriever):
    """Hybrid retrieval over one open build. The metadata is that of a citation: document, place,
    offsets, so that what a chain writes can still be checked against the stored text."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    engine: Engine
    build: OpenBuild
    limit: int = 5

    def _get_relevant_documents(
        self,
        query: str,
        *,
        run_manager: CallbackManagerForRetrieverRun,  # noqa: ARG002 - part of the interface
    ) -> list[Document]:
        hits = self.engine.search(query, self.build, self.limit)
        return [
            Document(
                id=hit.passage_id, page_content=hit.quote, metadata=hit.model_dump(mode="json")
            )
            for hit in hits
        ]
