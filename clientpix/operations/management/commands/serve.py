from django.conf import settings
from django.core.management.base import BaseCommand

from clientpix.operations import preparation
from clientpix.operations.server import Server
from clientpix.processes import db_connections


class Command(BaseCommand):
    help = "Prepare what is missing, then run the web server and workers until stopped."
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument(
            "--demo", action="store_true", help="Fill a demo album when the server runs."
        )

    def handle(self, demo, **options):
        db_connections.use_single_connection()
        ports = [settings.PORT]
        if settings.SENDFILE == "nginx":
            ports.append(settings.PORT + 1)
        preparation.require_free_ports(*ports)
        preparation.prepare()
        Server(self._print, has_demo=demo).run()

    def _print(self, text):
        self.stdout.write(text)
        self.stdout.flush()
