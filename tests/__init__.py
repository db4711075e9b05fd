"""A package by name, so that no other one called `tests` (some libraries bring theirs along) comes first."""
