"""Runs a BERT-shaped ONNX graph with its tokenizer: for the small embedder and the reranker."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

TextOrPair = str | tuple[str, str]


class OnnxModel:
    """Tokenises, pads to the longest of a batch and runs the graph; results keep the input order.

    The threads of onnxruntime spin while they wait, which starves every other thread on a small
    machine (one run was twenty times slower), so spinning is off.
    """

    def __init__(self, folder: Path, max_tokens: int, threads: int) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self._session: Any = onnxruntime.InferenceSession(
            str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"]
        )
        self._inputs = {given.name for given in self._session.get_inputs()}
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.enable_truncation(max_tokens, strategy="longest_first")
        self._tokenizer.enable_padding()

    def run(self, texts: Sequence[TextOrPair], batch: int) -> list[NDArray[np.float32]]:
        """The graph's first output per batch, shape (batch, …)."""
        return [
            self._run_batch(texts[start : start + batch]) for start in range(0, len(texts), batch)
        ]

    def _run_batch(self, texts: Sequence[TextOrPair]) -> NDArray[np.float32]:
        encoded = self._tokenizer.encode_batch(list(texts))
        feed = {
            "input_ids": np.array([item.ids for item in encoded], np.int64),
            "attention_mask": np.array([item.attention_mask for item in encoded], np.int64),
            "token_type_ids": np.array([item.type_ids for item in encoded], np.int64),
        }
        wanted = {name: value for name, value in feed.items() if name in self._inputs}
        output: NDArray[np.float32] = self._session.run(None, wanted)[0]
        return output
