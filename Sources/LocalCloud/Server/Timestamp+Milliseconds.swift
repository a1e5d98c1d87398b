import WireFormats

extension Timestamp {
    /// `2026-01-31T09:30:00.123Z`, as S3 writes times in XML and Lambda in the records of dropped events.
    var textInMilliseconds: String { description.prefix(23) + "Z" }
}
