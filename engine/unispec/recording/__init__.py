"""From real calls to a case that holds no secret and nobody's data."""
