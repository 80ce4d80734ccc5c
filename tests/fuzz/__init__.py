"""Inputs that nobody would write, at every way in.

In CI each test takes a few hundred. The whole promise, 100,000 inputs:

    KUBECOURSE_FUZZ=100000 python -m pytest tests/fuzz -n 2 --hypothesis-seed=1
"""
