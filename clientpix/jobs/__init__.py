"""A task queue in the database: back end for `django.tasks`, workers and periodic tasks."""
