from django.core.management.base import BaseCommand

from clientpix.operations.preparation import prepare


class Command(BaseCommand):
    help = "Bring databases and statics up to date and make the first owner, without serving."
    requires_system_checks = ()

    def handle(self, **options):
        prepare()
