from django.core.management.base import BaseCommand

from clientpix.operations.preparation import prepare


class Command(BaseCommand):
    help = "Migrate databases, collect static files and create the first owner, without serving."
    requires_system_checks = ()

    def handle(self, **options):
        prepare()
