// A process that writes to a SQLite file, for tests with several of them: FILE WRITER COUNT. It says "wrote N" after each
// transaction, which appends a message and counts it.

import AWSServices
import Foundation
import Tables
import WireFormats

let arguments = CommandLine.arguments
guard arguments.count == 4, let count = Int(arguments[3]) else {
    print("usage: tables-fixture FILE WRITER COUNT")
    exit(2)
}
let messages = TableSchema("messages", partitionKey: .init("session"), sortKey: .init("id"))
do {
    let tables = try SQLiteTables(
        path: arguments[1], schemas: [messages], clock: { Timestamp(seconds: 0) }, busyTimeout: .seconds(20))
    for number in 0..<count {
        try await tables.transact([
            .put(
                table: "messages",
                item: ["session": "messages", "id": .string("\(arguments[2])-\(number)"), "text": "Grüße"],
                if: .absent("id")),
            .update(
                table: "messages", key: ["session": "counters", "id": "total"], Update(add: ["count": 1])),
        ])
        try FileHandle.standardOutput.write(contentsOf: Array("wrote \(number)\n".utf8))
    }
} catch {
    print(error)
    exit(1)
}
