"""Who is at the screen, as the server knows them; nobody on a machine of one's own."""

import streamlit as st

LONGEST = 200  # characters of a name that somebody else wrote


def who() -> str:
    """E-mail or name of the login, else what a trusted header says, else nothing.

    Streamlit fills `st.user` from a signed login or from the headers of
    `server.trustedUserHeaders`, never from what a visitor claims.
    """
    headers = st.get_option("server.trustedUserHeaders")
    named = headers.values() if isinstance(headers, dict) else ()
    known = (st.user.get(key) for key in ("email", "name", *named))
    return next((str(name)[:LONGEST] for name in known if name), "")
