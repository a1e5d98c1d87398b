public import Gateway
import WireFormats

extension Caller {
    public static let alice = Caller.user(id: "alice", groups: [])
    public static let bob = Caller.user(id: "bob", groups: ["BasicUsers", "NotAdminUsers"])
    public static let admin = Caller.user(id: "ada", groups: ["AdminUsers"])
    public static let secondAdmin = Caller.user(id: "amy", groups: ["AdminUsers"])
}
