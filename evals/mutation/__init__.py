"""Changes what the documents say and asks again: an answer must follow the documents."""
