import NIOCore
import NIOHTTP1

/// One connection: puts requests together, answers them one after another, and holds the client to the limits.
///
/// It reads ahead while a request is being answered, but stops as soon as another request waits: what a client can make the server keep is
/// one read.
final class ConnectionHandler: ChannelDuplexHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  /// A request that is coming in.
  struct Partial {
    var head: HTTPRequestHead
    var body: [UInt8] = []
    var awaitsContinue = false
  }

  /// What is to be answered, in order.
  enum Work {
    case request(HTTPServerRequest, HTTPServerResponse.Manner)
    case refusal(HTTPServerRefusal)
  }

  let connections: Connections
  let executor: LoopExecutor
  let date = HTTPDate()
  var partial: Partial?
  var queue: [Work] = []
  var running: Task<Void, Never>?
  var manner = HTTPServerResponse.Manner(keepsAlive: true, isOld: false, isHead: false)
  /// Nothing more that comes in is looked at.
  var ignoresInput = false
  /// The connection closes once what was written is out.
  var isClosing = false
  var isReadHeld = false
  /// When the connection has kept somebody waiting too long.
  var deadline = NIODeadline.distantFuture
  /// The next part may go out only when the client has read enough.
  var isBlocked = false
  var timer: Scheduled<Void>?

  var limits: HTTPServerLimits { connections.configuration.limits }

  init(_ connections: Connections, _ loop: any EventLoop) {
    self.connections = connections
    executor = LoopExecutor(loop)
  }

  /// Prepares a connection that was just accepted.
  static func install(in channel: any Channel, _ connections: Connections) throws {
    let limits = connections.configuration.limits
    guard connections.add(channel) else {
      try channel.pipeline.syncOperations.addHandler(SurplusHandler(connections))
      return
    }
    channel.closeFuture.whenComplete { _ in connections.remove(channel) }
    var decoding = NIOHTTPDecoderLimitConfiguration()
    decoding.maxHeaderFieldSize = limits.headBytes
    decoding.maxHeaderListSize = limits.headBytes
    decoding.maxHeaderFieldCount = 100
    try channel.pipeline.syncOperations.addHandlers([
      ByteToMessageHandler(
        HTTPRequestDecoder(leftOverBytesStrategy: .dropBytes, limitConfiguration: decoding),
        maximumBufferSize: limits.headBytes * 2 + 65_536),
      ConnectionHandler(connections, channel.eventLoop),
    ])
  }

  // MARK: Coming and going

  func channelActive(context: ChannelHandlerContext) {
    expect(within: limits.idle)
    watch(context)
    context.fireChannelActive()
  }

  func channelInactive(context: ChannelHandlerContext) {
    running?.cancel()
    timer?.cancel()
    queue = []
    partial = nil
    ignoresInput = true
    context.fireChannelInactive()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    guard let error = error as? HTTPParserError else {
      context.close(promise: nil)
      return
    }
    partial = nil
    enqueue(.refusal(error == .headerOverflow ? .headTooLarge : .malformed), context)
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    guard event is DrainEvent else {
      context.fireUserInboundEventTriggered(event)
      return
    }
    if running == nil, queue.isEmpty, partial == nil { context.close(promise: nil) }
  }

  // MARK: Time

  func expect(within time: Duration) { deadline = .now() + TimeAmount(time) }

  /// One timer a connection, which looks again when what it waited for was put off.
  func watch(_ context: ChannelHandlerContext) {
    let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
    // A later limit may be shorter than the one this timer was set for.
    let period = max(min(limits.idle, limits.request, limits.answer), .milliseconds(20))
    let next = min(deadline, .now() + TimeAmount(period))
    timer = context.eventLoop.scheduleTask(deadline: next) {
      let (handler, context) = bound.value
      if NIODeadline.now() >= handler.deadline { handler.tooLate(context) }
      if context.channel.isActive { handler.watch(context) }
    }
  }

  private func tooLate(_ context: ChannelHandlerContext) {
    if partial != nil, running == nil, queue.isEmpty, !isBlocked {
      partial = nil
      enqueue(.refusal(.tooSlow), context)
    } else if running == nil || isBlocked {
      context.close(promise: nil)
    }
  }
}

/// A connection too many: is told so, and closed.
private final class SurplusHandler: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private let connections: Connections

  init(_ connections: Connections) { self.connections = connections }

  func channelActive(context: ChannelHandlerContext) {
    var out = context.channel.allocator.buffer(capacity: 512)
    let manner = HTTPServerResponse.Manner(keepsAlive: false, isOld: false, isHead: false)
    connections.configuration.refuse(.tooManyConnections).write(manner, date: HTTPDate().now(), into: &out)
    context.writeAndFlush(wrapOutboundOut(out), promise: nil)
    context.close(promise: nil)
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {}
}
