import Cryptography
public import WireFormats

/// Makes the cursors that clients hand back for the next page: opaque, unforgeable, and good for one list only.
///
/// A cursor is base64url of a version byte and an AES-GCM box (NIST SP 800-38D) that holds the position and the time of
/// issue. The scope is authenticated with it: a cursor of one caller, filter or order is refused in any other. What it
/// holds cannot be read, so positions may contain keys of other users' items.
public struct CursorSigner: Sendable {
    private let secret: SymmetricKey
    private let maximumAge: Duration
    private let now: @Sendable () -> Timestamp

    private static let version: UInt8 = 1
    /// A position is a key of a table and of an index: at most 2 KB + 1 KB each; twice that for JSON and base64.
    private static let maximumLength = 16_384
    private static let field = "cursor"

    /// - Parameters:
    ///   - key: the secret, 32 bytes or more of randomness (`CURSOR_KEY`).
    ///   - maximumAge: how long a cursor may be used.
    public init(
        key: [UInt8], maximumAge: Duration = .seconds(86_400),
        now: @escaping @Sendable () -> Timestamp = Effects.system.now
    ) {
        secret = SymmetricKey(data: key)
        self.maximumAge = maximumAge
        self.now = now
    }

    /// - Parameter scope: everything the position depends on: caller, list, filter, order.
    /// - Throws: ``Failure/Kind/internal`` when the cipher fails, which it has no reason to.
    public func sign(_ position: JSON, scope: String) throws(Failure) -> String {
        let content: JSON = ["t": .number(JSONNumber(now().seconds)), "p": position]
        do {
            let box = try AES.GCM.seal(content.serialized(), using: key, authenticating: context(scope))
            return Base64.encode([Self.version] + box.combined, alphabet: .url)
        } catch {
            throw Failure(.internal, "The cursor could not be made")
        }
    }

    /// The position that was signed with the same scope.
    ///
    /// - Throws: ``Failure/Kind/invalid(field:)`` for `cursor` when it was altered, made for another scope, made with
    ///   another key, or is older than the maximum age.
    public func verify(_ cursor: String, scope: String) throws(Failure) -> JSON {
        guard cursor.utf8.count <= Self.maximumLength, let bytes = Base64.decode(cursor, alphabet: .url),
            bytes.first == Self.version,
            let content = open(bytes.dropFirst(), scope: scope), let issued = content["t"]?.int,
            let position = content["p"]
        else { throw Failure(.invalid(field: Self.field), "cursor is not one that was given for this list") }
        guard now() - Timestamp(seconds: issued) <= maximumAge else {
            throw Failure(.invalid(field: Self.field), "cursor has expired; begin again at the first page")
        }
        return position
    }

    private func open(_ box: ArraySlice<UInt8>, scope: String) -> JSON? {
        guard let sealed = try? AES.GCM.SealedBox(combined: box),
            let content = try? AES.GCM.open(sealed, using: key, authenticating: context(scope))
        else { return nil }
        return try? JSON(parsing: content)
    }

    /// Derived when a cursor is wanted: it takes microseconds then, and keeps libcrypto out of every cold start.
    private var key: SymmetricKey {
        HKDF<SHA256>.deriveKey(inputKeyMaterial: secret, info: Array("colloquy cursor 1".utf8), outputByteCount: 32)
    }

    private func context(_ scope: String) -> [UInt8] { [Self.version] + Array(scope.utf8) }
}
