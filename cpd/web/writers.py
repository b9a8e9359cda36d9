"""Requests that may change something begin their transactions as writers."""

from flask import Flask, request

from cpd.db import expect_writing
from cpd.web.access import SAFE_METHODS


def mark() -> None:
    expect_writing(expected=request.method not in SAFE_METHODS)


def init_app(app: Flask) -> None:
    app.before_request(mark)
