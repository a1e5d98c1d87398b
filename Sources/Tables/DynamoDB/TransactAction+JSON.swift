import AWSServices
import WireFormats

/// An action as TransactWriteItems takes it.
extension TransactAction {
    var json: JSON {
        var expressions = ExpressionRendering()
        let kind: String
        var members: JSONObject = ["TableName": .string(table)]
        let condition: Condition?
        switch self {
        case .put(_, let item, let putCondition):
            kind = "Put"
            members["Item"] = item.json
            condition = putCondition
        case .update(_, let key, let update, let updateCondition):
            kind = "Update"
            members["Key"] = key.json
            members["UpdateExpression"] = .string(expressions.update(update))
            condition = updateCondition
        case .delete(_, let key, let deleteCondition):
            kind = "Delete"
            members["Key"] = key.json
            condition = deleteCondition
        case .check(_, let key, let checkCondition):
            kind = "ConditionCheck"
            members["Key"] = key.json
            condition = checkCondition
        }
        if let condition {
            members["ConditionExpression"] = .string(expressions.condition(condition))
            members["ReturnValuesOnConditionCheckFailure"] = "ALL_OLD"
        }
        for (name, value) in expressions.members { members[name] = value }
        return [kind: .object(members)]
    }
}
