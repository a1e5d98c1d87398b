"""The same work as Colloquy's, on Python's Lambda runtime and boto3, for `scripts/bench` to compare with.

As a module it is a Lambda handler; as a program it times botocore, or awscrt: `peer.py WHAT COUNT` prints microseconds, one a
line. WHAT is `getitem`, `sign`, `presign` or `eventstream`, and the first three with `-crt` behind them.
"""

import json
import struct
import sys
import time
import zlib

import boto3
from boto3.dynamodb.conditions import Key

dynamodb = boto3.resource("dynamodb")
sessions = dynamodb.Table("chat-sessions")
messages = dynamodb.Table("chat-messages")


def handler(event, context):
    body = json.loads(event["body"])
    if body["operation"] != "get_session":
        return answer(400, f"Invalid operation: {body['operation']}")
    item = sessions.get_item(Key={"pk_session_id": body["session_id"]}, ConsistentRead=True)["Item"]
    found = messages.query(
        IndexName="SessionMessagesIndex", KeyConditionExpression=Key("sk_session_id").eq(body["session_id"])
    )
    item["chat_history"] = [
        {
            "user": message["user_prompt"],
            "chatbot": message["bot_response"],
            "metadata": json.dumps(message["sources"]),
            "messageId": message["pk_message_id"],
        }
        for message in found["Items"]
    ]
    return answer(200, item)


def answer(status, body):
    return {
        "statusCode": status,
        "headers": {"Access-Control-Allow-Origin": "*"},
        "body": json.dumps(body, default=float),
    }


def time_each(count, work):
    for _ in range(count // 10):
        work()
    for _ in range(count):
        start = time.perf_counter()
        work()
        print((time.perf_counter() - start) * 1e6)


def event_stream_message():
    """The message that the benchmark's Swift side makes too."""
    values = {":event-type": b"trace", ":content-type": b"application/json", ":message-type": b"event"}
    headers = b"".join(
        struct.pack(">B", len(name)) + name.encode() + struct.pack(">BH", 7, len(value)) + value
        for name, value in values.items()
    )
    payload = b"x" * 2048
    prelude = struct.pack(">II", len(headers) + len(payload) + 16, len(headers))
    message = prelude + struct.pack(">I", zlib.crc32(prelude)) + headers + payload
    return message + struct.pack(">I", zlib.crc32(message))


KEY = {"pk_session_id": {"S": "00000000-0000-4000-8000-000000000000"}}
SIGNED_BODY = b'{"TableName":"chat-sessions","Key":{"pk_session_id":{"S":"00000000-0000-4000-8000-000000000000"}}}'
SIGNED_HEADERS = {"Content-Type": "application/x-amz-json-1.0", "X-Amz-Target": "DynamoDB_20120810.GetItem"}


def botocore_calls():
    """What to time, by name; botocore's modules are loaded only where they are."""
    from botocore.auth import S3SigV4QueryAuth, SigV4Auth
    from botocore.awsrequest import AWSRequest
    from botocore.credentials import Credentials
    from botocore.eventstream import EventStreamBuffer

    credentials = Credentials("AKIDEXAMPLE", "secret", "token")
    signer = SigV4Auth(credentials, "dynamodb", "us-east-1")
    presigner = S3SigV4QueryAuth(credentials, "s3", "us-east-1", expires=600)
    client = boto3.client("dynamodb")
    stream = event_stream_message() * 64
    pieces = [stream[start : start + 16384] for start in range(0, len(stream), 16384)]

    def sign():
        url = "https://dynamodb.us-east-1.amazonaws.com/"
        signer.add_auth(AWSRequest("POST", url, headers=dict(SIGNED_HEADERS), data=SIGNED_BODY))

    def presign():
        url = "https://documents.s3.us-east-1.amazonaws.com/0000/presentation.pptx"
        presigner.add_auth(AWSRequest("GET", url))

    def decode():
        buffer = EventStreamBuffer()
        messages = 0
        for piece in pieces:
            buffer.add_data(piece)
            messages += sum(1 for _ in buffer)
        assert messages == 64

    return {
        "getitem": lambda: client.get_item(TableName="chat-sessions", Key=KEY, ConsistentRead=True),
        "sign": sign,
        "presign": presign,
        "eventstream": decode,
    }


def awscrt_calls():
    """The same with AWS's C libraries. awscrt has no DynamoDB: GetItem is its connection, its signer and `json`."""
    import hashlib
    import os
    from io import BytesIO
    from urllib.parse import urlsplit

    from awscrt import auth, http, io

    provider = auth.AwsCredentialsProvider.new_static("AKIDEXAMPLE", "secret", "token")

    def config(service, body, **others):
        return auth.AwsSigningConfig(
            algorithm=auth.AwsSigningAlgorithm.V4,
            credentials_provider=provider,
            region="us-east-1",
            service=service,
            signed_body_value=body,
            **others,
        )

    def signed(host, body):
        headers = http.HttpHeaders([("Host", host), ("Content-Length", str(len(body))), *SIGNED_HEADERS.items()])
        request = http.HttpRequest("POST", "/", headers, BytesIO(body))
        digest = hashlib.sha256(body).hexdigest()
        return auth.aws_sign_request(request, config("dynamodb", digest)).result()

    def presign():
        headers = http.HttpHeaders([("Host", "documents.s3.us-east-1.amazonaws.com")])
        request = http.HttpRequest("GET", "/0000/presentation.pptx", headers)
        kind = auth.AwsSignatureType.HTTP_REQUEST_QUERY_PARAMS
        options = config(
            "s3", "UNSIGNED-PAYLOAD", signature_type=kind, expiration_in_seconds=600, use_double_uri_encode=False
        )
        auth.aws_sign_request(request, options).result()

    connections = []

    def connection(endpoint):
        if not connections:
            bootstrap = io.ClientBootstrap.get_or_create_static_default()
            connections.append(http.HttpClientConnection.new(endpoint.hostname, endpoint.port, bootstrap).result())
        return connections[0]

    def get_item():
        endpoint = urlsplit(os.environ["AWS_ENDPOINT_URL_DYNAMODB"])
        body = json.dumps({"TableName": "chat-sessions", "Key": KEY, "ConsistentRead": True}).encode()
        answer = bytearray()
        stream = connection(endpoint).request(
            signed(endpoint.netloc, body), on_body=lambda http_stream, chunk: answer.extend(chunk)
        )
        stream.activate()
        assert stream.completion_future.result() == 200
        return json.loads(answer)["Item"]

    return {
        "getitem-crt": get_item,
        "sign-crt": lambda: signed("dynamodb.us-east-1.amazonaws.com", SIGNED_BODY),
        "presign-crt": presign,
    }


def main():
    what, count = sys.argv[1], int(sys.argv[2])
    calls = awscrt_calls() if what.endswith("-crt") else botocore_calls()
    time_each(count, calls[what])


if __name__ == "__main__":
    main()
