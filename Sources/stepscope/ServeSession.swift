import Dispatch
import Emulator
import Embedded
import HTTPServer
import Hosting
import Store
import Synchronization
import Time

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A server from its start to the signal that ends it.
struct ServeSession: Sendable {
  let host: String
  let port: Int
  let place: StepFunctionsAPI.Place
  let access: AccessPolicy
  let settings: HostSettings
  let folder: StoreFolder
  let connections: Int
  let token: String?
  let pruneAfter: Duration?

  init(command: ServeCommand, token: String?, access: AccessPolicy, settings: HostSettings, folder: StoreFolder, connections: Int) {
    host = command.host
    port = command.port
    place = StepFunctionsAPI.Place(region: command.region, account: command.account)
    self.token = token
    pruneAfter = command.pruneAfter?.age
    self.access = access
    self.settings = settings
    self.folder = folder
    self.connections = connections
  }

  /// - Returns: the exit code.
  func run() async throws(CommandStop) -> Int32 {
    let stop = StopSignal()
    let executions: ExecutionHost
    do throws(StoreFailure) { executions = try await ExecutionHost(folder, settings) } catch {
      throw CommandStop(.world, "error: \(error.message)")
    }
    let pruning = pruneAfter.map { age in Task { await ServeSession.prune(executions, age, settings.clock) } }
    defer { pruning?.cancel() }
    let clock = settings.clock
    let api = await StepFunctionsAPI(host: executions, place: place, access: access, now: { clock.now }, realTime: { SystemClock().now })
    let server: HTTPServer
    do throws(ServerFailure) { server = try await HTTPServer.start(host: host, port: port, configuration(api)) } catch {
      await executions.close()
      throw CommandStop(.world, "error: \(error.message)")
    }
    // Every address is one of this machine too.
    let name = ["0.0.0.0", "::"].contains(host) ? "127.0.0.1" : host.contains(":") ? "[\(host)]" : host
    let url = "http://\(name):\(server.port)"
    let address = AddressFile.publish(.serve, url: url, bearer: token)
    Output.error("store: \(folder.path), \(executions.runningCount) executions go on")
    Output.standard.write("Step Functions API at \(url)\n")
    let signal = await stop.wait()
    address?.withdraw()
    executions.endEvaluations()
    await server.stop()
    await executions.close()
    return 128 + signal
  }

  /// Removes what ended long ago, now and each hour.
  private static func prune(_ host: ExecutionHost, _ age: Duration, _ clock: any WallClock) async {
    while !Task.isCancelled {
      do throws(HostRefusal) { try await host.prune(olderThan: clock.now + (.zero - age)) } catch {
        Output.error("prune: \(error.sentence)")
      }
      await SystemClock().sleep(for: .seconds(3_600))
    }
  }

  private func configuration(_ api: StepFunctionsAPI) -> HTTPServer.Configuration {
    var configuration = HTTPServer.Configuration(
      handler: { await api.respond(to: $0) }, isQuick: StepFunctionsAPI.isQuick, refuse: { api.response($0) })
    // A definition of 1 MiB, its quotes escaped.
    configuration.limits.bodyBytes = (2 << 20) + (64 << 10)
    configuration.limits.connections = connections
    return configuration
  }
}

/// SIGINT and SIGTERM: the first asks to stop, the second ends the process.
///
/// `@unchecked`: its sources are only kept, nobody touches them after they were made.
private final class StopSignal: @unchecked Sendable {
  private let numbers: AsyncStream<Int32>
  private let sources: [any DispatchSourceSignal]

  init() {
    let (stream, continuation) = AsyncStream.makeStream(of: Int32.self)
    numbers = stream
    let counter = Counter()
    // A client that goes away while it is answered is no reason to end.
    signal(SIGPIPE, SIG_IGN)
    sources = [SIGINT, SIGTERM].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler {
        if counter.next() > 1 { _exit(128 + number) }
        continuation.yield(number)
      }
      source.resume()
      return source
    }
  }

  /// The first signal.
  func wait() async -> Int32 {
    for await number in numbers { return number }
    return SIGTERM
  }

  private final class Counter: Sendable {
    private let count = Atomic<Int>(0)
    func next() -> Int { count.add(1, ordering: .relaxed).newValue }
  }
}

/// A clock that runs faster, or slower, than the system's from the moment it is made.
final class ScaledClock: WallClock {
  private let factor: Double
  private let begin: Timestamp
  private let system = SystemClock()

  init(_ factor: Double) {
    self.factor = factor
    begin = SystemClock().now
  }

  var now: Timestamp {
    let passed = Double((system.now - begin).milliseconds) * factor
    return begin + .milliseconds(Int64(min(passed, 9e15)))
  }

  func sleep(for duration: Duration) async { await system.sleep(for: duration / factor) }
}
