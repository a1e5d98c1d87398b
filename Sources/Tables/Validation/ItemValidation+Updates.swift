import AWSServices
import WireFormats

/// Updates: every attribute once, none of them a key, values that fit.
extension ItemValidation {
    func update(_ update: Update) throws(TableError) -> Update {
        try checkNames(of: update)
        var result = update
        result.set = try attributes(update.set)
        result.setIfAbsent = try attributes(update.setIfAbsent)
        result.add = try attributes(update.add)
        for (name, value) in result.add {
            switch value {
            case .number, .stringSet, .numberSet, .binarySet: break
            default: throw TableError(.invalid, "\(name): only numbers and sets can be added to")
            }
        }
        for (name, elements) in update.append {
            let list = try AttributeValue.list(elements).normalized(in: name)
            result.append[name] = list.list
            try checkIndexKey(name, list)
        }
        for values in [result.set, result.setIfAbsent, result.add] {
            for (name, value) in values { try checkIndexKey(name, value) }
        }
        try ExpressionRendering.checkLength(of: result)
        return result
    }

    private func checkNames(of update: Update) throws(TableError) {
        var seen: ExactSet = []
        for name in update.names {
            try AttributeValue.check(name: name)
            guard seen.insert(name).inserted else {
                throw TableError(.invalid, "\(name): an update must not name an attribute twice")
            }
            guard !schema.keyAttributes.contains(where: { $0.name.hasSameBytes(as: name) }) else {
                throw TableError(.invalid, "\(name): cannot update an attribute that is part of the key")
            }
        }
    }
}

extension Update {
    /// All attributes it names, with repetitions.
    var names: [String] {
        Array(set.keys) + Array(setIfAbsent.keys) + Array(add.keys) + Array(append.keys) + Array(remove)
    }

    var isEmpty: Bool {
        self.set.isEmpty && setIfAbsent.isEmpty && add.isEmpty && append.isEmpty && remove.isEmpty
    }

    /// How much it brings, by ``ItemSize``.
    var size: Int {
        ItemSize.of(set) + ItemSize.of(setIfAbsent) + ItemSize.of(add)
            + append.reduce(0) { $0 + $1.key.utf8.count + ItemSize.of(.list($1.value)) }
    }
}
