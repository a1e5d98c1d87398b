/// Names of the actions of the deployment's schedule, which all systems carry out, each in its own way.
public enum ScheduledAction {
    /// Takes up what was left undone, and removes what is due.
    public static let sweep = "SWEEP"
}
