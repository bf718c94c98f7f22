"""Django's database sessions, extended by the user, the browser and the sign-in time."""

from datetime import datetime
from uuid import UUID

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils import timezone

from accounts.models import Session
from accounts.sessions.user_agents import describe_user_agent

IP_ADDRESS_KEY, BROWSER_KEY, STARTED_AT_KEY = "_address", "_agent", "_started"


class SessionStore(DatabaseStore):
    @classmethod
    def get_model_class(cls):
        return Session

    def __init__(self, session_key=None):
        # A cookie may hold anything, such as a NUL, which PostgreSQL refuses with an error. Our
        # keys are letters and digits.
        is_ours = session_key and session_key.isascii() and session_key.isalnum()
        super().__init__(session_key if is_ours else None)

    def create_model_instance(self, data):
        session = super().create_model_instance(data)
        session.user_id = UUID(data[SESSION_KEY]) if SESSION_KEY in data else None
        session.ip_address, session.browser = data.get(IP_ADDRESS_KEY), data.get(BROWSER_KEY, "")
        if STARTED_AT_KEY in data:
            session.started_at = datetime.fromisoformat(data[STARTED_AT_KEY])
        return session


def record_sign_in(request):
    """Store the browser, its address and the time in the session, which writes them to its row."""
    request.session[IP_ADDRESS_KEY] = request.META["REMOTE_ADDR"]
    # Cut to the length of the column: PostgreSQL refuses longer values.
    request.session[BROWSER_KEY] = describe_user_agent(request.headers.get("User-Agent", ""))[:80]
    request.session[STARTED_AT_KEY] = timezone.now().isoformat()
