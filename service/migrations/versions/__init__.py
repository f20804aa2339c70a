"""One module a version. What is released is never edited: a change is another version."""
