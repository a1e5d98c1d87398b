/// What a stand-in answers: a response that is known as a whole, or one that is still to be written.
enum ServerAnswer: Sendable {
    case whole(ServerResponse)
    case streamed(StreamedResponse)
}
