"""What questions are put to: an index in this process, or a service over HTTP."""

from __future__ import annotations

from evals.targets.target import Target

__all__ = ["Target"]
