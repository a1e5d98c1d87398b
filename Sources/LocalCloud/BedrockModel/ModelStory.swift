/// A story of about 1,500 words: more than the 1,024 tokens that are the default of an answer.
enum ModelStory {
    static let text = (1...chapters).map(chapter).joined(separator: "\n\n")

    private static let chapters = 13
    private static let places = ["harbour", "mill", "market", "lighthouse", "orchard"]
    private static let guests = ["a clockmaker", "two sisters", "an old sailor", "a quiet painter"]
    private static let weathers = ["fog", "rain", "bright sun", "snow", "a warm wind", "thunder"]

    private static func chapter(_ number: Int) -> String {
        let place = places[number % places.count]
        let guest = guests[number % guests.count]
        let weather = weathers[number % weathers.count]
        return """
            Chapter \(number). On the day of which this chapter tells there was \(weather) over the town, and the baker \
            Birke opened her shop by the \(place) a little later than she used to. The first through the door was \
            \(guest), with a letter that nobody had been able to read. She put it between the loaves, poured tea into \
            the good cups, and listened. What she heard was not a complaint but a question: whether a thing that is \
            told often enough becomes true. She thought about it while the bread was rising, and while it was in the \
            oven, and when it lay on the table she said that it does not, but that it becomes easier to find.
            """
    }
}
