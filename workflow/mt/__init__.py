"""Machine translation engines behind one protocol. `registry` makes one by its name; `docs/engines.md` adds
one."""
