"""Who is signed in, where the operator has set up Streamlit's OIDC sign-in (`[auth]` secrets)."""

from __future__ import annotations

import streamlit as st
from streamlit.errors import StreamlitSecretNotFoundError

SIGN_IN, SIGN_OUT = "Sign in", "Sign out"
NO_SECRETS = "no-secrets-found"


def is_needed() -> bool:
    """Whether readers have to sign in."""
    try:
        return "auth" in st.secrets
    except StreamlitSecretNotFoundError as error:
        # Secrets that cannot be read may ask for sign-in: then nobody gets in.
        return error.error_id != NO_SECRETS


def is_signed_in() -> bool:
    return bool(st.user.get("is_logged_in", False))


def name() -> str | None:
    """The reader as the service knows them for limits and audit; None where nobody signs in.
    An address that the provider has not verified could be anybody's."""
    if not is_needed() or not is_signed_in():
        return None
    email = st.user.get("email") if st.user.get("email_verified") is not False else None
    return str(email or st.user.get("sub") or "") or None


def shown_name() -> str:
    """The reader as they are greeted."""
    return str(st.user.get("name") or name() or "")


def is_staff(listed: frozenset[str]) -> bool:
    """Whether the reader may see what is for staff: on a page without sign-in, whoever is there."""
    return not is_needed() or (name() or "").casefold() in listed
