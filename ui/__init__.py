"""The chat page. It knows the service's HTTP API and nothing else of the house."""
