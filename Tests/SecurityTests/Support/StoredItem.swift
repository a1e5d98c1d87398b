import AWSServices
import WireFormats

/// An item, and where it lies.
struct StoredItem: Hashable, CustomStringConvertible {
    let table: String
    let item: Item

    var description: String { "\(table): \(item.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" })" }
}
