import Gateway
import WireFormats

extension Arguments {
    /// An id: printable ASCII without white space, `#` (which our own keys are made with), `<` and `!` (at which the
    /// front end cuts ids off).
    func identifier(_ name: String) throws(Failure) -> String {
        guard let id = try identifierIfPresent(name) else { throw invalid(name, "is required") }
        return id
    }

    func identifierIfPresent(_ name: String) throws(Failure) -> String? {
        guard let id = try stringIfPresent(name, maximumBytes: Limits.identifier) else { return nil }
        let isPlain = id.utf8.allSatisfy { byte in
            (0x21...0x7E).contains(byte) && byte != UInt8(ascii: "#") && byte != UInt8(ascii: "<")
                && byte != UInt8(ascii: "!")
        }
        guard isPlain else { throw invalid(name, "may contain only printable ASCII without spaces, #, < and !") }
        return id
    }
}
