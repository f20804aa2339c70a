"""The commands by which an operator looks after keys and records, a module a family."""
