"""The server itself: routes, paging, gzip, counting and faults."""

from __future__ import annotations

import json
import re
import socket
import struct
import threading
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlencode, urlsplit

from tests.standin import faults, invented, real
from tests.standin.borders import Borders
from tests.standin.tables import PAGE, page

FEED = re.compile(r"/OData(Feed|Api)/odata/(\w+)/?(\w*)/?$", re.IGNORECASE)
WFS = re.compile(r"/cbs/gebiedsindelingen/(\d{4})/wfs/v1_0$")
OGC = re.compile(r"/cbs/(?:gebiedsindelingen|wijken-en-buurten-(\d{4}))/ogc/v1/collections/(\w+)/items$")
TOO_MANY = (
    b'{"odata.error":{"code":"","message":{"lang":"en-US","value":"The query returns more than 10000 records."}}}'
)
COLLECTIONS = {"gemeenten": "gemeente", "wijken": "wijk", "buurten": "buurt"}


class StandIn:
    """A running stand-in.

    Attributes:
        counts: (table or address, entity) -> number of requests.
        log: every path asked for, with its parameters.
    """

    def __init__(self, data=None, port=0):
        self.tables = invented.tables()
        self.makers = real.tables(data) if data else {}
        self.borders = Borders(data)
        self.counts, self.log = Counter(), []
        self.fault, self.fault_entity = "", ""
        self.retry_after = 3600
        self.bodies, self.lock, self.stopping = {}, threading.Lock(), threading.Event()
        self.http = _Server(("127.0.0.1", port), _Handler)
        self.http.standin = self
        self.address = f"http://127.0.0.1:{self.http.server_address[1]}"

    def __enter__(self):
        self.thread = threading.Thread(target=self.http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.stopping.set()
        self.http.shutdown()
        self.http.server_close()
        self.thread.join()

    def fail(self, fault, entity=""):
        """Switch a fault on, everywhere or for one entity ("" = everywhere); `fail("")` mends everything."""
        known = {"", *faults.WIRE, *faults.ROWS}
        assert fault in known, f"geen fout die we kennen: {fault}"
        self.fault, self.fault_entity = fault, entity

    def environment(self):
        """The addresses, as the app reads them."""
        return dict.fromkeys(("CBS_BASE_URL", "CBS_DERDEN_BASE_URL", "CBS_V4_BASE_URL", "PDOK_BASE_URL"), self.address)

    def data_requests(self):
        """How often rows of data or of the areas were asked for, metadata not counted."""
        return sum(number for (_, entity), number in self.counts.items() if entity.startswith(("TypedData", "Wijken")))

    def table(self, identifier):
        with self.lock:
            if identifier in self.makers:
                self.tables[identifier] = self.makers.pop(identifier)()
            return self.tables.get(identifier)

    def fault_for(self, entity):
        return self.fault if self.fault_entity in {"", entity} else ""

    def odata(self, kind, identifier, entity, query):
        """Status and body of one OData question."""
        table = self.table(identifier)
        if table is None:
            return 404, b'{"odata.error":{"code":"","message":{"value":"Resource not found."}}}'
        root = f"{self.address}/OData{kind}/odata/{identifier}"
        if not entity:
            return 200, page(
                f"{root}/$metadata", [{"name": name, "url": f"{root}/{name}"} for name in table.entities()]
            )
        if entity not in table.entities():
            return 404, b"{}"
        key = (kind, identifier, entity, tuple(sorted(query.items())), self.fault_for(entity))
        if key not in self.bodies:
            self.bodies[key] = self._body(kind, table, entity, query, root)
        return self.bodies[key]

    def _body(self, kind, table, entity, query, root):
        fault, start = self.fault_for(entity), int(query.get("$skip", 0))
        select = tuple(name for name in query.get("$select", "").replace(" ", "").split(",") if name)
        if entity.endswith("DataSet"):
            numbers = table.chosen(query.get("$filter", ""))
            total = len(numbers)
            if kind.lower() == "api" and total > PAGE:
                return 500, TOO_MANY
            rows = table.data(numbers[start : start + PAGE], select, typed=entity.startswith("Typed"))
        else:
            everything = table.metadata(entity)
            total, rows = len(everything), everything[start : start + PAGE]
        rows = faults.spoil_rows(
            fault, entity, rows, [row["Key"] for row in table.properties if row["Type"] == "Topic"]
        )
        following = None
        if start + PAGE < total:
            following = f"{root}/{entity}?{urlencode({**query, '$skip': start + PAGE}, safe='$')}"
        own = f"{root}/{entity}?{urlencode(query, safe='$')}"
        following = faults.next_link(fault, own, following) if entity == "TypedDataSet" else following
        return 200, page(f"{root}/$metadata#Cbs.OData.{entity}", rows, following)

    def catalogue(self, query):
        """The tables whose ShortTitle starts as asked."""
        begin = re.search(r"startswith\(ShortTitle,'([^']*)'\)", query.get("$filter", ""))
        infos = [self.table(identifier).info for identifier in sorted({*self.tables, *self.makers})]
        chosen = [info for info in infos if not begin or info["ShortTitle"].startswith(begin[1])]
        select = [name for name in query.get("$select", "").split(",") if name]
        rows = [{name: info.get(name) for name in select or info} for info in chosen]
        return page(f"{self.address}/ODataCatalog/$metadata#Cbs.OData.Table", rows)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, request, client_address):
        """A reader that hangs up is no news."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1

    def log_message(self, *_):
        """Quiet."""

    def do_GET(self):
        standin, parts = self.server.standin, urlsplit(self.path)
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        if parts.path.startswith("/_standin/"):
            self._control(parts.path, query)
            return
        status, body, name, entity = self._route(parts.path, query)
        standin.counts[name, entity] += 1
        standin.log.append(self.path)
        fault = standin.fault_for(entity)
        if fault in faults.WIRE:
            self._break(fault, body)
        else:
            self._send(status, body)

    def _route(self, path, query):
        standin = self.server.standin
        asked = {key: value for key, value in query.items() if key != "$format"}
        if path.rstrip("/") == "/ODataCatalog/Tables":
            return 200, standin.catalogue(asked), "ODataCatalog", "Tables"
        if match := FEED.match(path):
            kind, table, entity = match.groups()
            return *standin.odata(kind, table, entity, asked), table, entity
        if match := WFS.match(path):
            return 200, standin.borders.wfs(int(match[1]), query, path), "PDOK", query["typeNames"]
        if match := OGC.match(path):
            level = COLLECTIONS.get(match[2], match[2].removesuffix("_gegeneraliseerd"))
            jaar = int(match[1] or query.get("jaarcode", 2024))
            return 200, standin.borders.ogc(level, jaar, query, standin.address + path), "PDOK", match[2]
        return 404, b"{}", "onbekend", path

    def _control(self, path, query):
        """/_standin/fout/html?entity=TypedDataSet, /_standin/fout/ (mend), /_standin/tellers."""
        standin = self.server.standin
        if path.startswith("/_standin/fout/"):
            standin.fail(path.removeprefix("/_standin/fout/"), query.get("entity", ""))
        counts = {" ".join(key): number for key, number in standin.counts.items()}
        self._send(200, json.dumps({"fout": standin.fault, "tellers": counts}).encode())

    def _send(self, status, body, headers=None, content_type="application/json; charset=utf-8"):
        zipped = "gzip" in self.headers.get("Accept-Encoding", "") and len(body) > 1000
        if zipped:
            body = self._zipped(body)
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        if zipped:
            self.send_header("Content-Encoding", "gzip")
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def _zipped(self, body):
        cache = self.server.standin.bodies
        if ("gzip", id(body)) not in cache:
            cache["gzip", id(body)] = (faults.compressed(body), body)  # keeps the body, so its id stays its own
        return cache["gzip", id(body)][0]

    def _break(self, fault, body):
        standin = self.server.standin
        if fault in {"500", "once"}:
            standin.fail("" if fault == "once" else fault, standin.fault_entity)
            self._send(500, b"<html>Server Error</html>", content_type="text/html")
        elif fault == "429":
            self._send(429, b"{}", {"Retry-After": str(standin.retry_after)})
        elif fault == "html":
            self._send(200, b"<!DOCTYPE html><html><body>Onderhoud</body></html>", content_type="text/html")
        elif fault == "truncated":
            self._send(200, body[: len(body) // 2])
        elif fault == "redirect":
            self._send(302, b"", {"Location": f"{faults.ELSEWHERE}/geheim"})
        elif fault == "reset":
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
        else:
            self._dawdle(fault, body)
        self.close_connection = True

    def _dawdle(self, fault, body):
        standin = self.server.standin
        header = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
        if fault == "bad_gzip":
            self.wfile.write(header + b"Content-Encoding: gzip\r\nContent-Length: 12\r\n\r\nnot a gzip!!")
        elif fault == "short":
            length = f"Content-Length: {len(body) + 1000}\r\n\r\n".encode()
            self.wfile.write(header + length + body)
        elif fault == "silent":
            standin.stopping.wait(600)
        else:
            length = f"Content-Length: {len(body)}\r\n\r\n".encode()
            text = header + length + body
            start = 0 if fault == "drip" else len(header + length)
            self.wfile.write(text[:start])
            for at in range(start, len(text)):
                if standin.stopping.wait(1.0):
                    return
                self.wfile.write(text[at : at + 1])
                self.wfile.flush()
        self.wfile.flush()
