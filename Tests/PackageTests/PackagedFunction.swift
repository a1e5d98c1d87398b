import Foundation
import TestSupport

/// What `scripts/package` made.
enum PackagedFunction {
    static let path = PackageRoot.path + "/.build/package/bootstrap"
    static let archive = PackageRoot.path + "/.build/package/colloquy.zip"

    static let isMade = FileManager.default.isExecutableFile(atPath: path)
    static let hint = "nothing is packaged: run scripts/package"
}
