"""The headers of every answer, also of refusals and files."""

from flask import Flask, Response, request

from cpd.web.context import parts

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "object-src 'none'; frame-ancestors 'none'"
)
FIXED = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "strict-origin-when-cross-origin",
}
BY_LOWER_NAME = {name.lower(): (name, value) for name, value in FIXED.items()}
YEARS_2 = 63_072_000


def add(response: Response) -> Response:
    """Set what no answer may lack; a view may have said something stricter before."""
    said = {name.lower() for name in response.headers.keys()}  # noqa: SIM118 - iterating gives pairs
    for lower, (name, value) in BY_LOWER_NAME.items():
        if lower not in said:
            response.headers.add(name, value)
    if parts().settings.is_https:
        response.headers["Strict-Transport-Security"] = f"max-age={YEARS_2}; includeSubDomains"
    if request.endpoint != "static" or response.status_code >= 400:
        response.headers.setdefault("Cache-Control", "no-store")
    return response


def init_app(app: Flask) -> None:
    app.after_request(add)
