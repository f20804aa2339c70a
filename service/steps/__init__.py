"""The answer path, one module a step. `service.pipeline` lists them in order."""
