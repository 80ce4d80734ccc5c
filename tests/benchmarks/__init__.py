"""Budgets of speed: `python -m pytest tests/benchmarks --benchmark-enable -n 0` prints the figures."""
