import Foundation
import TestSupport
import Testing
import WireFormats

@testable import LocalCloud

@Suite("Objects on disk")
struct DiskObjectStoreTests {
    private let folder: TemporaryDirectory

    init() throws { folder = try TemporaryDirectory() }

    private func store() throws -> DiskObjectStore { try DiskObjectStore(path: folder.path, buckets: ["b", "c"]) }

    private func object(_ text: String) -> StoredObject {
        StoredObject(
            bytes: Array(text.utf8), contentType: "text/plain", headers: ["Cache-Control": "no-store"],
            lastModified: Timestamp(microseconds: 1_700_000_000_123_456))
    }

    @Test(
        "outlive the store, whatever their keys",
        arguments: [
            "a", "a/b", "../../etc/passwd", "/", "//", ".", "..", "a\0b", "A", String(repeating: "ü", count: 512),
            "line\nbreak",
        ])
    func persistence(key: String) throws {
        let object = object("one\ntwo")
        #expect(try store().put(object, as: key, in: "b", isNew: true))
        #expect(try store().object(key, in: "b") == object)
        #expect(try store().object(key, in: "c") == nil)
        #expect(try store().put(object, as: key, in: "b", isNew: true) == false)
        #expect(try store().list("b", prefix: "", after: nil, maximum: 10).map(\.key) == [key])
        try store().delete(key, from: "b")
        try store().delete(key, from: "b")
        #expect(try store().object(key, in: "b") == nil)
    }

    @Test("stay inside of their folder and leave no other files")
    func files() throws {
        let store = try store()
        for text in ["1", "22", "333"] { _ = try store.put(object(text), as: "../x", in: "b", isNew: false) }
        #expect(try store.object("../x", in: "b") == object("333"))
        let files = try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted()
        #expect(files.count == 3)
        #expect(files.allSatisfy { $0.hasPrefix("b") })
    }

    @Test("are read while they are replaced, always one version whole")
    func atomicity() async throws {
        let store = try store()
        let versions = [String(repeating: "a", count: 100_000), String(repeating: "b", count: 200_000)].map(object)
        _ = try store.put(versions[0], as: "k", in: "b", isNew: false)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                for number in 0..<100 { _ = try store.put(versions[number % 2], as: "k", in: "b", isNew: false) }
            }
            group.addTask {
                for _ in 0..<100 {
                    let found = try #require(try store.object("k", in: "b"))
                    #expect(versions.contains(found))
                }
            }
            try await group.waitForAll()
        }
    }

    @Test("name a file that is none of theirs")
    func foreignFile() throws {
        _ = try store().put(object("x"), as: "k", in: "b", isNew: false)
        let name = ObjectFile.name(of: "k")
        try "junk".write(toFile: "\(folder.path)/b/\(name.prefix(2))/\(name)", atomically: true, encoding: .utf8)
        let error = #expect(throws: ObjectStoreError.self) { try store().object("k", in: "b") }
        #expect(error?.description.contains("is not the file of an object") == true)
    }

    @Test("are listed beside files that are none of theirs")
    func strayFiles() throws {
        _ = try store().put(object("x"), as: "k", in: "b", isNew: false)
        let name = ObjectFile.name(of: "k")
        for path in ["b/.DS_Store", "b/\(name.prefix(2))/.dat.nosync1.x"] {
            try "junk".write(toFile: "\(folder.path)/\(path)", atomically: true, encoding: .utf8)
        }
        #expect(try store().list("b", prefix: "", after: nil, maximum: 10).map(\.key) == ["k"])
    }

    @Test("refuse a folder that cannot be made")
    func folderRefused() throws {
        try "file".write(toFile: folder.path + "/file", atomically: true, encoding: .utf8)
        #expect(throws: ObjectStoreError.self) { try DiskObjectStore(path: folder.path + "/file/x", buckets: []) }
    }
}
