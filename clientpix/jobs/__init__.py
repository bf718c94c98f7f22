"""Work that is never lost: a `django.tasks` back end on the database that is there anyway."""
