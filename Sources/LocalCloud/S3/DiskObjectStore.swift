import Foundation
import Synchronization
import WireFormats

/// Objects in a folder of this machine, which are there again after a restart.
///
/// `FOLDER/BUCKET/HH/HEX` holds an object: HEX is the SHA-256 of its key, so that no key can lead out of the folder, be
/// too long for a file's name or differ from another by case alone, and HH its first two digits. The file begins with its
/// key, type and headers as one line of JSON, then come the bytes; object and metadata are replaced in one rename.
final class DiskObjectStore: ObjectStore {
    private let folder: URL
    private let buckets: Set<String>
    /// One writer at a time, so that "only when new" holds.
    private let writing = Mutex(())

    /// - Throws: ``ObjectStoreError`` when the folder cannot be made.
    init(path: String, buckets: Set<String>) throws(ObjectStoreError) {
        folder = URL(filePath: path, directoryHint: .isDirectory)
        self.buckets = buckets
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        } catch {
            throw Self.failure("made", path, error)
        }
    }

    func hasBucket(_ name: String) -> Bool { buckets.contains(name) }

    func object(_ key: String, in bucket: String) throws(ObjectStoreError) -> StoredObject? {
        let file = try ObjectFile(location(key, bucket))
        return try file?.object()
    }

    func put(
        _ object: StoredObject, as key: String, in bucket: String, isNew: Bool
    ) throws(ObjectStoreError) -> Bool {
        let url = try location(key, bucket)
        let file = ObjectFile.contents(key: key, object)
        let result: Result<Bool, ObjectStoreError> = writing.withLock { _ in
            if isNew, FileManager.default.fileExists(atPath: url.path) { return .success(false) }
            do {
                try FileManager.default.createDirectory(
                    at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
                // Into another file, which is then renamed.
                try Data(file).write(to: url, options: .atomic)
                return .success(true)
            } catch {
                return .failure(Self.failure("written", url.path, error))
            }
        }
        return try result.get()
    }

    func delete(_ key: String, from bucket: String) throws(ObjectStoreError) {
        let url = try location(key, bucket)
        let result: Result<Void, ObjectStoreError> = writing.withLock { _ in
            guard FileManager.default.fileExists(atPath: url.path) else { return .success(()) }
            do {
                return .success(try FileManager.default.removeItem(at: url))
            } catch {
                return .failure(Self.failure("removed", url.path, error))
            }
        }
        try result.get()
    }

    /// Reads the beginning of every object of the bucket: fine for a developer's few.
    func list(
        _ bucket: String, prefix: String, after previous: String?, maximum: Int
    ) throws(ObjectStoreError) -> [ListedObject] {
        var found: [(key: String, file: URL)] = []
        for url in try files(of: bucket) {
            // A file may have gone since the folder was read.
            guard let file = try ObjectFile(url), KeyOrder.holds(file.key, prefix: prefix, after: previous) else {
                continue
            }
            found.append((file.key, url))
        }
        found.sort { KeyOrder.precedes($0.key, $1.key) }
        var page: [ListedObject] = []
        // One that has gone meanwhile makes the page no shorter: that would look like the last page.
        for (key, url) in found where page.count < maximum {
            guard let object = try ObjectFile(url)?.object() else { continue }
            page.append(
                ListedObject(key: key, size: object.bytes.count, etag: object.etag, lastModified: object.lastModified))
        }
        return page
    }

    private func location(_ key: String, _ bucket: String) throws(ObjectStoreError) -> URL {
        let name = ObjectFile.name(of: key)
        return try root(of: bucket).appending(path: String(name.prefix(2)), directoryHint: .isDirectory)
            .appending(path: name, directoryHint: .notDirectory)
    }

    /// Buckets' names hold no slashes and do not begin with a dot (S3: letters, digits, dots and hyphens).
    private func root(of bucket: String) throws(ObjectStoreError) -> URL {
        guard buckets.contains(bucket), !bucket.hasPrefix("."), !bucket.contains("/") else {
            throw ObjectStoreError(description: "\(bucket) cannot be a bucket on disk")
        }
        return folder.appending(path: bucket, directoryHint: .isDirectory)
    }

    private func files(of bucket: String) throws(ObjectStoreError) -> [URL] {
        let root = try root(of: bucket)
        guard FileManager.default.fileExists(atPath: root.path) else { return [] }
        do {
            let manager = FileManager.default
            // What else lies there, such as a file manager's notes, is nobody's object.
            return try manager.contentsOfDirectory(at: root, includingPropertiesForKeys: nil)
                .filter { $0.lastPathComponent.utf8.count == 2 }
                .flatMap { try manager.contentsOfDirectory(at: $0, includingPropertiesForKeys: nil) }
                .filter { $0.lastPathComponent.utf8.count == ObjectFile.nameLength }
        } catch {
            throw Self.failure("read", root.path, error)
        }
    }

    private static func failure(_ what: String, _ path: String, _ error: any Error) -> ObjectStoreError {
        ObjectStoreError(description: "\(path) cannot be \(what): \(error.localizedDescription)")
    }
}
