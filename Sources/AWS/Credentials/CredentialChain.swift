import HTTP
import JSON
import Time

/// The credentials of one process: found once, shared by all its clients, renewed before they end.
public struct CredentialChain: Sendable {
  private let settings: AWSEndpointSettings
  private let everywhere: CredentialCache
  /// Without the instance's metadata service.
  private let nearby: CredentialCache

  /// A chain that has asked nobody yet.
  /// - Parameters:
  ///   - settings: flags, environment and files; the files are read again at each renewal.
  ///   - transport: how services that give out credentials are asked.
  ///   - clock: the session's knowledge of the service's clock.
  ///   - programs: how `credential_process` is run.
  public init(
    _ settings: AWSEndpointSettings, transport: any HTTPTransport, runtime: ClientRuntime, clock: ClockOffset = ClockOffset(),
    programs: ProgramRunner = .system
  ) {
    self.settings = settings
    func cache(_ mayAskInstance: Bool) -> CredentialCache {
      CredentialCache(now: runtime.now) {
        do throws(AWSError) {
          let fresh = settings.reread()
          let plan = CredentialPlan(settings: fresh)
          guard let source = try plan.source(mayAskInstance: mayAskInstance) else { throw plan.nothingFound }
          let fetcher = CredentialFetcher(settings: fresh, transport: transport, runtime: runtime, clock: clock, programs: programs)
          return .success(try await fetcher.credentials(from: source))
        } catch {
          return .failure(error)
        }
      }
    }
    everywhere = cache(true)
    nearby = cache(false)
  }

  /// The provider for one endpoint. Over plain `http`, that is to an emulator, requests are signed with `test` when nothing is configured.
  public func provider(for endpoint: AWSEndpoint) -> any AWSCredentialsProvider {
    if endpoint.isCustom, let token = settings.bearerToken { return FixedCredentials(.bearer(token)) }
    return endpoint.address.isSecure
      ? Provider(cache: everywhere, settings: nil) : Provider(cache: nearby, settings: settings)
  }

  private struct Provider: AWSCredentialsProvider {
    var cache: CredentialCache
    /// Set where nothing configured means the emulators' keys.
    var settings: AWSEndpointSettings?

    func credentials() async throws(AWSError) -> AWSCredentials {
      if let settings, try CredentialPlan(settings: settings).source(mayAskInstance: false) == nil { return .emulator }
      return try await cache.credentials()
    }

    func replacement(for refused: AWSCredentials) async throws(AWSError) -> AWSCredentials? {
      refused == .emulator ? nil : try await cache.replacement(for: refused)
    }
  }
}
