import Testing

@testable import Redis

@Suite("SlotQueue")
struct SlotQueueTests {
    @Test("what comes first leaves first, through any number of comings and goings")
    func order() {
        var queue = SlotQueue<Int>()
        var left: [Int] = []
        for number in 0..<3_000 {
            queue.append(number)
            if number % 3 != 0, let first = queue.popFirst() { left.append(first) }
        }
        var waiting: [Int] = []
        queue.forEach { waiting.append($0) }
        #expect(left + waiting == Array(0..<3_000))
        queue.update(where: { $0 == waiting[5] }) { $0 = -1 }
        while let first = queue.popFirst() { left.append(first) }
        waiting[5] = -1
        #expect(Array(left.suffix(waiting.count)) == waiting)
        #expect(queue.isEmpty)
        #expect(queue.popFirst() == nil)
    }
}
