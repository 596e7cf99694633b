import ArgumentParser
import AWS
import Embedded
import Engine
import ExecutionSource
import JSON
import Remote
import StatesLanguage
import Time

struct TestStateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "test-state", abstract: "Runs one state by itself and prints the API's TestState answer as JSON.",
    discussion: """
      The embedded interpreter runs it; with --endpoint-url, --profile or --region the TestState of that endpoint does, with the role of --role-arn: without a
      mock it really calls what the state says.
      """)

  @Argument(help: "The definition of a state, or with --state of a machine, JSON; - reads standard input.") var definition: String
  @Option(help: ArgumentHelp("The state of a machine.", valueName: "NAME")) var state: String?
  @Option(help: ArgumentHelp("The state's input.", valueName: "FILE")) var input: String?
  @Option(help: ArgumentHelp("The context object.", valueName: "FILE")) var context: String?
  @Option(help: ArgumentHelp("The workflow variables, an object.", valueName: "FILE")) var variables: String?
  @Option(help: ArgumentHelp("{\"result\": TEXT} or {\"errorOutput\": {\"error\", \"cause\"}}, as in the API.", valueName: "JSON"))
  var mock: String?
  @Option(help: ArgumentHelp("INFO, DEBUG or TRACE.", valueName: "LEVEL")) var inspectionLevel: String?
  @Option(help: ArgumentHelp("retrierRetryCount, mapIterationFailureCount …, as in the API.", valueName: "JSON"))
  var stateConfiguration: String?
  @Option(help: "The role.") var roleArn: String?
  @Option(help: "With it every identifier and random number is the same each time.") var seed: UInt64?
  @Flag(help: "At an endpoint: refuses a state without --mock.") var readOnly = false
  @OptionGroup var remote: RemoteOptions

  func run() throws {
    let request: JSONObject
    do throws(TestStateError) { request = try self.request() } catch { throw TestStateCommand.refusal(error) }
    // Only what is said here: a variable of the AWS CLI does not turn a dry run into a real call.
    let asksEndpoint = remote.endpointUrl != nil || remote.profile != nil || remote.region != nil
    let answer = try asksEndpoint ? askEndpoint(request) : runHere(request)
    Output.standard.write(answer.compact + "\n")
    if answer["status"] == "FAILED" { throw CommandStop(.notSucceeded) }
  }

  private func runHere(_ request: JSONObject) throws(CommandStop) -> JSONValue {
    do throws(TestStateError) {
      return try TestState.answer(.object(request), at: SystemClock().now, seed: seed ?? UInt64.random(in: .min ... .max))
    } catch { throw TestStateCommand.refusal(error) }
  }

  private func askEndpoint(_ request: JSONObject) throws -> JSONValue {
    let (session, isReadOnly) = (remote.sessionOrLocal(), readOnly)
    return try Blocking.run { () async throws(CommandStop) -> JSONValue in
      await session.findRegion()
      let tester: RemoteTestState
      do throws(AWSError) {
        tester = RemoteTestState(
          states: try session.client(of: .stepFunctions), isReadOnly: isReadOnly || session.settings.isReadOnly)
      } catch { throw CommandStop(.usage, "error: \(error)") }
      do throws(SourceRefusal) {
        return try await tester.test(request)
      } catch { throw CommandStop(.world, "error: \(error)") }
    }
  }

  private static func refusal(_ error: TestStateError) -> CommandStop {
    let refusal: JSONValue = ["__type": .string(error.code), "message": .string(error.message)]
    return CommandStop(.usage, refusal.compact)
  }

  private func request() throws(TestStateError) -> JSONObject {
    var request = JSONObject()
    request["definition"] = .string(try text(of: definition))
    request["stateName"] = state.map { .string($0) }
    request["roleArn"] = roleArn.map { .string($0) }
    request["inspectionLevel"] = inspectionLevel.map { .string($0) }
    if let input { request["input"] = .string(try text(of: input)) }
    if let context { request["context"] = .string(try text(of: context)) }
    if let variables { request["variables"] = .string(try text(of: variables)) }
    if let mock { request["mock"] = try object(mock, "--mock") }
    if let stateConfiguration { request["stateConfiguration"] = try object(stateConfiguration, "--state-configuration") }
    return request
  }

  private func text(of file: String) throws(TestStateError) -> String {
    do throws(CommandStop) {
      guard let text = String(validating: try InputFile.read(file), as: UTF8.self) else {
        throw CommandStop(.usage, "\(file):1:1: error: the file is not UTF-8 [FILE]")
      }
      return text
    } catch {
      throw TestStateError(code: "ValidationException", message: error.message ?? file)
    }
  }

  private func object(_ text: String, _ option: String) throws(TestStateError) -> JSONValue {
    guard let value = try? JSONValue(parsing: text), value.objectValue != nil else {
      throw TestStateError(code: "ValidationException", message: "\(option) takes a JSON object, not '\(text)'")
    }
    return value
  }
}
