import Foundation
import TestSupport
import Testing
import WireFormats

@Suite("JSON beside Python's")
struct JSONAgainstPythonTests {
    /// Random documents of every kind of value, written by Python in its own ways of spacing and escaping.
    private static let makeDocuments = """
        import json, random, sys
        random.seed(2026)
        points = [0, 8, 9, 10, 13, 31, 34, 47, 92, 127, 128, 0xe9, 0x301, 0x7ff, 0x800, 0x2028, 0xfeff, 0xfffd, 0xffff,
                  0x10000, 0x1f600, 0x10ffff]
        def text():
            return ''.join(chr(random.choice(points) if random.random() < .5 else random.randrange(32, 127))
                           for _ in range(random.randrange(12)))
        def value(depth):
            kind = random.randrange(9 if depth < 6 else 6)
            if kind == 0: return None
            if kind == 1: return random.random() < .5
            if kind == 2: return random.randrange(-10**random.randrange(1, 40), 10**random.randrange(1, 40))
            if kind == 3: return random.uniform(-1, 1) * 10**random.randrange(-300, 300)
            if kind <= 5: return text()
            if kind == 6: return [value(depth + 1) for _ in range(random.randrange(6))]
            return {text(): value(depth + 1) for _ in range(random.randrange(25 if kind == 7 else 4))}
        with open(sys.argv[1], 'w') as file:
            for n in range(3000):
                document = json.dumps(value(0), ensure_ascii=n % 2 == 0,
                                      indent=[None, 2][n // 2 % 2], separators=[None, (',', ':')][n // 4 % 2])
                file.write(document.encode().hex() + '\\n')
        """

    private static let compare = """
        import json, sys
        def load(line):
            return json.loads(bytes.fromhex(line).decode(), parse_int=lambda t: 'int ' + t, parse_float=lambda t: 'float ' + t)
        def shape(value):
            if isinstance(value, dict): return {'object': [[key, shape(member)] for key, member in value.items()]}
            return [shape(element) for element in value] if isinstance(value, list) else value
        lines = [open(path).read().splitlines() for path in sys.argv[1:3]]
        assert len(lines[0]) == len(lines[1]) == 3000
        for theirs, ours in zip(*lines):
            if shape(load(theirs)) != shape(load(ours)): print(theirs, ours)
        """

    @Test("3,000 random documents come back from Swift as the same values in the same order, numbers digit by digit")
    func documentsSurvive() async throws {
        let directory = try TemporaryDirectory()
        let (theirs, ours) = (directory.path + "/theirs", directory.path + "/ours")
        _ = try await Python.run(Self.makeDocuments, [theirs])
        let lines = try String(contentsOfFile: theirs, encoding: .utf8).split(separator: "\n")
        let written = try lines.map { hexadecimal(try JSON(parsing: Hexadecimal.decode($0)).serialized()) }
        try written.joined(separator: "\n").write(toFile: ours, atomically: true, encoding: .utf8)
        #expect(try await Python.run(Self.compare, [theirs, ours]) == "")
    }

    private static let judge = """
        import json, sys
        def refuse(constant): raise ValueError(constant)
        for line in open(sys.argv[1]).read().split('\\n'):
            try:
                json.loads(bytes.fromhex(line).decode(), parse_int=str, parse_float=str, parse_constant=refuse)
                print('y', end='')
            except ValueError:
                print('n', end='')
        """

    @Test("20,000 damaged documents are taken or refused as Python's strict reader does")
    func verdictsAgree() async throws {
        var mutation = Mutation(seed: 8259)
        let seeds = [
            #"{"a":[1,-2.5e+10,true,false,null],"é":"\u00e9\ud83d\ude00\n","b":{"c":[[],{}]}}"#,
            #"[0,"\\\"/",{"":""}]"#,
            "-0.0e-1", #""\u0041""#,
        ]
        let documents = (0..<20_000).map { _ in
            var bytes = Array(mutation.random.pick(seeds).utf8)
            mutation.damage(&bytes)
            return bytes
        }
        let directory = try TemporaryDirectory()
        try documents.map { hexadecimal($0) }.joined(separator: "\n")
            .write(toFile: directory.path + "/documents", atomically: true, encoding: .utf8)
        let theirs = try await Python.run(Self.judge, [directory.path + "/documents"])
        let ours = documents.map { (try? JSON(parsing: $0)) == nil ? "n" : "y" }
        #expect(theirs.count == documents.count)
        let disagreements = zip(zip(theirs, ours), documents).filter { String($0.0.0) != $0.0.1 }
            .map { "\($0.0.0) \(String(decoding: $0.1, as: UTF8.self))" }
        #expect(disagreements == [])
        #expect(ours.contains("y") && ours.contains("n"))
    }

    @Test("every character of Unicode is written so that Python reads it back")
    func everyScalarIsWritten() async throws {
        let scalars = (0...0x10FFFF as ClosedRange<UInt32>).compactMap(Unicode.Scalar.init)
        let text = String(String.UnicodeScalarView(scalars))
        let directory = try TemporaryDirectory()
        try Data(JSON.string(text).serialized()).write(to: URL(filePath: directory.path + "/text"))
        let script = """
            import json, sys
            text = json.loads(open(sys.argv[1], 'rb').read().decode())
            print(text == ''.join(chr(c) for c in range(0x110000) if not 0xd800 <= c < 0xe000))
            """
        #expect(try await Python.run(script, [directory.path + "/text"]) == "True\n")
        #expect(try JSON(parsing: JSON.string(text).serialized()) == .string(text))
    }
}
