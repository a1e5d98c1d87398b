import TestSupport
import Testing
import WireFormats

@testable import LocalCloud

@Suite("Zip archives")
struct StoredZipTests {
    @Test("are read by Python: names, bytes, checksums, and the first date there is")
    func entries() async throws {
        var zip = StoredZip()
        zip.add("a.txt", Array("one".utf8))
        zip.add("folder/é.bin", Array(0...255))
        zip.add("empty", [])
        let answer = try JSON(
            parsing: await Python.run(
                """
                import base64, io, json, os, zipfile
                archive = zipfile.ZipFile(io.BytesIO(base64.b64decode(os.environ["ZIP"])))
                print(json.dumps([archive.testzip(), [
                    [i.filename, list(archive.read(i)) == list(range(256)), i.file_size, i.compress_type, i.date_time[:3]]
                    for i in archive.infolist()]]))
                """, environment: ["ZIP": Base64.encode(zip.bytes())]))
        #expect(
            answer == [
                nil,
                [
                    ["a.txt", false, 3, 0, [1980, 1, 1]], ["folder/é.bin", true, 256, 0, [1980, 1, 1]],
                    ["empty", false, 0, 0, [1980, 1, 1]],
                ],
            ])
    }

    @Test("may be empty")
    func empty() async throws {
        let answer = try await Python.run(
            """
            import base64, io, os, zipfile
            print(zipfile.ZipFile(io.BytesIO(base64.b64decode(os.environ["ZIP"]))).namelist())
            """, environment: ["ZIP": Base64.encode(StoredZip().bytes())])
        #expect(answer.contains("[]"))
    }
}
