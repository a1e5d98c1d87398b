import NIOCore
import NIOHTTPTypes

/// Closes connections whose clients take too long to bring a whole request, head or body: each would be held for ever by a
/// byte now and then. The time counts from the connection's start, and anew from the end of each answer.
final class SlowClientWatch: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private let limit: TimeAmount
    private var timer: Scheduled<Void>?

    init(_ limit: Duration) { self.limit = TimeAmount(limit) }

    func handlerAdded(context: ChannelHandlerContext) {
        if context.channel.isActive { wait(for: context.channel) }
    }

    func channelActive(context: ChannelHandlerContext) {
        wait(for: context.channel)
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        timer?.cancel()
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if case .end = unwrapInboundIn(data) { timer?.cancel() }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if case .end = unwrapOutboundIn(data) { wait(for: context.channel) }
        context.write(data, promise: promise)
    }

    private func wait(for channel: any Channel) {
        timer?.cancel()
        timer = channel.eventLoop.scheduleTask(in: limit) { channel.close(promise: nil) }
    }
}
