import Time

/// Keeps credentials until they near their end; however many ask at once, one fetches.
actor CredentialCache {
  /// From here on they are renewed behind the back of those who ask.
  static let early = Duration.seconds(600)
  /// From here on those who ask wait for new ones.
  static let late = Duration.seconds(300)
  /// A failure is told again for so long before the next try: programs and logins are not started at every request.
  static let patience = Duration.seconds(5)

  private struct Held {
    var credentials: AWSCredentials
    var since: Timestamp
  }

  private let fetch: @Sendable () async -> Result<AWSCredentials, AWSError>
  private let now: @Sendable () -> Timestamp
  private var held: Held?
  private var failure: (error: AWSError, at: Timestamp)?
  private var flight: Task<Result<AWSCredentials, AWSError>, Never>?

  init(now: @escaping @Sendable () -> Timestamp, fetch: @escaping @Sendable () async -> Result<AWSCredentials, AWSError>) {
    self.now = now
    self.fetch = fetch
  }

  func credentials() async throws(AWSError) -> AWSCredentials {
    guard let held, !isOver(held) else { return try await renewed().get() }
    guard let left = left(of: held) else { return held.credentials }
    if left < limit(CredentialCache.late, held) {
      // The old ones are good until they end.
      return (try? await renewed().get()) ?? held.credentials
    }
    if left < limit(CredentialCache.early, held), flight == nil, recentFailure == nil { takeOff() }
    return held.credentials
  }

  /// Others than `refused`; nil when fetching gives the same again.
  func replacement(for refused: AWSCredentials) async throws(AWSError) -> AWSCredentials? {
    if let held, !held.credentials.signsLike(refused) { return held.credentials }
    held = nil
    let fresh = try await renewed().get()
    return fresh.signsLike(refused) ? nil : fresh
  }

  private func renewed() async -> Result<AWSCredentials, AWSError> {
    if let failure = recentFailure { return .failure(failure) }
    return await (flight ?? takeOff()).value
  }

  @discardableResult private func takeOff() -> Task<Result<AWSCredentials, AWSError>, Never> {
    let fetch = fetch
    let task = Task {
      let result = await fetch()
      self.land(result)
      return result
    }
    flight = task
    return task
  }

  private func land(_ result: Result<AWSCredentials, AWSError>) {
    flight = nil
    switch result {
    case .success(let credentials):
      held = Held(credentials: credentials, since: now())
      failure = nil
    case .failure(let error): failure = (error, now())
    }
  }

  private var recentFailure: AWSError? {
    guard let failure, now() - failure.at < CredentialCache.patience, now() >= failure.at else { return nil }
    return failure.error
  }

  private func left(of held: Held) -> Duration? { held.credentials.expiration.map { $0 - now() } }

  private func isOver(_ held: Held) -> Bool { left(of: held).map { $0 <= .zero } ?? false }

  /// Credentials that live for minutes only are renewed after half their life, or they would be at every request.
  private func limit(_ usual: Duration, _ held: Held) -> Duration {
    guard let end = held.credentials.expiration else { return usual }
    return min(usual, (end - held.since) / (usual == CredentialCache.early ? 2 : 4))
  }
}
