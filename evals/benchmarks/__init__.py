"""Our figures beside a peer's, in one run on the same files. Apart from tests: they take long."""
