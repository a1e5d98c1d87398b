/// First in, first out, without moving what waits each time one leaves.
struct SlotQueue<Element> {
    private var elements: [Element?] = []
    private var head = 0

    var isEmpty: Bool { head == elements.count }
    var first: Element? { isEmpty ? nil : elements[head] }

    mutating func append(_ element: Element) { elements.append(element) }

    mutating func popFirst() -> Element? {
        guard head < elements.count else { return nil }
        let element = elements[head]
        elements[head] = nil
        head += 1
        if head == elements.count {
            elements.removeAll(keepingCapacity: true)
            head = 0
        } else if head >= 256, head * 2 > elements.count {
            elements.removeFirst(head)
            head = 0
        }
        return element
    }

    func forEach(_ body: (Element) -> Void) {
        for element in elements[head...] { if let element { body(element) } }
    }

    mutating func update(where matches: (Element) -> Bool, _ change: (inout Element) -> Void) {
        for index in head..<elements.count {
            guard var element = elements[index], matches(element) else { continue }
            change(&element)
            elements[index] = element
        }
    }
}
