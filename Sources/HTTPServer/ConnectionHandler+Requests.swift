import NIOCore
import NIOHTTP1

extension ConnectionHandler {
  // MARK: Requests come in

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard !ignoresInput else { return }
    switch unwrapInboundIn(data) {
    case .head(let head): begin(head, context)
    case .body(let bytes): take(bytes, context)
    case .end: finish(context)
    }
  }

  func read(context: ChannelHandlerContext) {
    if ignoresInput || queue.count > 0 {
      isReadHeld = true
    } else {
      context.read()
    }
  }

  private func begin(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
    if head.uri.utf8.count > limits.headBytes { return enqueue(.refusal(.headTooLarge), context) }
    if let length = head.headers.first(name: "Content-Length").flatMap({ Int($0) }), length > limits.bodyBytes {
      return enqueue(.refusal(.bodyTooLarge), context)
    }
    // Another coding than chunks, or chunks from a client too old for them: whoever stands between may see another end of the body.
    let codings = head.headers["Transfer-Encoding"]
    if !codings.isEmpty, head.version.isOld || codings.count > 1 || codings[0].lowercased() != "chunked" {
      return enqueue(.refusal(.malformed), context)
    }
    partial = Partial(head: head)
    if running == nil, queue.isEmpty { expect(within: limits.request) }
    if !head.version.isOld, head.headers.first(name: "Expect")?.lowercased() == "100-continue" {
      partial?.awaitsContinue = true
      sendContinue(context)
    }
  }

  /// Lets a client that asked go on with its body, once every earlier answer is out.
  func sendContinue(_ context: ChannelHandlerContext) {
    guard partial?.awaitsContinue == true, running == nil, queue.isEmpty else { return }
    partial?.awaitsContinue = false
    var out = context.channel.allocator.buffer(capacity: 32)
    out.writeStaticString("HTTP/1.1 100 Continue\r\n\r\n")
    context.writeAndFlush(wrapOutboundOut(out), promise: nil)
  }

  private func take(_ bytes: ByteBuffer, _ context: ChannelHandlerContext) {
    guard let count = partial?.body.count else { return }
    if count + bytes.readableBytes > limits.bodyBytes {
      partial = nil
      return enqueue(.refusal(.bodyTooLarge), context)
    }
    partial?.body.append(contentsOf: bytes.readableBytesView)
  }

  private func finish(_ context: ChannelHandlerContext) {
    guard let whole = partial else { return }
    partial = nil
    let head = whole.head
    // A connection that was asked to become something else, or a tunnel, has nothing more for us.
    let isOver = head.method == .CONNECT || head.headers.contains(name: "Upgrade")
    let request = HTTPServerRequest(
      method: head.method.rawValue, target: head.uri, headers: HTTPServerHeaders(head.headers), body: whole.body)
    let manner = HTTPServerResponse.Manner(
      keepsAlive: head.isKeepAlive && !isOver, isOld: head.version.isOld, isHead: head.method == .HEAD)
    if !manner.keepsAlive { ignoresInput = true }
    enqueue(.request(request, manner), context)
  }

  func enqueue(_ work: Work, _ context: ChannelHandlerContext) {
    if case .refusal = work { ignoresInput = true }
    queue.append(work)
    proceed(context)
  }

  // MARK: Requests are answered

  /// Begins with the next request when nothing is in its way.
  func proceed(_ context: ChannelHandlerContext) {
    while running == nil, !isBlocked, !isClosing, !queue.isEmpty {
      switch queue.removeFirst() {
      case .refusal(let refusal):
        manner = HTTPServerResponse.Manner(keepsAlive: false, isOld: false, isHead: false)
        answer(connections.configuration.refuse(refusal), context)
      case .request(let request, let manner):
        self.manner = manner
        guard connections.beginRequest() else {
          answer(connections.configuration.refuse(.tooManyRequests), context)
          continue
        }
        deadline = .distantFuture
        running = start(request, context)
      }
    }
    guard running == nil, queue.isEmpty, !isClosing else { return }
    sendContinue(context)
    if isReadHeld, !ignoresInput {
      isReadHeld = false
      context.read()
    }
  }

  private func start(_ request: HTTPServerRequest, _ context: ChannelHandlerContext) -> Task<Void, Never> {
    let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
    let loop = context.eventLoop
    let connections = connections
    let handler = connections.configuration.handler
    if connections.configuration.isQuick(request) {
      return Task(executorPreference: executor) {
        let response = await handler(request)
        connections.endRequest()
        if loop.inEventLoop {
          bound.value.0.done(response, bound.value.1)
        } else {
          loop.execute { bound.value.0.done(response, bound.value.1) }
        }
      }
    }
    return Task {
      let response = await handler(request)
      connections.endRequest()
      loop.execute { bound.value.0.done(response, bound.value.1) }
    }
  }

  private func done(_ response: HTTPServerResponse, _ context: ChannelHandlerContext) {
    running = nil
    guard context.channel.isActive else { return }
    answer(response, context)
    proceed(context)
  }

  private func answer(_ response: HTTPServerResponse, _ context: ChannelHandlerContext) {
    if response.closes || connections.isDraining { manner.keepsAlive = false }
    var out = context.channel.allocator.buffer(capacity: response.body.count + 320)
    response.write(manner, date: date.now(), into: &out)
    guard manner.keepsAlive else {
      isClosing = true
      ignoresInput = true
      expect(within: limits.answer)
      let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
      context.writeAndFlush(wrapOutboundOut(out)).whenComplete { _ in bound.value.close(promise: nil) }
      return
    }
    context.writeAndFlush(wrapOutboundOut(out), promise: nil)
    isBlocked = !context.channel.isWritable
    expect(within: isBlocked ? limits.answer : partial == nil ? limits.idle : limits.request)
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    if isBlocked, context.channel.isWritable {
      isBlocked = false
      expect(within: limits.idle)
      proceed(context)
    }
    context.fireChannelWritabilityChanged()
  }
}

extension HTTPVersion {
  /// HTTP/1.0 and before.
  fileprivate var isOld: Bool { major < 1 || (major == 1 && minor == 0) }
}
