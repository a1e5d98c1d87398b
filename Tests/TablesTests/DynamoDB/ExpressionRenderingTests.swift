import AWSServices
import Testing
import WireFormats

@testable import Tables

@Suite("Expressions")
struct ExpressionRenderingTests {
    @Test("every name and value is a placeholder, and a name has one")
    func condition() {
        var rendering = ExpressionRendering()
        let text = rendering.condition(
            .all([.any([.absent("status"), .less("n", 5)]), .not(.isIn("status", ["a", "b"])), .between("n", 1, 2)]))
        #expect(
            text
                == "((attribute_not_exists(#n0)) OR (#n1 < :v0)) AND (NOT (#n0 IN (:v1, :v2))) AND (#n1 BETWEEN :v3 AND :v4)"
        )
        #expect(rendering.names == ["#n0": "status", "#n1": "n"])
        #expect(rendering.values == [":v0": 5, ":v1": "a", ":v2": "b", ":v3": 1, ":v4": 2])
    }

    @Test("an update renders alike each time")
    func update() {
        let update = Update(
            set: ["b": 1, "a": 2], setIfAbsent: ["c": 3], add: ["n": 1], append: ["l": ["x"]], remove: ["z", "y"])
        for _ in 0..<10 {
            var rendering = ExpressionRendering()
            #expect(
                rendering.update(update)
                    == "SET #n0 = :v0, #n1 = :v1, #n2 = if_not_exists(#n2, :v2), "
                    + "#n3 = list_append(if_not_exists(#n3, :v3), :v4) ADD #n4 :v5 REMOVE #n5, #n6")
            #expect(
                rendering.names == ["#n0": "a", "#n1": "b", "#n2": "c", "#n3": "l", "#n4": "n", "#n5": "y", "#n6": "z"])
        }
    }

    @Test("without names and values there are no members, for DynamoDB refuses empty ones")
    func empty() {
        #expect(ExpressionRendering().members.isEmpty)
        var rendering = ExpressionRendering()
        _ = rendering.condition(.exists("a"))
        #expect(rendering.members.map(\.0) == ["ExpressionAttributeNames"])
    }
}
