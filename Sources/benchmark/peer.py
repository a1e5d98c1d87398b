"""The same work as Colloquy's, on Python's Lambda runtime and boto3, for `scripts/bench` to compare with.

As a module it is a Lambda handler; as a program it times botocore: `peer.py getitem COUNT`, `peer.py sign COUNT` and
`peer.py eventstream COUNT` print microseconds, one a line.
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


def main():
    count = int(sys.argv[2])
    if sys.argv[1] == "getitem":
        client = boto3.client("dynamodb")
        key = {"pk_session_id": {"S": "00000000-0000-4000-8000-000000000000"}}
        time_each(count, lambda: client.get_item(TableName="chat-sessions", Key=key, ConsistentRead=True))
    elif sys.argv[1] == "eventstream":
        from botocore.eventstream import EventStreamBuffer

        stream = event_stream_message() * 64
        pieces = [stream[start : start + 16384] for start in range(0, len(stream), 16384)]

        def decode():
            buffer = EventStreamBuffer()
            messages = 0
            for piece in pieces:
                buffer.add_data(piece)
                messages += sum(1 for _ in buffer)
            assert messages == 64

        time_each(count, decode)
    else:
        from botocore.auth import SigV4Auth
        from botocore.awsrequest import AWSRequest
        from botocore.credentials import Credentials

        signer = SigV4Auth(Credentials("AKIDEXAMPLE", "secret", "token"), "dynamodb", "us-east-1")
        body = b'{"TableName":"chat-sessions","Key":{"pk_session_id":{"S":"00000000-0000-4000-8000-000000000000"}}}'
        headers = {"Content-Type": "application/x-amz-json-1.0", "X-Amz-Target": "DynamoDB_20120810.GetItem"}
        url = "https://dynamodb.us-east-1.amazonaws.com/"
        time_each(count, lambda: signer.add_auth(AWSRequest("POST", url, headers=dict(headers), data=body)))


if __name__ == "__main__":
    main()
