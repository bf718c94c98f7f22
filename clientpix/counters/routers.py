from django.conf import settings

APART = "counters"


class CountersApart:
    """On SQLite counters have a file of their own, so that counting never waits for an import."""

    def db_for_read(self, model, **hints):
        return APART if _is_counter(model._meta.app_label) else None

    db_for_write = db_for_read

    def allow_migrate(self, db, app_label, **hints):
        if APART not in settings.DATABASES:
            return None
        return (db == APART) == (app_label == APART)


def _is_counter(app_label):
    return app_label == APART and APART in settings.DATABASES
