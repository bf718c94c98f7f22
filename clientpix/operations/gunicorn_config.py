"""The configuration of gunicorn: one process with many threads, one log line per request."""

import os
from copy import deepcopy

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clientpix.settings")

from django.conf import settings


def bind_address(port):
    host = f"[{settings.BIND}]" if ":" in settings.BIND else settings.BIND
    return f"{host}:{port}"


bind = bind_address(settings.PORT)
worker_class = "gthread"
workers = 1
# Slow downloads hold a thread each.
threads = 288
timeout = 120
graceful_timeout = 3
keepalive = 75  # longer than nginx keeps its connections: nginx has to close them first
forwarded_allow_ips = ""
control_socket_disable = True
# gunicorn writes a heartbeat file: on a busy disk that may block the worker.
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108
accesslog = "-"
access_log_format = "%(h)s %(m)s %(U)s %(s)s %(B)s bytes %(M)s ms"
logconfig_dict = deepcopy(settings.LOGGING)
logconfig_dict["formatters"]["request"] = {
    "()": "clientpix.logs.RedactingFormatter",
    "format": "%(asctime)s %(message)s",
}
logconfig_dict["handlers"]["request"] = {
    "class": "logging.StreamHandler",
    "stream": "ext://sys.stdout",
    "formatter": "request",
}
logconfig_dict["loggers"] |= {
    "gunicorn.error": {"handlers": ["console"], "level": "WARNING", "propagate": False},
    "gunicorn.access": {"handlers": ["request"], "level": "INFO", "propagate": False},
}
