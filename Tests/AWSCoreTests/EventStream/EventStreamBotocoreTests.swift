import AWSCore
import Foundation
import TestSupport
import Testing
import WireFormats

/// botocore as a second opinion, both ways, over random messages.
@Suite(.timeLimit(.minutes(10)))
struct EventStreamBotocoreTests {
    /// A message as both sides write it down: headers by name, type and value, and the payload.
    private static func json(_ message: EventStreamMessage) -> JSON {
        [
            "headers": .array(message.headers.map { [.string($0.name), $0.value.json] }),
            "payload": .string(hexadecimal(message.payload)),
        ]
    }

    private static func messages(seed: UInt64) -> [EventStreamMessage] {
        var random = SeededGenerator(seed: seed)
        return (0..<500).map { _ in .random(using: &random) }
    }

    @Test("botocore reads what we write")
    func written() async throws {
        let messages = Self.messages(seed: 1)
        let folder = try TemporaryDirectory()
        let (stream, answers) = (folder.path + "/stream", folder.path + "/answers.json")
        try Data(messages.flatMap { try $0.encoded() }).write(to: URL(filePath: stream))
        _ = try await Python.run(
            """
            import sys, json
            from botocore.eventstream import EventStreamBuffer
            buffer, found = EventStreamBuffer(), []
            data = open(sys.argv[1], 'rb').read()
            for start in range(0, len(data), 777):
                buffer.add_data(data[start:start + 777])
                for message in buffer:
                    headers = [[n, v.hex() if isinstance(v, bytes) else v] for n, v in message.headers.items()]
                    found.append({'headers': headers, 'payload': message.payload.hex()})
            json.dump(found, open(sys.argv[2], 'w'))
            """, [stream, answers])
        let found = try JSON(parsing: try Data(contentsOf: URL(filePath: answers))).array ?? []
        #expect(found.count == messages.count)
        for (message, found) in zip(messages, found) {
            // botocore keeps the value and drops its type.
            let untyped: JSON = [
                "headers": .array(message.headers.map { [.string($0.name), $0.value.json[1] ?? .null] }),
                "payload": .string(hexadecimal(message.payload)),
            ]
            #expect(found == untyped)
        }
    }

    @Test("we read what Python's struct and zlib write, which botocore reads too")
    func read() async throws {
        let messages = Self.messages(seed: 2)
        let folder = try TemporaryDirectory()
        let (input, output) = (folder.path + "/messages.json", folder.path + "/stream")
        try Data(JSON.array(messages.map(Self.json)).serialized()).write(to: URL(filePath: input))
        let count = try await Python.run(
            """
            import sys, json, struct, zlib
            from botocore.eventstream import EventStreamBuffer
            FIXED = {'byte': (2, '>b'), 'short': (3, '>h'), 'integer': (4, '>i'), 'long': (5, '>q'), 'timestamp': (8, '>q')}
            def value(kind, value):
                if kind == 'bool': return bytes([0 if value else 1])
                if kind in FIXED: return bytes([FIXED[kind][0]]) + struct.pack(FIXED[kind][1], value)
                if kind == 'uuid': return b'\\x09' + bytes.fromhex(value)
                data = value.encode() if kind == 'string' else bytes.fromhex(value)
                return bytes([7 if kind == 'string' else 6]) + struct.pack('>H', len(data)) + data
            stream = b''
            for message in json.load(open(sys.argv[1])):
                headers = b''
                for name, (kind, v) in message['headers']:
                    headers += bytes([len(name.encode())]) + name.encode() + value(kind, v)
                payload = bytes.fromhex(message['payload'])
                prelude = struct.pack('>II', len(headers) + len(payload) + 16, len(headers))
                frame = prelude + struct.pack('>I', zlib.crc32(prelude)) + headers + payload
                stream += frame + struct.pack('>I', zlib.crc32(frame))
            open(sys.argv[2], 'wb').write(stream)
            buffer = EventStreamBuffer()
            buffer.add_data(stream)
            print(len(list(buffer)))
            """, [input, output])
        #expect(Int(count.trimmingCharacters(in: .whitespacesAndNewlines)) == messages.count)
        #expect(decode([Array(try Data(contentsOf: URL(filePath: output)))]) == .success(messages))
    }
}
