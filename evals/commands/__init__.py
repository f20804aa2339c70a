"""The commands of `reform-evals`, one module each: `register` adds its arguments;
`arguments` has those that several share."""
