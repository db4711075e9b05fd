"""The process tree of `workflow run`, and what its parts need to live and die together.

`supervisor` starts and watches the parts; `broker` is the embedded Valkey; `web_server` and `background`
are the bodies of the Python parts; `locks` says who holds a data directory; `processes` makes sure that no
child outlives its parent.
"""
