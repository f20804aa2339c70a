"""From files to an immutable index: load, clean, chunk, embed, build. Knows no questions."""

import os

# Nothing we import may call out. These are read when the libraries are first imported, so they are
# set here, above all of them: onnxruntime's telemetry is on by default, Hugging Face's libraries
# ask their hub, Chroma's and LangChain's report use.
OFFLINE = {
    "ORT_DISABLE_TELEMETRY": "1",
    "HF_HUB_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "ANONYMIZED_TELEMETRY": "False",
    "LANGSMITH_TRACING": "false",
    "LANGCHAIN_TRACING_V2": "false",
}
os.environ.update(OFFLINE)
