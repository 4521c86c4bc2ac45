"""Headers of every answer: security, caching, CORS."""

from flask import Flask, Response, request

_CSP = (
    "default-src 'self'; img-src 'self' data: blob:; style-src 'self'; script-src 'self'; worker-src blob: 'self'; "
    "connect-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
)
CSP_NAME = "Content-Security-Policy"
# For the API reference alone, whose scripts write styles into their elements.
WITH_INLINE_STYLES = _CSP.replace("style-src 'self'", "style-src 'self' 'unsafe-inline'")
_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    CSP_NAME: _CSP,
    "Permissions-Policy": "geolocation=(self), camera=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
_CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, X-Request-ID, Retry-After, Link",
}


def install(app: Flask, *, hsts_seconds: int, public_rules: frozenset[str]) -> None:
    """Adds the headers. CORS is open on public reads and searches only; what is not public is never stored."""

    @app.after_request
    def add(response: Response) -> Response:
        headers = response.headers
        for name, value in _ALWAYS.items():
            headers.setdefault(name, value)
        rule = request.url_rule.rule if request.url_rule else None
        if rule in public_rules:
            if "Authorization" in request.headers:
                headers["Cache-Control"] = "no-store"
            for name, value in _CORS.items():
                headers[name] = value
            if request.method == "OPTIONS":
                headers["Access-Control-Allow-Methods"] = "GET, POST, OPTIONS"
                headers["Access-Control-Allow-Headers"] = "Authorization, Content-Type, X-Request-ID"
                headers["Access-Control-Max-Age"] = "86400"
        elif rule is None or not rule.startswith("/static"):
            headers.setdefault("Cache-Control", "no-store")
        if hsts_seconds:
            headers["Strict-Transport-Security"] = f"max-age={hsts_seconds}; includeSubDomains"
        return response
