"""DynamoDB for scripts/soak: moto's, which survives kill -9 as DynamoDB does.

moto keeps its tables in memory. Here each request that changes them is appended to a journal once it has succeeded and
before it is answered; at its start the server takes up the last checkpoint and repeats what the journal has beyond it. So
what was answered is there after a kill, and what was not answered is there once or not at all. (The journal is written
with one call and not synced: a killed process loses nothing that the kernel has. Power failures are not played.) Requests
are carried out one at a time, because moto's tables have no locks.

Two things about TransactWriteItems differ from moto. It keeps the promise that moto has forgotten: a repeat with the same
ClientRequestToken changes nothing and gets the first answer. And what it keeps for undoing a transaction are the items
as they were, not a copy of each whole table, which would make every transaction slower than the one before.

usage: dynamodb.py DIRECTORY
"""

import collections
import copy
import hashlib
import json
import os
import pickle
import socketserver
import sys
import threading
import time

from moto.dynamodb.models import DynamoDBBackend, dynamodb_backends
from moto.dynamodb.models.dynamo_type import DynamoType
from moto.dynamodb.models.table import Table
from moto.moto_server.werkzeug_app import create_backend_app
from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.test import EnvironBuilder, run_wsgi_app
from werkzeug.wrappers import Request, Response

CHANGES = {"CreateTable", "UpdateTimeToLive", "PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "TransactWriteItems"}
# What the journal may hold before a checkpoint is written in its place.
CHECKPOINT_EVERY = 500
PREFIX = "DynamoDB_20120810."
# moto reads account and region from it and checks no more.
AUTHORIZATION = "AWS4-HMAC-SHA256 Credential=testing/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0"


def copy_of_table(table, memo):
    """What moto takes before a transaction. The items in it are never changed: see below."""
    result = copy.copy(table)
    result.items = collections.defaultdict(dict)
    for key, value in table.items.items():
        result.items[key] = dict(value) if table.has_range_key else value
    return result


def update_of_a_copy(self, table_name, key, *arguments, **options):
    """moto changes an item where it lies; here it is given a copy in its place."""
    table = self.get_table(table_name)
    partition, place = table.items, DynamoType(key[table.hash_key_attr])
    if table.has_range_key:
        partition, place = table.items.get(place, {}), DynamoType(key[table.range_key_attr])
    if place in partition:
        partition[place] = copy.deepcopy(partition[place])
    return moto_update(self, table_name, key, *arguments, **options)


moto_update = DynamoDBBackend.update_item
DynamoDBBackend.update_item = update_of_a_copy
Table.__deepcopy__ = copy_of_table


class DurableDynamoDB:
    def __init__(self, directory):
        self.app = create_backend_app("dynamodb")
        self.lock = threading.Lock()
        self.tokens = {}
        self.directory = directory
        self.generation = 0
        self.length = 0
        self.recover()

    # The journal of generation N holds what came after checkpoint N.

    def path(self, kind, generation):
        return os.path.join(self.directory, f"{kind}-{generation}")

    def recover(self):
        checkpoints = [int(name.split("-")[1]) for name in os.listdir(self.directory) if name.startswith("checkpoint-")]
        if checkpoints:
            self.generation = max(checkpoints)
            with open(self.path("checkpoint", self.generation), "rb") as file:
                backends, self.tokens = pickle.load(file)
            for (account, region), tables in backends.items():
                dynamodb_backends[account][region].tables = tables
        journal = self.path("journal", self.generation)
        size = 0
        if os.path.exists(journal):
            with open(journal, "rb") as file:
                for line in file:
                    if not line.endswith(b"\n"):
                        break  # Cut off by the kill, so it was never answered.
                    record = json.loads(line)
                    status, _, body = self.perform(record["operation"], record["body"].encode())
                    if status != 200:
                        raise SystemExit(f"The journal cannot be repeated: {record['operation']} {status} {body!r}")
                    self.remember(record["operation"], record["body"].encode(), body)
                    size += len(line)
                    self.length += 1
        self.journal = os.open(journal, os.O_WRONLY | os.O_CREAT, 0o600)
        os.ftruncate(self.journal, size)
        os.lseek(self.journal, size, os.SEEK_SET)

    def checkpoint(self):
        backends = {
            (account, region): backend.tables
            for account, regions in dynamodb_backends.items()
            for region, backend in regions.items()
        }
        following = self.generation + 1
        draft = self.path("draft", following)
        with open(draft, "wb") as file:
            pickle.dump((backends, self.tokens), file, protocol=pickle.HIGHEST_PROTOCOL)
        journal = os.open(self.path("journal", following), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        os.rename(draft, self.path("checkpoint", following))
        os.close(self.journal)
        for kind in ("checkpoint", "journal"):
            if os.path.exists(self.path(kind, self.generation)):
                os.remove(self.path(kind, self.generation))
        self.journal, self.generation, self.length = journal, following, 0

    def perform(self, operation, body):
        headers = {
            "X-Amz-Target": PREFIX + operation, "Content-Type": "application/x-amz-json-1.0", "Authorization": AUTHORIZATION,
        }
        environ = EnvironBuilder(
            path="/", method="POST", base_url="http://dynamodb.us-east-1.amazonaws.com", headers=headers, data=body
        ).get_environ()
        chunks, status, headers = run_wsgi_app(self.app, environ, buffered=True)
        return int(status.split()[0]), headers, b"".join(chunks)

    @staticmethod
    def token(operation, body):
        return json.loads(body).get("ClientRequestToken") if operation == "TransactWriteItems" else None

    def remember(self, operation, body, answer):
        token = self.token(operation, body)
        if token:
            self.tokens[token] = (hashlib.sha256(body).digest(), answer)

    def respond(self, operation, body):
        with self.lock:
            token = self.token(operation, body)
            if token in self.tokens:
                digest, answer = self.tokens[token]
                if digest == hashlib.sha256(body).digest():
                    return Response(answer, 200, content_type="application/x-amz-json-1.0")
                return self.mismatch()
            status, headers, answer = self.perform(operation, body)
            if status == 200 and operation in CHANGES:
                record = json.dumps({"operation": operation, "body": body.decode()}) + "\n"
                os.write(self.journal, record.encode())
                self.remember(operation, body, answer)
                self.length += 1
                if self.length >= CHECKPOINT_EVERY:
                    self.checkpoint()
            return Response(answer, status, headers)

    @staticmethod
    def mismatch():
        error = {"__type": "com.amazonaws.dynamodb.v20120810#IdempotentParameterMismatchException", "message": "other parameters"}
        return Response(json.dumps(error), 400, content_type="application/x-amz-json-1.0")

    def __call__(self, environ, start_response):
        request = Request(environ)
        operation = request.headers.get("X-Amz-Target", "").removeprefix(PREFIX)
        response = self.respond(operation, request.get_data())
        return response(environ, start_response)


class QuietHandler(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_request(self, *arguments):
        pass


def end_with(parent):
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(0)


def main(directory):
    threading.Thread(target=end_with, args=[os.getppid()], daemon=True).start()
    application = DurableDynamoDB(directory)
    socketserver.TCPServer.request_queue_size = 128
    server = make_server("127.0.0.1", 0, application, threaded=True, request_handler=QuietHandler)
    print(f"Listening on port {server.server_port} with {application.length} requests repeated", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main(sys.argv[1])
