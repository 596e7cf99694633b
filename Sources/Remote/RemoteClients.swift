import AWS
import Synchronization

/// What several sources at the same endpoints share beyond their session: calls of theirs that can be made together are.
public final class RemoteClients: Sendable {
  /// Credentials, budgets and transport.
  public let session: AWSSession
  private let describers = Mutex<[AWSEndpoint: TaskDescriber]>([:])

  /// Nothing is sent until a source asks.
  public init(_ session: AWSSession) { self.session = session }

  /// What describes tasks at `client`'s endpoint.
  func describer(_ client: AWSClient) -> TaskDescriber {
    describers.withLock { describers in
      if let known = describers[client.endpoint] { return known }
      let describer = TaskDescriber(client)
      describers[client.endpoint] = describer
      return describer
    }
  }
}
