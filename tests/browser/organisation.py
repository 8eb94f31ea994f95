"""An organisation one can log in at: a small OpenID provider on this machine, for tests only.

Authorization code flow with PKCE, a signed ID token, and logging out (OpenID Connect Core 1.0; RP-Initiated Logout
1.0). Who may log in is a table of claims; the login page has a button for everybody in it.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
import secrets
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT = "buurtbeeld-proef"
CLIENT_KEY = secrets.token_urlsafe(24)


class Organisation:
    """A running provider.

    Attributes:
        people: name on the button -> claims of the ID token.
        left: how often somebody logged out here.
    """

    def __init__(self, people):
        self.people, self.left = people, 0
        self.key = RSAKey.generate_key(2048, {"kid": "1", "use": "sig", "alg": "RS256"}, private=True)
        self.codes = {}
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"organisation": self}))
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()

    def secrets_file(self, path, app_url):
        """Write what Streamlit wants to know of us."""
        path.write_text(
            f'[auth]\nnaam = "Zorg Samen"\nredirect_uri = "{app_url}/oauth2callback"\n'
            f'cookie_secret = "{secrets.token_hex(32)}"\nclient_id = "{CLIENT}"\nclient_secret = "{CLIENT_KEY}"\n'
            f'server_metadata_url = "{self.url}/.well-known/openid-configuration"\n',
            encoding="utf-8",
        )
        return path

    def metadata(self):
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/jwks",
            "end_session_endpoint": f"{self.url}/weg",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "code_challenge_methods_supported": ["S256"],
        }

    def token_for(self, form):
        """Answer of the token endpoint; None when the code or its proof is wrong. A code works once."""
        asked = self.codes.pop(form.get("code", ""), None)
        if asked is None:
            return None
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        if base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != asked["code_challenge"]:
            return None
        now = int(time.time())
        claims = {"iss": self.url, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": asked["nonce"]}
        token = jwt.encode({"alg": "RS256", "kid": "1"}, claims | self.people[asked["wie"]], self.key)
        return {"access_token": secrets.token_hex(8), "token_type": "Bearer", "expires_in": 300, "id_token": token}


class _Handler(BaseHTTPRequestHandler):
    organisation: Organisation

    def log_message(self, *_):
        """Say nothing."""

    def answer(self, body, kind="application/json", status=200, **headers):
        content = (json.dumps(body) if kind == "application/json" else body).encode()
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(content)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def do_GET(self):
        parts = urlsplit(self.path)
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        answers = {
            "/.well-known/openid-configuration": lambda: self.answer(self.organisation.metadata()),
            "/jwks": lambda: self.answer({"keys": [self.organisation.key.as_dict(private=False)]}),
            "/authorize": lambda: self.authorize(asked),
            "/weg": lambda: self.leave(asked),
        }
        answers.get(parts.path, lambda: self.answer({}, status=404))()

    def authorize(self, asked):
        """Who are you? And when that is known: back with a code."""
        if "wie" in asked:
            code = secrets.token_urlsafe(16)
            self.organisation.codes[code] = asked
            back = urlencode({"code": code, "state": asked["state"]})
            self.answer("", "text/plain", 302, Location=f"{asked['redirect_uri']}?{back}")
            return
        lines = ""
        for naam in self.organisation.people:
            address = html.escape(f"/authorize?{urlencode(asked | {'wie': naam})}")
            lines += f'<p><a href="{address}">{html.escape(naam)}</a></p>'
        self.answer(f"<html lang=nl><title>Zorg Samen</title>{lines}</html>", "text/html")

    def leave(self, asked):
        self.organisation.left += 1
        self.answer("", "text/plain", 302, Location=asked["post_logout_redirect_uri"])

    def do_POST(self):
        length = int(self.headers["Content-Length"])
        form = {name: values[0] for name, values in parse_qs(self.rfile.read(length).decode()).items()}
        basic = base64.b64encode(f"{CLIENT}:{CLIENT_KEY}".encode()).decode()
        known = self.headers.get("Authorization") == f"Basic {basic}" or form.get("client_secret") == CLIENT_KEY
        found = self.organisation.token_for(form) if known else None
        self.answer(found or {"error": "invalid_grant"}, status=200 if found else 400)
