"""A small OpenID provider on this computer: it signs in whoever says who they are."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any
from urllib.parse import parse_qs, urlencode

import uvicorn
from fastapi import FastAPI, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "reform-qa", "a secret of the test alone"


class Provider:
    """Authorization code flow with RS256; `issued` are the names that it has signed in."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.issued: list[str] = []
        self._key = RSAKey.generate_key(2048, {"kid": "k1", "use": "sig", "alg": "RS256"})
        self._codes: dict[str, dict[str, str]] = {}
        self.app = FastAPI()
        self.app.get("/.well-known/openid-configuration")(self._configuration)
        self.app.get("/keys")(self._keys)
        self.app.get("/authorize")(self._form)
        self.app.post("/authorize")(self._authorize)
        self.app.post("/token")(self._token)

    def _configuration(self) -> dict[str, Any]:
        return {
            "issuer": self.address,
            "authorization_endpoint": f"{self.address}/authorize",
            "token_endpoint": f"{self.address}/token",
            "jwks_uri": f"{self.address}/keys",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
        }

    def _keys(self) -> dict[str, Any]:
        return {"keys": [self._key.as_dict(private=False)]}

    def _form(self, request: Request) -> HTMLResponse:
        return HTMLResponse(
            '<form method="post"><label>E-mail <input name="email"></label>'
            "<button>Continue</button></form>"
        )

    def _authorize(self, request: Request, email: Annotated[str, Form()]) -> RedirectResponse:
        asked = dict(request.query_params)
        code = secrets.token_urlsafe()
        self._codes[code] = {"email": email, "nonce": asked.get("nonce", "")}
        back = urlencode({"code": code, "state": asked["state"]})
        return RedirectResponse(f"{asked['redirect_uri']}?{back}", 303)

    async def _token(self, request: Request) -> dict[str, Any]:
        given = parse_qs((await request.body()).decode())
        known = self._codes.pop(given["code"][0])
        self.issued.append(known["email"])
        claims = {
            "iss": self.address,
            "aud": CLIENT,
            "sub": f"id-of-{known['email']}",
            "email": known["email"],
            "name": known["email"].split("@")[0].title(),
            "nonce": known["nonce"],
            "iat": int(time.time()),
            "exp": int(time.time()) + 600,
        }
        token = jwt.encode({"alg": "RS256", "kid": "k1"}, claims, self._key)
        return {"access_token": "none", "token_type": "Bearer", "id_token": token}


@contextmanager
def providing(port: int) -> Iterator[Provider]:
    provider = Provider(f"http://127.0.0.1:{port}")
    config = uvicorn.Config(provider.app, host="127.0.0.1", port=port, log_level="error")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        yield provider
    finally:
        server.should_exit = True
        thread.join()
