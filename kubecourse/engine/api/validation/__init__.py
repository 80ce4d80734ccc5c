"""Validation (to come)."""


def validate(kind, obj, old=None, subresource=""):
    return []


def warnings(kind, obj, old=None):
    return []
