import Foundation
import WireFormats

/// The scenario files. Each is read when it is played, so that it may be edited while the stand-ins run.
struct AgentScenarioFolder: Sendable {
    /// `nil` is a folder without any file.
    let path: String?

    /// - Returns: `nil` when no file has that name.
    func scenario(_ agentID: String) throws(AgentScenarioError) -> AgentScenario? {
        guard let path, Self.isName(agentID) else { return nil }
        let file = "\(agentID).json"
        let url = URL(filePath: path, directoryHint: .isDirectory).appending(path: file, directoryHint: .notDirectory)
        guard FileManager.default.fileExists(atPath: url.path) else { return nil }
        let data: Data
        do {
            data = try Data(contentsOf: url)
        } catch {
            throw AgentScenarioError(file: file, member: "", message: "cannot be read: \(error.localizedDescription)")
        }
        return try AgentScenario(parsing: Array(data), file: file)
    }

    /// What to say of an agent that has no file.
    func whyThereIsNone(_ agentID: String) -> String {
        guard let path else { return "there is no folder of scenarios." }
        guard Self.isName(agentID) else { return "its id is no name of a scenario." }
        return "there is no scenario \(agentID).json in \(path)."
    }

    /// Nothing that leads out of the folder.
    private static func isName(_ name: String) -> Bool {
        !name.isEmpty && name.utf8.count <= 100
            && name.unicodeScalars.allSatisfy { scalar in
                scalar.isASCII
                    && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
                        || "-_".unicodeScalars.contains(scalar))
            }
    }
}
