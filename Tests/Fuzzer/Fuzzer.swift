import Foundation
import Fuzzing

// libFuzzer on one of the targets; scripts/fuzz builds and calls it. Its main is libFuzzer's own.
//
//   COLLOQUY_FUZZ_TARGET=TARGET fuzz [ARGUMENT…]         libFuzzer's own arguments
//   COLLOQUY_FUZZ_TARGET=TARGET fuzz --seeds EVENTS OUT  writes the target's seeds into the folder OUT, which exists
//   fuzz --list                                          names of targets

private let chosen = FuzzTarget.all.first {
    $0.name == ProcessInfo.processInfo.environment["COLLOQUY_FUZZ_TARGET"]
}

private func complain(_ complaint: String) { FileHandle.standardError.write(Data((complaint + "\n").utf8)) }

/// What libFuzzer calls before everything else.
@_cdecl("LLVMFuzzerInitialize")
public func initialize(_ count: UnsafeMutableRawPointer, _ values: UnsafeMutableRawPointer) -> Int32 {
    let arguments = CommandLine.arguments.dropFirst()
    if arguments == ["--list"] {
        print(FuzzTarget.all.map(\.name).joined(separator: "\n"))
        exit(0)
    }
    guard let chosen else {
        complain("fuzz: COLLOQUY_FUZZ_TARGET is not one of those that --list prints")
        exit(2)
    }
    guard arguments.first == "--seeds", arguments.count == 3 else { return 0 }
    do {
        for (number, seed) in chosen.seeds(try Fixtures(folder: arguments[2])).enumerated() {
            try Data(seed).write(to: URL(filePath: "\(arguments[3])/\(number)"))
        }
    } catch {
        complain("fuzz: \(error)")
        exit(1)
    }
    exit(0)
}

/// What libFuzzer calls with each input.
@_cdecl("LLVMFuzzerTestOneInput")
public func check(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    do {
        try chosen?.check(Array(UnsafeBufferPointer(start: bytes, count: count)))
    } catch {
        complain("== \(error)")
        // Which libFuzzer takes for a crash: it keeps the input.
        abort()
    }
    return 0
}
