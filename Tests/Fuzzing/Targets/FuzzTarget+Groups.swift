import Gateway
import WireFormats

extension FuzzTarget {
    /// A user is a member of exactly the groups that the authorizer named, whichever way the gateway has flattened the list.
    static let groups = FuzzTarget("groups") { _ in
        ["AdminUsers", "Staff", "BasicUsers", "é", "["].map { [1] + FuzzInput.encoding($0) }
            + [[2, 1, 97, 1, 98], Array("[AdminUsers Staff]".utf8), Array("a,b , c".utf8)]
    } check: { bytes in
        var input = FuzzInput(bytes)
        let texts = Set(input.list(atMost: 5) { groupName($0.text()) }.filter { !$0.isEmpty })
        let names = Set(texts.map { Array($0.utf8) })
        let json = JSON.array(texts.map(JSON.string))
        for (form, claim) in [
            ("a list", json), ("JSON text", .string(json.text)),
            ("a text of commas", .string(texts.joined(separator: ","))),
            ("a text in brackets", .string("[" + texts.joined(separator: " ") + "]")),
        ] {
            let member = groups(of: claim)
            try require(member == names, "\(form) is read as \(member ?? []), not as \(names)")
        }
        // Any text at all: whoever is in a group, the group's name stands in the claim.
        let claim = String(decoding: bytes, as: UTF8.self)
        for group in groups(of: .string(claim)) ?? [] where (try? JSON(parsing: claim)) == nil {
            try require(
                claim.contains(bytesOf: String(decoding: group, as: UTF8.self)), "a group is not in the claim")
        }
    }

    /// What a name may hold for the flattened forms to be read back: no blanks, and none of their separators.
    private static func groupName(_ text: String) -> String {
        String(
            String.UnicodeScalarView(text.unicodeScalars.filter { $0 > " " && !",[]\"".unicodeScalars.contains($0) }))
    }

    private static func groups(of claim: JSON) -> Set<[UInt8]>? {
        let event: JSON = [
            "version": "2.0", "rawPath": "/",
            "requestContext": [
                "http": ["method": "GET"],
                "authorizer": ["jwt": ["claims": ["username": "u", "cognito:groups": claim]]],
            ],
        ]
        guard case .request(let request, _)? = try? Event(decoding: event.serialized(), invocationID: "invocation"),
            case .user(_, let groups) = request.caller
        else { return nil }
        return Set(groups.map { Array($0.utf8) })
    }
}
