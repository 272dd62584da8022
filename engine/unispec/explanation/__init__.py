"""Why a unified record is what it is: which leaf gave each field, and what it read."""
