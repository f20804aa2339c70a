"""Runs a BERT-shaped ONNX graph with its tokenizer: for the small embedder and the reranker."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

TextOrPair = str | tuple[str, str]


class OnnxModel:
    """Tokenises and runs the graph, each text alone and as many at once as there are threads.

    A dynamically quantised graph scales its numbers over the whole batch, so a text's result would
    depend on what it is batched with (cosines down to .992, logits off by .4). Each alone is
    reproducible, and without padding it is faster here as well.

    The layers are too small to share: a second thread within one text brought nothing, a second
    text beside it halves the time. The longest text is the first, so that the threads end together.
    Safe to share: what several callers ask for waits in one queue.
    """

    def __init__(
        self, folder: Path, max_tokens: int, threads: int, unfused: Sequence[str] = ()
    ) -> None:
        """`unfused` are optimisations of onnxruntime to leave out: a fused node can be slower, and
        results differ in the last bits, which int8 makes larger."""
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        self._session: Any = onnxruntime.InferenceSession(
            str(folder / "model.onnx"),
            options,
            providers=["CPUExecutionProvider"],
            disabled_optimizers=list(unfused),
        )
        self._workers = ThreadPoolExecutor(threads, thread_name_prefix=folder.name)
        self._inputs = {given.name for given in self._session.get_inputs()}
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.enable_truncation(max_tokens, strategy="longest_first")
        self._tokenizer.no_padding()

    def run(self, texts: Sequence[TextOrPair]) -> list[NDArray[np.float32]]:
        """The graph's first output for each text, in order, without the batch axis."""
        if len(texts) == 1:
            return [self._run_one(texts[0])]
        longest_first = sorted(range(len(texts)), key=lambda number: -_length(texts[number]))
        coming = self._workers.map(self._run_one, [texts[number] for number in longest_first])
        outputs = dict(zip(longest_first, coming, strict=True))
        return [outputs[number] for number in range(len(texts))]

    def _run_one(self, text: TextOrPair) -> NDArray[np.float32]:
        encoded = self._tokenizer.encode(*((text,) if isinstance(text, str) else text))
        feed = {
            "input_ids": np.array([encoded.ids], np.int64),
            "attention_mask": np.array([encoded.attention_mask], np.int64),
            "token_type_ids": np.array([encoded.type_ids], np.int64),
        }
        wanted = {name: value for name, value in feed.items() if name in self._inputs}
        output: NDArray[np.float32] = self._session.run(None, wanted)[0][0]
        return output


def _length(text: TextOrPair) -> int:
    return len(text) if isinstance(text, str) else sum(map(len, text))
