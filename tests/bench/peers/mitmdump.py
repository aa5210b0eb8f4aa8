# mitmdump, told about every message and keeping none: it would hold them all until the connection ends.

import json
import socket
import threading
import time

from mitmproxy import ctx

system = socket.getaddrinfo


def getaddrinfo(host, *rest, **options):
    """The benchmark's names, `*.test`, are all this machine."""
    name = host.decode() if isinstance(host, bytes) else host
    return system("127.0.0.1" if name and name.endswith(".test") else host, *rest, **options)


socket.getaddrinfo = getaddrinfo


def announce(port):
    """Says the port once it is listened on, which is some time after `running`."""
    while True:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            break
        except OSError:
            time.sleep(0.05)
    print(json.dumps({"port": port}), flush=True)


class Bench:
    def running(self):
        threading.Thread(target=announce, args=[ctx.options.listen_port], daemon=True).start()

    def websocket_message(self, flow):
        flow.websocket.messages.clear()


addons = [Bench()]
