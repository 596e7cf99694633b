import ArgumentParser
import AWS
import Canvas
import ExecutionSource
import Foundation
import JSON
import Remote
import Time

struct TokenCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "token", abstract: "Lists task tokens that wait, and answers them, at an endpoint or at a running local run.",
    discussion: """
      Without --endpoint-url, --profile or --region, and without AWS_ENDPOINT_URL or AWS_PROFILE, a running `stepscope run` or `serve` of yours is asked where
      there is one. A TOKEN of - is read from standard input, where no list of processes shows it.
      """,
    subcommands: [TokenListCommand.self, TokenSuccessCommand.self, TokenFailureCommand.self, TokenHeartbeatCommand.self])
}

/// Where a token command asks.
struct TokenPlace: ParsableArguments {
  @OptionGroup var remote: RemoteOptions
  @Flag(help: "Refuses everything that would change an execution.") var readOnly = false

  func tokens() throws -> RemoteTokens {
    let session: AWSSession
    if !remote.namesEndpoint, let local = try LocalEndpoint.find() {
      Output.error("at the local \(local.kind.rawValue) \(local.url), process \(local.pid)")
      session = remote.session(at: local)
    } else {
      session = remote.sessionOrLocal()
    }
    let isReadOnly = readOnly
    return try Blocking.run { () async throws(CommandStop) -> RemoteTokens in
      await session.findRegion()
      do throws(AWSError) {
        return try RemoteTokens(session, isReadOnly: isReadOnly)
      } catch { throw CommandStop(.usage, "error: \(error)") }
    }
  }

  func answer(_ action: CatalogAction, _ done: String) throws {
    // What is wrong with the answer itself is wrong before anybody is asked.
    do throws(SourceRefusal) { _ = try ServiceWrite(action) } catch { throw CommandStop(.usage, "error: \(error)") }
    if readOnly, let operation = action.operation { throw CommandStop(.usage, "error: \(SourceRefusal.readOnly(operation))") }
    let tokens = try tokens()
    let problem = try Blocking.run { () async -> String? in
      do throws(SourceRefusal) { try await tokens.answer(action) } catch { return "\(error)" }
      return nil
    }
    if let problem { throw CommandStop(.world, "error: \(problem)") }
    Output.error(done)
  }
}

/// A token as an argument.
struct TokenArgument: ParsableArguments {
  @Argument(help: ArgumentHelp("The task token; - reads it from standard input.", valueName: "TOKEN")) var token: String

  func text() throws(CommandStop) -> String {
    guard token == "-" else { return token }
    let bytes = try InputFile.read("-", limit: 65_536)
    return String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
  }
}

struct TokenListCommand: ParsableCommand {
  enum Form: String, ExpressibleByArgument, CaseIterable { case text, json }

  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "The tokens that wait in running executions, the longest waiting first.")

  @Option(
    name: .customLong("machine"), help: ArgumentHelp("Only this state machine's, by name or ARN; may be given again.", valueName: "MACHINE")
  )
  var machines: [String] = []
  @Flag(help: "Shows the tokens themselves; they are secrets.") var reveal = false
  @Option(help: "text (tab-separated, with a header) or json.") var output: Form = .text
  @OptionGroup var place: TokenPlace

  func run() throws {
    let (tokens, machines) = (try place.tokens(), machines)
    let sweep = try Blocking.run { () async throws(CommandStop) -> TokenSweep in
      do throws(SourceRefusal) {
        return try await tokens.list(machines) { TokenListCommand.tell($0) }
      } catch { throw CommandStop(.world, "error: \(error)") }
    }
    switch output {
    case .text: Output.standard.write(TokenTable(reveals: reveal).text(sweep.tokens))
    case .json: Output.standard.write(JSONValue.array(sweep.tokens.map(TokenTable(reveals: reveal).json)).compact + "\n")
    }
    if let problem = sweep.problem { throw CommandStop(.world, "error: not everything was searched: \(problem)") }
  }

  /// Progress, where somebody watches.
  private static func tell(_ sweep: TokenSweep) {
    guard isatty(STDERR_FILENO) == 1, sweep.total > 0, sweep.endedAt != nil || sweep.scanned % 10 == 0 else { return }
    Output.error("scanned \(sweep.scanned) of \(sweep.total)")
  }
}

struct TokenSuccessCommand: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "success", abstract: "SendTaskSuccess: the task has this output.")

  @OptionGroup var token: TokenArgument
  @Option(help: ArgumentHelp("The task's output.", valueName: "JSON")) var output: String
  @OptionGroup var place: TokenPlace

  func run() throws { try place.answer(.sendTaskSuccess(token: try token.text(), output: output), "the task succeeded") }
}

struct TokenFailureCommand: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "failure", abstract: "SendTaskFailure: the task failed.")

  @OptionGroup var token: TokenArgument
  @Option(help: ArgumentHelp("The error's name, which Retry and Catch look for.", valueName: "ERROR")) var error: String = ""
  @Option(help: ArgumentHelp("What happened, in words.", valueName: "CAUSE")) var cause: String = ""
  @OptionGroup var place: TokenPlace

  func run() throws { try place.answer(.sendTaskFailure(token: try token.text(), error: error, cause: cause), "the task failed") }
}

struct TokenHeartbeatCommand: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "heartbeat", abstract: "SendTaskHeartbeat: the task is alive.")

  @OptionGroup var token: TokenArgument
  @OptionGroup var place: TokenPlace

  func run() throws { try place.answer(.sendTaskHeartbeat(token: try token.text()), "the heartbeat was sent") }
}

/// The rows of `token list`.
struct TokenTable {
  var reveals: Bool

  /// A header and one line a token, tab-separated.
  func text(_ rows: [TokenRow]) -> String {
    let header = ["machine", "execution", "state", "since", "times-out", "verdict", "task", "token"]
    let lines = rows.map { row in
      [
        row.machineName, row.executionName, row.state, row.since.iso8601, row.timesOutAt.map(\.iso8601) ?? "-", words(row.verdict),
        row.taskArn?.split(separator: "/").last.map(String.init) ?? "-", shown(row),
      ]
    }
    return ([header] + lines).map { line in
      line.map { VisibleText.sanitise($0.replacing("\t", with: " ")) }.joined(separator: "\t") + "\n"
    }
    .joined()
  }

  func json(_ row: TokenRow) -> JSONValue {
    var object: JSONObject = [
      "machine": .string(row.machineName), "executionArn": .string(row.executionArn), "state": .string(row.state),
      "since": .string(row.since.iso8601), "verdict": .string(word(row.verdict)), "asOf": .string(row.asOf.iso8601),
    ]
    if let at = row.timesOutAt { object["timesOutAt"] = .string(at.iso8601) }
    if let seconds = row.heartbeatSeconds { object["heartbeatSeconds"] = .number(JSONNumber(seconds)) }
    if let task = row.taskArn { object["taskArn"] = .string(task) }
    if case .stranded(let why) = row.verdict { object["reason"] = .string(why) }
    if let token = row.token { object["token"] = .string(reveals ? token : Mask.masked) }
    if let why = row.unreadable { object["unreadable"] = .string(why) }
    return .object(object)
  }

  private func shown(_ row: TokenRow) -> String {
    guard let token = row.token else { return "(\(row.unreadable ?? "unreadable"))" }
    return reveals ? token : Mask.masked
  }

  private func word(_ verdict: TokenRow.Verdict) -> String {
    switch verdict {
    case .waiting: "waiting"
    case .stranded: "stranded"
    case .unattended: "unattended"
    case .unknown: "unknown"
    }
  }

  private func words(_ verdict: TokenRow.Verdict) -> String {
    if case .stranded(let why) = verdict { return "stranded: \(why)" }
    return word(verdict)
  }
}
