"""Rows: typed columns, constraints and nothing else. Importing the package registers every table."""

from workflow.db import articles, engines, events, glossary, jobs, memory, publications, segments, stories, users
from workflow.db.base import Base

__all__ = ["Base", "articles", "engines", "events", "glossary", "jobs", "memory", "publications", "segments", "stories", "users"]
