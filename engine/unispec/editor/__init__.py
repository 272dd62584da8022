"""A language server: what `unispec check` knows, while one types."""
