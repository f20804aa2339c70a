"""From files to an immutable index: load, clean, chunk, embed, build. Knows no questions."""
