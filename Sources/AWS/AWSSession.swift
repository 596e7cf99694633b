import HTTP
import Synchronization

/// What all clients of one process share: credentials, request budgets, what is known of the service's clock, and the transport.
public final class AWSSession: Sendable {
  /// How it all goes: time, sleep, chance.
  public let runtime: ClientRuntime
  /// What each endpoint may still be asked.
  public let budgets = RequestBudgets()
  /// How far the services' clock is ahead.
  public let clock = ClockOffset()
  private let transport: any HTTPTransport
  /// Why the certificates that somebody named cannot be used; no client for `https` is made then.
  private let fault: AWSError?
  private let credentials: CredentialChain
  private let current: Mutex<AWSEndpointSettings>
  private let chosen: AWSEndpointSettings

  /// A session; nothing is sent until the first call.
  /// - Parameter transport: nil is the system's, with the certificates that AWS_CA_BUNDLE or the profile's `ca_bundle` names.
  public init(
    _ settings: AWSEndpointSettings, transport chosenTransport: (any HTTPTransport)? = nil, runtime: ClientRuntime = .system,
    programs: ProgramRunner = .system
  ) {
    var transport = chosenTransport ?? URLSessionTransport()
    var fault: AWSError?
    do throws(AWSError) {
      if chosenTransport == nil, let file = try settings.certificates() {
        transport = BundleTransport(certificates: file, others: transport)
      }
    } catch {
      fault = error
      // What else is asked over https, such as STS, is not asked with other certificates than those wanted.
      transport = BundleTransport(certificates: "", others: transport)
    }
    (self.transport, self.fault) = (transport, fault)
    self.runtime = runtime
    chosen = settings
    current = Mutex(settings)
    credentials = CredentialChain(settings, transport: transport, runtime: runtime, clock: clock, programs: programs)
  }

  /// Flags, environment and files, with the region that `findRegion` found.
  public var settings: AWSEndpointSettings { current.withLock { $0 } }

  /// A client of `service`.
  /// - Parameter arn: the resource that is asked about, when there is one: it tells the region.
  /// - Throws: `AWSError`, a sentence, when a setting cannot be used.
  public func client(of service: AWSService, for arn: ResourceName? = nil) throws(AWSError) -> AWSClient {
    let endpoint = try settings.endpoint(of: service, for: arn)
    if let fault, endpoint.address.isSecure { throw fault }
    return AWSClient(
      endpoint: endpoint, transport: transport, credentials: credentials.provider(for: endpoint), runtime: runtime, budgets: budgets,
      clock: clock)
  }

  /// Where nobody named a region, and AWS's own endpoint is to be asked with the instance's credentials, its region is asked for too. Call it
  /// before making a client without an ARN; it does nothing when it need not.
  public func findRegion() async {
    guard settings.instanceRegion == nil, let address = instanceToAsk else { return }
    guard let region = try? await InstanceMetadata(address: address, transport: transport).region() else { return }
    current.withLock { $0.instanceRegion = region }
  }

  private var instanceToAsk: HTTPAddress? {
    do throws(AWSError) {
      guard try chosen.customAddress(of: .stepFunctions) == nil, try chosen.namedRegion() == nil else { return nil }
      guard case .instance(let address)? = try CredentialPlan(settings: chosen).source(mayAskInstance: true) else { return nil }
      return address
    } catch {
      // Whoever makes a client is told.
      return nil
    }
  }
}
