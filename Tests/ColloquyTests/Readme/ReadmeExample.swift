import Foundation
import WireFormats

@testable import colloquy

/// A fenced block of the README with commands, and the block behind it with the answer, if there is one.
///
/// Only those with `$URL` in them are examples to run: they call what `colloquy serve` serves.
struct ReadmeExample: Hashable {
    /// The heading that it stands under.
    var section: String
    var commands: String
    /// `…` in it stands for whatever comes.
    var answer: String?

    static func all(in document: String) -> [ReadmeExample] {
        var examples: [ReadmeExample] = []
        var section = ""
        var block: (language: String, lines: [Substring])?
        // An answer stands right behind its commands.
        var awaitsAnswer = false
        for line in document.split(separator: "\n", omittingEmptySubsequences: false) {
            if let (language, lines) = block {
                guard line == "```" else {
                    block?.lines.append(line)
                    continue
                }
                block = nil
                let text = lines.joined(separator: "\n")
                if language == "sh", text.contains("$URL") {
                    examples.append(ReadmeExample(section: section, commands: text))
                    awaitsAnswer = true
                } else if awaitsAnswer, !examples.isEmpty {
                    examples[examples.count - 1].answer = text
                    awaitsAnswer = false
                }
            } else if line.hasPrefix("```") {
                block = (String(line.dropFirst(3)), [])
            } else if line.hasPrefix("#") {
                section = String(line.drop { $0 == "#" || $0 == " " })
            } else if !line.isEmpty {
                awaitsAnswer = false
            }
        }
        return examples
    }

    /// Both sides, as JSON where the README's is; the same where the answer fits.
    func comparison(with output: String) -> (expected: String, actual: String) {
        let expected = (answer ?? "").replacing("…", with: "<any>")
        let actual = output.trimmingCharacters(in: .whitespacesAndNewlines)
        guard let recorded = try? JSON(parsing: expected), let came = try? JSON(parsing: actual) else {
            return MaskedText(expected).match(actual) == nil ? (expected, actual) : (actual, actual)
        }
        let comparison = AnswerComparison(recorded: recorded, actual: came, captures: Captures(now: SystemClock.now()))
        return (comparison.expected.text, comparison.actual.text)
    }
}
