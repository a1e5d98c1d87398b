import AWSServices
import Tables
import TestSupport
import Testing
import WireFormats

/// What is SQLite's own: files, other processes, delayed indexes.
@Suite("SQLite tables")
struct SQLiteTablesTests {
    private static let schema = TableSchema(
        "messages", partitionKey: .init("session"), sortKey: .init("id"),
        indexes: [.init("ByOwner", partitionKey: .init("owner"), sortKey: .init("at", .number))])

    private let directory: TemporaryDirectory
    private var path: String { directory.path + "/tables.sqlite" }

    init() throws { directory = try TemporaryDirectory() }

    private func open(
        _ schemas: [TableSchema] = [schema], clock: ManualClock = ManualClock(), indexDelay: Duration = .zero,
        busyTimeout: Duration = .seconds(20)
    ) throws(TableError) -> SQLiteTables {
        try SQLiteTables(
            path: path, schemas: schemas, clock: { clock.now }, indexDelay: indexDelay, busyTimeout: busyTimeout)
    }

    private static let message: Item = ["session": "s", "id": "1", "owner": "o", "at": 1]
    private static let byOwner = Query(table: "messages", index: "ByOwner", partition: "o")

    @Test("what is written is there when the file is opened again")
    func reopened() async throws {
        try await open().put("messages", item: Self.message)
        #expect(try await open().scan(Scan(table: "messages")).items == [Self.message])
    }

    @Test("tables in memory need no file")
    func inMemory() async throws {
        let tables = try SQLiteTables(path: ":memory:", schemas: [Self.schema], clock: { Timestamp(seconds: 0) })
        try await tables.put("messages", item: Self.message)
        #expect(try await tables.query(Self.byOwner).items == [Self.message])
    }

    @Test("a read of an index does not see a write before the delay has passed")
    func delayedPut() async throws {
        let clock = ManualClock()
        let tables = try open(clock: clock, indexDelay: .seconds(10))
        try await tables.put("messages", item: Self.message)
        #expect(try await tables.query(Self.byOwner).items == [])
        #expect(try await tables.get("messages", key: ["session": "s", "id": "1"]) == Self.message)
        clock.advance(by: .seconds(9))
        #expect(try await tables.query(Self.byOwner).items == [])
        clock.advance(by: .seconds(1))
        #expect(try await tables.query(Self.byOwner).items == [Self.message])
    }

    @Test("until then it sees the item as it was, also a deleted one")
    func delayedChanges() async throws {
        let clock = ManualClock()
        let tables = try open(clock: clock, indexDelay: .seconds(10))
        try await tables.put("messages", item: Self.message)
        clock.advance(by: .seconds(20))
        let changed = try await tables.update(
            "messages", key: ["session": "s", "id": "1"], Update(set: ["at": 2, "x": 1]))
        #expect(try await tables.query(Self.byOwner).items == [Self.message])
        clock.advance(by: .seconds(5))
        try await tables.delete("messages", key: ["session": "s", "id": "1"])
        #expect(try await tables.query(Self.byOwner).items == [Self.message])
        clock.advance(by: .seconds(5))
        #expect(try await tables.query(Self.byOwner).items == [changed])
        clock.advance(by: .seconds(5))
        #expect(try await tables.query(Self.byOwner).items == [])
    }

    @Test("several changes at one moment, or with the clock set back, leave one item in the index")
    func clockStandsStill() async throws {
        let clock = ManualClock()
        let tables = try open(clock: clock, indexDelay: .seconds(10))
        for step in [0, 0, 3, -2, 1, 0] {
            clock.advance(by: .seconds(step))
            try await tables.update(
                "messages", key: ["session": "s", "id": "1"], Update(set: ["owner": "o"], add: ["at": 1]))
        }
        for _ in 0..<20 {
            #expect(try await tables.query(Self.byOwner).items.count <= 1)
            clock.advance(by: .seconds(1))
        }
        #expect(try await tables.query(Self.byOwner).items == [["session": "s", "id": "1", "owner": "o", "at": 6]])
    }

    @Test("a token is forgotten after ten minutes")
    func tokenExpires() async throws {
        let clock = ManualClock()
        let tables = try open(clock: clock)
        let key: Item = ["session": "s", "id": "count"]
        func count() async throws(TableError) {
            try await tables.transact([.update(table: "messages", key: key, Update(add: ["n": 1]))], token: "t")
        }
        try await count()
        clock.advance(by: .seconds(599))
        try await count()
        #expect(try await tables.get("messages", key: key)?["n"] == 1)
        clock.advance(by: .seconds(2))
        try await count()
        #expect(try await tables.get("messages", key: key)?["n"] == 2)
    }

    // MARK: Schemas

    @Test("an index that is new is filled, and one that is no longer declared goes")
    func changedIndexes() async throws {
        let bare = TableSchema("messages", partitionKey: .init("session"), sortKey: .init("id"))
        let tables = try open([bare])
        try await tables.put("messages", item: Self.message)
        #expect(await failure { () throws(TableError) in try await tables.query(Self.byOwner) } == .notFound)
        #expect(try await open().query(Self.byOwner).items == [Self.message])
        let again = try open([bare])
        #expect(await failure { () throws(TableError) in try await again.query(Self.byOwner) } == .notFound)
        try await again.delete("messages", key: ["session": "s", "id": "1"])
        #expect(try await open().query(Self.byOwner).items == [])
    }

    @Test("a table with other keys, or whose name differs in case, is refused")
    func otherKeys() async throws {
        _ = try open()
        for other in [
            TableSchema("messages", partitionKey: .init("id")), TableSchema("Messages", partitionKey: .init("session")),
        ] {
            #expect(await failure { () throws(TableError) in _ = try open([other]) } == .invalid)
        }
    }

    @Test("a table that another connection creates can be used")
    func createdElsewhere() async throws {
        let (one, two) = (try open(), try open())
        let schema = TableSchema("others", partitionKey: .init("id"))
        try await one.create(schema)
        try await two.put("others", item: ["id": "a"])
        #expect(try await one.get("others", key: ["id": "a"]) == ["id": "a"])
    }

    @Test("creating a table again leaves it as it is")
    func createTwice() async throws {
        let tables = try open()
        try await tables.put("messages", item: Self.message)
        try await tables.create(TableSchema("messages", partitionKey: .init("session"), sortKey: .init("id")))
        #expect(try await tables.query(Self.byOwner).items == [Self.message])
    }

    // MARK: Files

    @Test("a file that cannot be opened, or is no database, is a typed error")
    func unusableFiles() async throws {
        let missing = directory.path + "/no/such/folder/file"
        #expect(
            await failure { () throws(TableError) in
                _ = try SQLiteTables(path: missing, schemas: [Self.schema], clock: { Timestamp(seconds: 0) })
            } == .unavailable(mayHaveWritten: false))
        try await ChildProcess.run("/bin/sh", ["-c", "head -c 8192 /dev/urandom > '\(path)'"])
        #expect(await failure { () throws(TableError) in _ = try open() } == .unavailable(mayHaveWritten: false))
    }

    @Test("an item that cannot be read is a typed error, and its neighbours can be read")
    func damagedItem() async throws {
        let tables = try open()
        try await tables.put("messages", item: Self.message)
        try await tables.put("messages", item: ["session": "other", "id": "1"])
        let script = """
            import sqlite3, sys
            connection = sqlite3.connect(sys.argv[1])
            connection.execute("UPDATE \\"items:messages\\" SET item = x'7b00' WHERE pk = x'73'")
            connection.commit()
            """
        _ = try await Python.run(script, [path])
        #expect(
            await failure { () throws(TableError) in try await tables.get("messages", key: ["session": "s", "id": "1"])
            }
                == .unavailable(mayHaveWritten: false))
        #expect(
            try await tables.query(Query(table: "messages", partition: "other")).items
                == [["session": "other", "id": "1"]])
    }

    // MARK: Other connections and processes

    /// Takes the write lock, says so, and keeps it until the file `release` is there and a moment longer.
    private func lock() async throws -> ChildProcess {
        let script = """
            import os, sqlite3, sys, time
            connection = sqlite3.connect(sys.argv[1], isolation_level=None)
            connection.execute("BEGIN IMMEDIATE")
            print("locked by python", flush=True)
            while not os.path.exists(sys.argv[2]): time.sleep(0.01)
            time.sleep(0.2)
            connection.execute("COMMIT")
            """
        let process = try Python.start(["-c", script, path, directory.path + "/release"])
        _ = try await process.waitForOutput(matching: #/(locked)/#)
        return process
    }

    @Test("a write waits for another process's lock; a read does not")
    func waits() async throws {
        let tables = try open()
        let process = try await lock()
        #expect(try await tables.scan(Scan(table: "messages")).items == [])
        try await ChildProcess.run("/bin/sh", ["-c", "touch '\(directory.path)/release'"])
        try await tables.put("messages", item: Self.message)
        #expect(try await process.waitForExit() == 0)
        #expect(try await tables.scan(Scan(table: "messages")).items == [Self.message])
    }

    @Test("a lock that lasts longer than the busy timeout makes the tables unavailable, and nothing is written")
    func locked() async throws {
        let tables = try open(busyTimeout: .milliseconds(50))
        let process = try await lock()
        #expect(
            await failure { () throws(TableError) in try await tables.put("messages", item: Self.message) }
                == .unavailable(mayHaveWritten: false))
        process.kill()
        _ = try await process.waitForExit()
        #expect(try await tables.scan(Scan(table: "messages")).items == [])
        try await tables.put("messages", item: Self.message)
    }

    @Test("two connections with 50 writers lose no count")
    func twoConnections() async throws {
        let connections = [try open(), try open()]
        try await withThrowingTaskGroup { group in
            for writer in 0..<50 {
                group.addTask {
                    for _ in 0..<10 {
                        try await connections[writer % 2].update(
                            "messages", key: ["session": "s", "id": "count"], Update(add: ["n": 1]))
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(try await connections[0].get("messages", key: ["session": "s", "id": "count"])?["n"] == 500)
    }

    private func startWriter(_ name: String, count: Int) throws -> ChildProcess {
        try ChildProcess(BuildProducts.executable("tables-fixture"), [path, name, String(count)])
    }

    private static let plain = TableSchema("messages", partitionKey: .init("session"), sortKey: .init("id"))

    /// How many messages there are, and how many the counter says.
    private func counts() async throws -> (messages: Int, counter: Int) {
        let tables = try open([Self.plain])
        var query = Query(table: "messages", partition: "messages")
        var messages = 0
        repeat {
            let page = try await tables.query(query)
            messages += page.items.count
            query.startKey = page.lastKey
        } while query.startKey != nil
        let counter = try await tables.get("messages", key: ["session": "counters", "id": "total"])
        return (messages, counter?["count"]?.int ?? 0)
    }

    @Test("two processes that create a file and write to it at once lose nothing")
    func twoProcesses() async throws {
        let writers = [try startWriter("a", count: 200), try startWriter("b", count: 200)]
        for writer in writers {
            #expect(try await writer.waitForExit(timeout: .seconds(60)) == 0, "\(writer.text)")
        }
        #expect(try await counts() == (400, 400))
    }

    @Test("a process killed while it writes leaves whole transactions, and all that it had reported")
    func killed() async throws {
        for _ in 0..<5 {
            let writer = try startWriter("w\(UInt32.random(in: 0 ... .max))", count: 1_000_000)
            let before = try await writer.waitForOutput(matching: #/wrote (2\d)\n/#)
            writer.kill()
            #expect(try await writer.waitForExit() == -9)
            let reported = writer.text.split(separator: "\n").count
            #expect(Int(before) ?? 0 >= 20)
            let (messages, counter) = try await counts()
            #expect(messages == counter)
            #expect(messages >= reported)
        }
        let check =
            "import sqlite3, sys; print(sqlite3.connect(sys.argv[1]).execute('PRAGMA integrity_check').fetchone()[0])"
        #expect(try await Python.run(check, [path]) == "ok\n")
    }
}
