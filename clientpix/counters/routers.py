from django.conf import settings

COUNTERS_ALIAS = "counters"


class CountersRouter:
    """Routes counters to a database of their own on SQLite."""

    # SQLite has one write lock per file: counting must never wait for an import.

    def db_for_read(self, model, **hints):
        return COUNTERS_ALIAS if _is_counter(model._meta.app_label) else None

    db_for_write = db_for_read

    def allow_migrate(self, db, app_label, **hints):
        if COUNTERS_ALIAS not in settings.DATABASES:
            return None
        return (db == COUNTERS_ALIAS) == (app_label == COUNTERS_ALIAS)


def _is_counter(app_label):
    return app_label == COUNTERS_ALIAS and COUNTERS_ALIAS in settings.DATABASES
