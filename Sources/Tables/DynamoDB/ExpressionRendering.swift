import AWSServices
import WireFormats

/// Renders conditions, updates and key conditions as DynamoDB's expressions.
///
/// Every name and every value goes through a placeholder (`#n0`, `:v0`), so no reserved word and no character of a name
/// can change an expression's meaning. Equal requests render alike, for a transaction's token stands for its parameters.
struct ExpressionRendering {
    /// In bytes (DynamoDB: "Service quotas, Expression parameters").
    static let maximumLength = 4096
    /// Of all names and values that an expression's placeholders stand for, in bytes (DynamoDB: "Service quotas, Expression
    /// parameters").
    static let maximumSubstitution = 2 * 1024 * 1024

    private(set) var names: ExactDictionary<String> = [:]
    private(set) var values: Item = [:]
    private var placeholders: ExactDictionary<String> = [:]

    init() {}

    /// Operators and functions of an expression (DynamoDB: "Service quotas, Operators and operands").
    static let maximumOperators = 300

    /// Refuses what DynamoDB would find too long, whichever engine asks.
    static func checkLength(of condition: Condition) throws(TableError) {
        var rendering = ExpressionRendering()
        let expression = rendering.condition(condition)
        try rendering.check(expression)
        guard condition.operatorCount <= maximumOperators else {
            throw TableError(
                .invalid, "the expression has \(condition.operatorCount) operators, over \(maximumOperators)")
        }
    }

    static func checkLength(of update: Update) throws(TableError) {
        var rendering = ExpressionRendering()
        let expression = rendering.update(update)
        try rendering.check(expression)
    }

    private func check(_ expression: String) throws(TableError) {
        guard expression.utf8.count <= Self.maximumLength else {
            throw TableError(.invalid, "the expression has \(expression.utf8.count) bytes, over \(Self.maximumLength)")
        }
        let substituted = names.values.reduce(ItemSize.of(values)) { $0 + $1.utf8.count }
        guard substituted <= Self.maximumSubstitution else {
            throw TableError(
                .invalid,
                "the expression's names and values have \(substituted) bytes, over \(Self.maximumSubstitution)")
        }
    }

    /// `ExpressionAttributeNames` and `ExpressionAttributeValues`; DynamoDB refuses them empty.
    var members: [(String, JSON)] {
        var members: [(String, JSON)] = []
        if !names.isEmpty {
            let names = names.inOrder.map { ($0.key, JSON.string($0.value)) }
            members.append(("ExpressionAttributeNames", .object(JSONObject(names))))
        }
        if !values.isEmpty { members.append(("ExpressionAttributeValues", values.json)) }
        return members
    }

    private mutating func name(_ attribute: String) -> String {
        if let placeholder = placeholders[attribute] { return placeholder }
        let placeholder = "#n\(placeholders.count)"
        placeholders[attribute] = placeholder
        names[placeholder] = attribute
        return placeholder
    }

    private mutating func value(_ value: AttributeValue) -> String {
        let placeholder = ":v\(values.count)"
        values[placeholder] = value
        return placeholder
    }
}

extension Condition {
    /// Comparisons, functions, and what joins them. Of an update there is no need to count: 300 do not fit into its 4 KB.
    fileprivate var operatorCount: Int {
        switch self {
        case .all(let conditions), .any(let conditions):
            conditions.reduce(conditions.count - 1) { $0 + $1.operatorCount }
        case .not(let condition): condition.operatorCount + 1
        default: 1
        }
    }
}

extension ExpressionRendering {
    /// For `ConditionExpression` and `FilterExpression`.
    mutating func condition(_ condition: Condition) -> String {
        switch condition {
        case .exists(let attribute): "attribute_exists(\(name(attribute)))"
        case .absent(let attribute): "attribute_not_exists(\(name(attribute)))"
        case .equals(let attribute, let operand): "\(name(attribute)) = \(value(operand))"
        case .notEquals(let attribute, let operand): "\(name(attribute)) <> \(value(operand))"
        case .less(let attribute, let operand): "\(name(attribute)) < \(value(operand))"
        case .lessOrEqual(let attribute, let operand): "\(name(attribute)) <= \(value(operand))"
        case .greater(let attribute, let operand): "\(name(attribute)) > \(value(operand))"
        case .greaterOrEqual(let attribute, let operand): "\(name(attribute)) >= \(value(operand))"
        case .between(let attribute, let lower, let upper):
            "\(name(attribute)) BETWEEN \(value(lower)) AND \(value(upper))"
        case .isIn(let attribute, let operands): choice(attribute, operands)
        case .beginsWith(let attribute, let prefix): "begins_with(\(name(attribute)), \(value(prefix)))"
        case .contains(let attribute, let operand): "contains(\(name(attribute)), \(value(operand)))"
        case .all(let conditions): joined(conditions, by: " AND ")
        case .any(let conditions): joined(conditions, by: " OR ")
        case .not(let condition): "NOT (\(self.condition(condition)))"
        }
    }

    private mutating func choice(_ attribute: String, _ operands: [AttributeValue]) -> String {
        let name = name(attribute)
        var list: [String] = []
        for operand in operands { list.append(value(operand)) }
        return "\(name) IN (\(list.joined(separator: ", ")))"
    }

    /// Each part in parentheses, but not the whole: DynamoDB refuses redundant ones.
    private mutating func joined(_ conditions: [Condition], by separator: String) -> String {
        if conditions.count == 1 { return condition(conditions[0]) }
        var parts: [String] = []
        for part in conditions { parts.append("(\(condition(part)))") }
        return parts.joined(separator: separator)
    }

    /// For `UpdateExpression`; empty when nothing is to be changed.
    mutating func update(_ update: Update) -> String {
        var set: [String] = []
        for (attribute, operand) in update.set.inOrder { set.append("\(name(attribute)) = \(value(operand))") }
        for (attribute, operand) in update.setIfAbsent.inOrder {
            let name = name(attribute)
            set.append("\(name) = if_not_exists(\(name), \(value(operand)))")
        }
        for (attribute, elements) in update.append.inOrder {
            let name = name(attribute)
            let list = "if_not_exists(\(name), \(value(.list([]))))"
            set.append("\(name) = list_append(\(list), \(value(.list(elements))))")
        }
        var add: [String] = []
        for (attribute, operand) in update.add.inOrder { add.append("\(name(attribute)) \(value(operand))") }
        var remove: [String] = []
        for attribute in update.remove.sorted() { remove.append(name(attribute)) }
        return [("SET", set), ("ADD", add), ("REMOVE", remove)]
            .filter { !$0.1.isEmpty }.map { "\($0) \($1.joined(separator: ", "))" }.joined(separator: " ")
    }

    /// For `KeyConditionExpression`.
    mutating func key(_ query: Query, _ keys: ItemValidation.Keys) -> String {
        let partition = "\(name(keys.partition.name)) = \(value(query.partition))"
        guard let range = query.range, let sort = keys.sort else { return partition }
        let sortName = name(sort.name)
        let sortCondition =
            switch range {
            case .equals(let bound): "\(sortName) = \(value(bound))"
            case .less(let bound): "\(sortName) < \(value(bound))"
            case .lessOrEqual(let bound): "\(sortName) <= \(value(bound))"
            case .greater(let bound): "\(sortName) > \(value(bound))"
            case .greaterOrEqual(let bound): "\(sortName) >= \(value(bound))"
            case .between(let lower, let upper): "\(sortName) BETWEEN \(value(lower)) AND \(value(upper))"
            case .beginsWith(let prefix): "begins_with(\(sortName), \(value(.string(prefix))))"
            }
        return "\(partition) AND \(sortCondition)"
    }
}
