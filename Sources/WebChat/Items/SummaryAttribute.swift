/// Names of the attributes of a summary's item.
enum SummaryAttribute {
    static let text = "summary"
    /// The last turn that the summary covers.
    static let watermark = "covers_through"
    static let epoch = "epoch"
    static let updatedAt = "updated_at"
}
