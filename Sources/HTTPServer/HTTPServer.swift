import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// An HTTP/1.1 server: connections stay open, pipelined requests are answered in order, each answer is one write.
///
/// Whatever a client sends, the server keeps no more of it than the limits allow, and goes on serving.
public final class HTTPServer: Sendable {
  /// Answers one request. It is cancelled when the client goes away.
  public typealias Handler = @Sendable (HTTPServerRequest) async -> HTTPServerResponse

  /// What a server does.
  public struct Configuration: Sendable {
    /// What clients may cost.
    public var limits = HTTPServerLimits()
    /// Threads that serve connections.
    public var threads = 2
    /// Answers requests.
    public var handler: Handler
    /// Whether a request's answer only reads memory: it is then made on the connection's own thread, which is quicker and holds up the
    /// thread's
    /// other connections.
    public var isQuick: @Sendable (HTTPServerRequest) -> Bool
    /// Words what the server refuses by itself.
    public var refuse: @Sendable (HTTPServerRefusal) -> HTTPServerResponse

    /// From its parts.
    public init(
      handler: @escaping Handler, isQuick: @escaping @Sendable (HTTPServerRequest) -> Bool = { _ in false },
      refuse: @escaping @Sendable (HTTPServerRefusal) -> HTTPServerResponse = { _ in HTTPServerResponse(status: 400) }
    ) {
      self.handler = handler
      self.isQuick = isQuick
      self.refuse = refuse
    }
  }

  /// The port it listens on.
  public let port: Int
  private let group: MultiThreadedEventLoopGroup
  private let listener: any Channel
  private let connections: Connections

  private init(port: Int, group: MultiThreadedEventLoopGroup, listener: any Channel, connections: Connections) {
    self.port = port
    self.group = group
    self.listener = listener
    self.connections = connections
  }

  /// Listens on `host`, an address, and `port`; 0 takes a free one.
  /// - Throws: `ServerFailure`, a sentence with what to do.
  public static func start(host: String, port: Int, _ configuration: Configuration) async throws(ServerFailure) -> HTTPServer {
    let group = MultiThreadedEventLoopGroup(numberOfThreads: configuration.threads)
    let connections = Connections(configuration)
    let bootstrap = ServerBootstrap(group: group)
      .serverChannelOption(.backlog, value: 4_096)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture { try ConnectionHandler.install(in: channel, connections) }
      }
      .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
      .childChannelOption(.maxMessagesPerRead, value: 1)
    do {
      let listener = try await bootstrap.bind(host: host, port: port).get()
      return HTTPServer(port: listener.localAddress?.port ?? port, group: group, listener: listener, connections: connections)
    } catch {
      try? await group.shutdownGracefully()
      throw ServerFailure(binding: host, port, error)
    }
  }

  /// How many connections are open.
  public var openConnections: Int { connections.count }

  /// Takes no more connections, lets requests that are being answered end for `grace`, then closes what is left.
  public func stop(grace: Duration = .seconds(5)) async {
    try? await listener.close()
    await connections.drain(for: grace)
    try? await group.shutdownGracefully()
  }
}

extension ServerFailure {
  init(binding host: String, _ port: Int, _ error: any Error) {
    guard let error = error as? IOError else {
      self.init("The server cannot listen on \(host):\(port): \(error).")
      return
    }
    switch error.errnoCode {
    case EADDRINUSE:
      self.init("Port \(port) of \(host) is in use by another program; end it, or choose a port with --port (0 takes a free one).")
    case EACCES: self.init("Port \(port) may not be used by this user; choose one above 1023 with --port.")
    case EADDRNOTAVAIL: self.init("\(host) is not an address of this machine; give one with --host, such as 127.0.0.1.")
    default: self.init("The server cannot listen on \(host):\(port): \(String(cString: strerror(error.errnoCode))).")
    }
  }
}

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif
