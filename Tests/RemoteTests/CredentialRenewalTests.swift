import HTTP
import JSON
import Synchronization
import Testing
import Time

@testable import AWS

/// Credentials that end, are refused, or cannot be had.
@Suite struct CredentialRenewalTests {
  /// Gives numbered credentials that live for so long; while it is closed, those who fetch wait.
  private final class Mint: Sendable {
    struct State {
      var count = 0
      var life: Duration?
      var problem: AWSError?
      var isClosed = false
      var waiting: [CheckedContinuation<Void, Never>] = []
    }

    let state: Mutex<State>
    let clock: FakeClock

    init(life: Duration?, clock: FakeClock) {
      state = Mutex(State(life: life))
      self.clock = clock
    }

    var count: Int { state.withLock { $0.count } }

    func fetch() async -> Result<AWSCredentials, AWSError> {
      await withCheckedContinuation { continuation in
        let goesOn = state.withLock { state in
          state.count += 1
          if state.isClosed { state.waiting.append(continuation) }
          return !state.isClosed
        }
        if goesOn { continuation.resume() }
      }
      return state.withLock { state in
        if let problem = state.problem { return .failure(problem) }
        return .success(
          AWSCredentials(accessKeyId: "K\(state.count)", secretAccessKey: "s", expiration: state.life.map { clock.now + $0 }))
      }
    }

    func open() {
      let waiting = state.withLock { state in
        state.isClosed = false
        defer { state.waiting = [] }
        return state.waiting
      }
      for continuation in waiting { continuation.resume() }
    }
  }

  private final class FakeClock: Sendable {
    private let time = Mutex(Timestamp(milliseconds: 1_800_000_000_000))
    var now: Timestamp { time.withLock { $0 } }
    func pass(_ duration: Duration) { time.withLock { $0 = $0 + duration } }
  }

  private func cache(life: Duration?) -> (CredentialCache, Mint, FakeClock) {
    let clock = FakeClock()
    let mint = Mint(life: life, clock: clock)
    return (CredentialCache(now: { clock.now }, fetch: { await mint.fetch() }), mint, clock)
  }

  @Test func keysWithoutAnEndAreFetchedOnce() async throws {
    let (cache, mint, clock) = cache(life: nil)
    #expect(try await cache.credentials().accessKeyId == "K1")
    clock.pass(.seconds(1_000_000))
    #expect(try await cache.credentials().accessKeyId == "K1")
    #expect(mint.count == 1)
  }

  @Test func howeverManyAskOneFetches() async throws {
    let (cache, mint, _) = cache(life: .seconds(3_600))
    mint.state.withLock { $0.isClosed = true }
    let asking = (0..<20).map { _ in Task { try await cache.credentials().accessKeyId } }
    // Twenty that ask, one that is heard; it is let go when it has come.
    while mint.count == 0 { await Task.yield() }
    mint.open()
    for task in asking { #expect(try await task.value == "K1") }
    #expect(mint.count == 1)
  }

  @Test func tenMinutesBeforeTheEndTheyAreRenewedBehindTheScenes() async throws {
    let (cache, mint, clock) = cache(life: .seconds(3_600))
    #expect(try await cache.credentials().accessKeyId == "K1")
    clock.pass(.seconds(2_999))
    #expect(try await cache.credentials().accessKeyId == "K1")
    #expect(mint.count == 1)
    clock.pass(.seconds(2))
    mint.state.withLock { $0.isClosed = true }
    // Nobody waits for the new ones yet.
    #expect(try await cache.credentials().accessKeyId == "K1")
    mint.open()
    while try await cache.credentials().accessKeyId == "K1" { await Task.yield() }
    #expect(mint.count == 2)
  }

  @Test func fiveMinutesBeforeTheEndTheyAreWaitedFor() async throws {
    let (cache, mint, clock) = cache(life: .seconds(3_600))
    _ = try await cache.credentials()
    clock.pass(.seconds(3_301))
    #expect(try await cache.credentials().accessKeyId == "K2")
    #expect(mint.count == 2)
  }

  @Test func theOldOnesServeUntilTheyEndWhenThereAreNoNewOnes() async throws {
    let (cache, mint, clock) = cache(life: .seconds(3_600))
    _ = try await cache.credentials()
    mint.state.withLock { $0.problem = AWSError(.credentials("no")) }
    clock.pass(.seconds(3_400))
    #expect(try await cache.credentials().accessKeyId == "K1")
    #expect(try await cache.credentials().accessKeyId == "K1")
    // A failure is not asked for again at once.
    #expect(mint.count == 2)
    clock.pass(.seconds(6))
    #expect(try await cache.credentials().accessKeyId == "K1")
    #expect(mint.count == 3)
    clock.pass(.seconds(200))
    await #expect(throws: AWSError(.credentials("no"))) { try await cache.credentials() }
    mint.state.withLock { $0.problem = nil }
    clock.pass(.seconds(6))
    #expect(try await cache.credentials().accessKeyId == "K5")
  }

  @Test func keysThatLiveForMinutesAreNotRenewedAtEveryRequest() async throws {
    let (cache, mint, clock) = cache(life: .seconds(240))
    for _ in 0..<100 { _ = try await cache.credentials() }
    #expect(mint.count == 1)
    clock.pass(.seconds(181))
    #expect(try await cache.credentials().accessKeyId == "K2")
  }

  @Test func refusedKeysAreReplacedOnceForAll() async throws {
    let (cache, mint, _) = cache(life: nil)
    let first = try await cache.credentials()
    #expect(try await cache.replacement(for: first)?.accessKeyId == "K2")
    #expect(try await cache.replacement(for: first)?.accessKeyId == "K2")
    #expect(mint.count == 2)
  }

  // MARK: Calls

  private static let expired = FakeTransport.Answer.refusal(
    "ExpiredTokenException", "The security token included in the request is expired")

  private func session(_ world: CredentialWorld, profile: String?, _ transport: FakeTransport) throws -> AWSClient {
    let settings = world.settings(profile: profile, region: "us-east-1", url: "http://127.0.0.1:4566")
    return try AWSSession(settings, transport: transport, runtime: world.clock.runtime, programs: world.programs).client(of: .stepFunctions)
  }

  private func key(_ call: FakeTransport.Call) -> String {
    let text = call.request.headers["Authorization"] ?? ""
    return String(text.split(separator: "=").dropFirst().first?.split(separator: "/").first ?? "")
  }

  @Test func aRefusedCallIsMadeAgainWithWhatTheFilesSayNow() async throws {
    let world = CredentialWorld(config: "", credentials: "[x]\naws_access_key_id = OLD\naws_secret_access_key = s")
    let transport = FakeTransport { call, _ in
      // Another program writes new keys as soon as the old ones are refused.
      let isOld = call.request.headers["Authorization"]?.contains("OLD/") == true
      if isOld {
        world.files.withLock { $0["/home/me/.aws/credentials"] = "[x]\naws_access_key_id = NEW\naws_secret_access_key = s" }
      }
      return isOld ? CredentialRenewalTests.expired : .json(["ok": true])
    }
    let client = try session(world, profile: "x", transport)
    #expect(try await client.call("DescribeExecution", [:]) == ["ok": true])
    #expect(transport.calls.map(key) == ["OLD", "NEW"])
    #expect(world.clock.sleeps.isEmpty)
  }

  @Test func withoutOtherKeysTheRefusalIsSaidOnce() async throws {
    let world = CredentialWorld(config: "", credentials: "[x]\naws_access_key_id = OLD\naws_secret_access_key = s")
    let transport = FakeTransport([CredentialRenewalTests.expired])
    let client = try session(world, profile: "x", transport)
    let error = await #expect(throws: AWSError.self) { try await client.call("DescribeExecution", [:]) }
    #expect(transport.calls.count == 1)
    #expect(
      error?.description
        == "DescribeExecution at http://127.0.0.1:4566: ExpiredTokenException: The security token included in the request is expired; get new "
        + "credentials for profile 'x': these have expired")
  }

  @Test func newKeysThatAreRefusedTooEndTheCall() async throws {
    let world = CredentialWorld(config: "", credentials: "[x]\naws_access_key_id = K0\naws_secret_access_key = s")
    let transport = FakeTransport { _, number in
      world.files.withLock { $0["/home/me/.aws/credentials"] = "[x]\naws_access_key_id = K\(number + 1)\naws_secret_access_key = s" }
      return .refusal("UnrecognizedClientException", "The security token included in the request is invalid.", status: 403)
    }
    let client = try session(world, profile: "x", transport)
    let error = await #expect(throws: AWSError.self) { try await client.call("SendTaskSuccess", [:]) }
    #expect(transport.calls.map(key) == ["K0", "K1"])
    #expect(error?.description.hasSuffix("; check the credentials of profile 'x'") == true)
  }

  @Test func aProgramIsRunAgainForNewKeys() async throws {
    let world = CredentialWorld(config: "[profile x]\ncredential_process = tool")
    @Sendable func print(_ key: String) {
      world.outcome.withLock {
        $0 = .ended(status: 0, output: Array(#"{"Version": 1, "AccessKeyId": "\#(key)", "SecretAccessKey": "s"}"#.utf8), errors: [])
      }
    }
    print("OLD")
    let transport = FakeTransport { call, _ in
      guard call.request.headers["Authorization"]?.contains("OLD/") == true else { return .json([:]) }
      print("NEW")
      return CredentialRenewalTests.expired
    }
    _ = try await session(world, profile: "x", transport).call("SendTaskHeartbeat", [:])
    #expect(transport.calls.map(key) == ["OLD", "NEW"])
    #expect(world.runs.withLock { $0.count } == 2)
  }
}
