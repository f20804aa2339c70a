"""Answers worded by a chat model, of which nothing survives that the documents do not support.

Nothing here is imported before a model is set (`REFORM_QA_LLM`), and LangChain only when it is.
"""
