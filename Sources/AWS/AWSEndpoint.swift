import HTTP

/// Where a service answers: address and region.
public struct AWSEndpoint: Sendable, Hashable {
  /// The service that answers there.
  public var service: AWSService
  /// The region requests are signed for.
  public var region: String
  /// Where requests go.
  public var address: HTTPAddress
  /// Whether somebody chose the address, rather than AWS's own.
  public var isCustom: Bool
}

extension AWSEndpoint {
  /// Where `operation` is sent: AWS's own host for the operations that wait for an execution or a state has a prefix; nobody else's has.
  func address(of operation: String) -> HTTPAddress {
    guard !isCustom, service == .stepFunctions, operation == "TestState" || operation == "StartSyncExecution" else { return address }
    var address = address
    address.host = "sync-" + address.host
    return address
  }
}
