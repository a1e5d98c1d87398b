/// What became of an entry of a list of what is to be removed.
public enum Removal: Sendable {
    case removed, notDue
    /// Something is left, for the next sweep.
    case outOfTime
}
