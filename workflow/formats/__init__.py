"""Bytes of the outside world ⇄ stories and units."""
