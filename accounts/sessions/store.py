"""Django's sessions in the database, with a person on each: settings.SESSION_ENGINE."""

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

    def _validate_session_key(self, key):
        """A cookie is whatever somebody sends; ours are letters and digits."""
        return super()._validate_session_key(key) and key.isascii() and key.isalnum()

    def create_model_instance(self, data):
        row = super().create_model_instance(data)
        row.person_id = UUID(data[SESSION_KEY]) if SESSION_KEY in data else None
        row.address, row.agent = data.get(IP_ADDRESS_KEY), data.get(BROWSER_KEY, "")
        if STARTED_AT_KEY in data:
            row.started_at = datetime.fromisoformat(data[STARTED_AT_KEY])
        return row


def record_sign_in(request):
    """Note whose browser this is and since when; it is written with the session."""
    request.session[IP_ADDRESS_KEY] = request.META["REMOTE_ADDR"]
    request.session[BROWSER_KEY] = describe_user_agent(request.headers.get("User-Agent", ""))[:80]
    request.session[STARTED_AT_KEY] = timezone.now().isoformat()
