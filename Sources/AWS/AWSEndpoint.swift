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
  /// AWS's own address of `service` in `region`.
  static func ownAddress(of service: AWSService, in region: String) -> HTTPAddress {
    HTTPAddress(isSecure: true, host: "\(service.hostLabel).\(region).\(AWSPartition(region: region).domain)")
  }

  /// Whether `text` is written like a region: it becomes part of a host's name.
  static func isRegion(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.count <= 64 && text.utf8.allSatisfy { $0 == 45 || (48...57).contains($0) || (97...122).contains($0) }
  }

  /// Where `operation` is sent: AWS's own host for the operations that wait for an execution or a state has a prefix; nobody else's has.
  func address(of operation: String) -> HTTPAddress {
    guard !isCustom, service == .stepFunctions, operation == "TestState" || operation == "StartSyncExecution" else { return address }
    var address = address
    address.host = "sync-" + address.host
    return address
  }
}
