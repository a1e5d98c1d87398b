import Gateway
import WireFormats

extension FuzzTarget {
    private static let signer = CursorSigner(key: Array("the key of the fuzzer, 32 bytes!".utf8)) {
        Timestamp(seconds: 1_000)
    }
    private static let stranger = CursorSigner(key: Array("another key of as many bytes....".utf8)) {
        Timestamp(seconds: 1_000)
    }

    /// A cursor gives its position back to who asks for the same list, and to nobody else; no other text is one.
    static let cursor = FuzzTarget("cursor") { fixtures in
        fixtures.values.map { [0, 0] + FuzzInput.encoding("scope") + $0.serialized() }
            + fixtures.texts.map { Array($0.utf8) }
    } check: { bytes in
        try checkRefused(String(decoding: bytes, as: UTF8.self), scope: "", "a text")
        try checkRefused(Base64.encode([1] + bytes, alphabet: .url), scope: "", "garbage behind a version")
        var input = FuzzInput(bytes)
        let (place, change) = (input.integer(UInt16.self), input.byte())
        let scope = input.text()
        guard let position = try? JSON(parsing: input.rest) else { return }
        let cursor = try signer.sign(position, scope: scope)
        guard cursor.utf8.count <= 16_384 else { return }
        try require(try signer.verify(cursor, scope: scope) == position, "a cursor gives another position")
        try checkRefused(cursor, scope: scope + "x", "a cursor of another list")
        try checkRefused(cursor + "A", scope: scope, "a longer cursor")
        try checkRefused(String(cursor.dropLast()), scope: scope, "a shorter cursor")
        try checkRefused(try stranger.sign(position, scope: scope), scope: scope, "a cursor of another key")
        var damaged = Array(cursor.utf8)
        damaged[Int(place) % damaged.count] ^= max(1, change & 0x7F)
        try checkRefused(String(decoding: damaged, as: UTF8.self), scope: scope, "a damaged cursor")
    }

    private static func checkRefused(_ cursor: String, scope: String, _ what: String) throws(BrokenProperty) {
        let position: JSON
        do throws(Failure) {
            position = try signer.verify(cursor, scope: scope)
        } catch {
            return try require(error.kind == .invalid(field: "cursor"), "\(what) is refused as \(error.kind)")
        }
        throw BrokenProperty("\(what) is taken for the cursor of \(position.text)")
    }
}
