import WireFormats

/// The documents of an assessment, told apart by their keys in the artifacts bucket and by nothing else.
struct Documents: Sendable, Hashable {
    enum Kind: String, Sendable, CaseIterable {
        case presentation
        case statementOfWork

        /// The name under which the generator stores it.
        var fileName: String {
            switch self {
            case .presentation: "presentation.pptx"
            case .statementOfWork: "sow.docx"
            }
        }

        /// For people.
        var title: String {
            switch self {
            case .presentation: "the PowerPoint presentation (presentation.pptx)"
            case .statementOfWork: "the statement of work (sow.docx)"
            }
        }

        /// Where the flow is before the tool that makes it.
        var precedingStatus: WorkflowStatus {
            switch self {
            case .presentation: .templatesRetrieved
            case .statementOfWork: .powerPointGenerated
            }
        }

        fileprivate var fileExtension: String {
            String(fileName[(fileName.lastIndex(of: ".") ?? fileName.startIndex)...])
        }
    }

    private let keys: [Kind: String]

    /// - Parameter keys: in any order, once or more than once; what is no document of this assessment is left out.
    init(of id: String, keys: [String]) {
        var found: [Kind: String] = [:]
        for kind in Kind.allCases {
            let exact = "\(id)/\(kind.fileName)"
            let candidates = keys.filter {
                $0.hasBytePrefix("\(id)/") && $0.lowercased().hasByteSuffix(kind.fileExtension)
            }
            found[kind] = candidates.first { $0.hasSameBytes(as: exact) } ?? candidates.min { $0.precedesInBytes($1) }
        }
        self.keys = found
    }

    subscript(kind: Kind) -> String? { keys[kind] }

    /// In the order of ``Kind``.
    var all: [String] { Kind.allCases.compactMap { keys[$0] } }

    var missing: [Kind] { Kind.allCases.filter { keys[$0] == nil } }

    /// The key in a URL of S3, in whatever style it addresses the bucket; `nil` when it is of no object of the assessment.
    static func key(inURL url: String, of id: String) -> String? {
        guard let scheme = url.firstRange(ofBytes: "://") else { return nil }
        let target = url[scheme.upperBound...].prefix { $0 != "?" && $0 != "#" }
        guard let slash = target.firstIndex(of: "/"), let path = PercentEncoding.decode(target[slash...]),
            let start = path.firstRange(ofBytes: "/\(id)/")
        else { return nil }
        return String(path[path.index(after: start.lowerBound)...])
    }
}
