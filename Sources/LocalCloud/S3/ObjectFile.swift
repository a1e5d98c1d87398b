import Cryptography
import Foundation
import WireFormats

/// The file of one object: a line of JSON, then the object's bytes.
struct ObjectFile {
    /// Hexadecimal digits of a SHA-256.
    static let nameLength = 64

    let key: String
    private let path: String
    private let metadata: JSON
    private let bytes: Data

    static func name(of key: String) -> String { hexadecimal(SHA256.hash(data: key.utf8)) }

    static func contents(key: String, _ object: StoredObject) -> [UInt8] {
        let headers = object.headers.map { JSON.array([.string($0.name), .string($0.value)]) }
        let metadata: JSON = [
            "key": .string(key), "contentType": .string(object.contentType),
            "lastModified": .string(object.lastModified.description), "headers": .array(headers),
        ]
        return metadata.serialized() + [UInt8(ascii: "\n")] + object.bytes
    }

    /// - Returns: `nil` when there is no such file.
    init?(_ url: URL) throws(ObjectStoreError) {
        path = url.path
        let data: Data
        do {
            data = try Data(contentsOf: url, options: .mappedIfSafe)
        } catch let error as CocoaError where error.code == .fileReadNoSuchFile {
            return nil
        } catch {
            throw ObjectStoreError(description: "\(url.path) cannot be read: \(error.localizedDescription)")
        }
        guard let end = data.firstIndex(of: UInt8(ascii: "\n")), let metadata = try? JSON(parsing: Array(data[..<end])),
            let key = metadata["key"]?.string
        else {
            throw ObjectStoreError(description: "\(url.path) is not the file of an object")
        }
        self.key = key
        self.metadata = metadata
        bytes = data[data.index(after: end)...]
    }

    func object() throws(ObjectStoreError) -> StoredObject {
        guard let type = metadata["contentType"]?.string, let time = metadata["lastModified"]?.string,
            let lastModified = Timestamp(time), let headers = metadata["headers"]?.array
        else {
            throw ObjectStoreError(description: "\(path) lacks what belongs to an object")
        }
        let fields = headers.compactMap { field -> (String, String)? in
            guard let name = field[0]?.string, let value = field[1]?.string else { return nil }
            return (name, value)
        }
        return StoredObject(
            bytes: Array(bytes), contentType: type, headers: HTTPHeaders(fields), lastModified: lastModified)
    }
}
