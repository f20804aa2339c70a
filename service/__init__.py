"""Answers questions over one immutable build at a time: retrieve, answer, cite, over HTTP."""
