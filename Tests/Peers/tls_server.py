"""A server for the tests of https: answers every POST with its headers' X-Amz-Target and the length of its body. Prints its port, ends with its standard input.

tls_server.py CERTIFICATE KEY   over TLS;   tls_server.py --plain   without it
"""
import http.server
import json
import ssl
import sys
import threading


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.path == "/long":
            answer = b"x" * (3 << 20)
        else:
            answer = json.dumps({"target": self.headers.get("X-Amz-Target"), "length": len(body), "stateMachines": []}).encode()
        self.send_response(307 if self.path == "/elsewhere" else 200)
        if self.path == "/elsewhere":
            self.send_header("Location", "https://127.0.0.1:1/")
        self.send_header("Content-Length", str(len(answer)))
        self.send_header("X-Amzn-RequestId", "r1")
        self.send_header("Set-Cookie", "a=b; Path=/")
        self.end_headers()
        if self.path == "/silence":
            threading.Event().wait()
        self.wfile.write(answer)

    def log_message(self, *_):
        pass


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    context = None

    def finish_request(self, request, address):
        # The handshake is the thread's: a client that breaks it off stops nobody else.
        try:
            if self.context:
                request = self.context.wrap_socket(request, server_side=True)
            super().finish_request(request, address)
        except (OSError, ssl.SSLError):
            pass


server = Server(("127.0.0.1", 0), Handler)
if sys.argv[1] != "--plain":
    server.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.context.load_cert_chain(sys.argv[1], sys.argv[2])
threading.Thread(target=server.serve_forever, daemon=True).start()
print(server.server_address[1], flush=True)
sys.stdin.read()
