"""Shapes of what goes in and out, and the functions that make them of the services' views."""
