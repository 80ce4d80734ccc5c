"""The API server without a network. `server.py` is the way of a write, `handle.py` what everybody holds."""
