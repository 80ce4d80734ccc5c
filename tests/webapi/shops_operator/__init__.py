"""A small operator of ours, run by kopf in a process of its own."""
