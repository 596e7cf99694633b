import NIOCore
import Synchronization

/// What all connections of a server share: its configuration, their number, and the requests in flight.
final class Connections: Sendable {
  let configuration: HTTPServer.Configuration
  private let open = Mutex<[ObjectIdentifier: any Channel]>([:])
  private let inFlight = Atomic<Int>(0)
  private let draining = Atomic<Bool>(false)

  init(_ configuration: HTTPServer.Configuration) { self.configuration = configuration }

  var count: Int { open.withLock { $0.count } }
  /// Whether each connection is to end with the request it has.
  var isDraining: Bool { draining.load(ordering: .relaxed) }

  /// - Returns: false when there are as many as may be.
  func add(_ channel: any Channel) -> Bool {
    open.withLock {
      guard $0.count < configuration.limits.connections else { return false }
      $0[ObjectIdentifier(channel)] = channel
      return true
    }
  }

  func remove(_ channel: any Channel) { _ = open.withLock { $0.removeValue(forKey: ObjectIdentifier(channel)) } }

  /// - Returns: false when as many requests as may be are being answered.
  func beginRequest() -> Bool {
    guard inFlight.add(1, ordering: .relaxed).newValue <= configuration.limits.requestsInFlight else {
      endRequest()
      return false
    }
    return true
  }

  func endRequest() { inFlight.subtract(1, ordering: .relaxed) }

  func drain(for grace: Duration) async {
    draining.store(true, ordering: .relaxed)
    for channel in open.withLock({ Array($0.values) }) { channel.pipeline.fireUserInboundEventTriggered(DrainEvent()) }
    let end = ContinuousClock.now + grace
    while count > 0, ContinuousClock.now < end { try? await Task.sleep(for: .milliseconds(10)) }
    for channel in open.withLock({ Array($0.values) }) { channel.close(promise: nil) }
  }
}

/// Tells a connection that the server stops.
struct DrainEvent: Sendable {}
