"""A proxy between a browser and the server that limits the speed and counts bytes."""

import socket
import threading
import time
from contextlib import contextmanager, suppress

PIECE = 64 * 1024


class SlowLine:
    """Forward connections to the target port. `bytes` counts what browsers sent, with headers."""

    def __init__(self, port, pace):
        self.target, self.pace, self.bytes = port, pace, 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    @contextmanager
    def open(self):
        threading.Thread(target=self._accept, daemon=True).start()
        try:
            yield self
        finally:
            self._listener.close()

    def _accept(self):
        with suppress(OSError):
            while True:
                near, _address = self._listener.accept()
                threading.Thread(target=self._connect, args=[near], daemon=True).start()

    def _connect(self, near):
        try:
            far = socket.create_connection(("127.0.0.1", self.target))
        except OSError:
            near.close()
            return
        back = threading.Thread(target=self._forward, args=[far, near], daemon=True)
        back.start()
        self._forward(near, far, counts=True)
        back.join()
        for end in (near, far):
            end.close()

    def _forward(self, here, there, counts=False):
        with suppress(OSError):
            while piece := here.recv(PIECE):
                there.sendall(piece)
                if counts:
                    self.bytes += len(piece)
                    time.sleep(len(piece) / self.pace)
        for end in (here, there):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
