import AWS
import Foundation
import Testing

/// Programs of this machine, run for real.
@Suite struct CredentialProgramTests {
  private func run(_ script: String, timeout: Duration = .seconds(30), limit: Int = 1 << 16) async -> ProgramRunner.Outcome {
    await ProgramRunner.system.run(
      ProgramRunner.Run(
        command: ["sh", "-c", script, "sh", "a b"], environment: ["PATH": "/usr/bin:/bin", "FOO": "bar"], timeout: timeout,
        outputLimit: limit))
  }

  private func text(_ outcome: ProgramRunner.Outcome) -> String {
    guard case .ended(let status, let output, let errors) = outcome else { return "\(outcome)" }
    return "\(status) \(String(decoding: output, as: UTF8.self))|\(String(decoding: errors, as: UTF8.self))"
  }

  @Test func argumentsVariablesAndBothOutputs() async {
    #expect(text(await run(#"printf '%s %s' "$1" "$FOO"; printf oops >&2"#)) == "0 a b bar|oops")
    #expect(text(await run("exit 7")) == "7 |")
    #expect(text(await run("kill -TERM $$")) == "143 |")
  }

  @Test func thereIsNothingToRead() async { #expect(text(await run("cat; echo read")) == "0 read\n|") }

  @Test func aLongOutputOnBothPipesIsReadWhole() async {
    let outcome = await run("head -c 300000 /dev/zero; head -c 300000 /dev/zero >&2", limit: 300_000)
    guard case .ended(0, let output, let errors) = outcome else {
      Issue.record("\(outcome)")
      return
    }
    #expect(output.count == 300_000)
    #expect(errors.count == 4_096)
  }

  @Test func tooMuchOutputEndsTheProgram() async { #expect(await run("cat /dev/zero") == .tooMuchOutput) }

  @Test func aProgramThatDoesNotEndIsEnded() async {
    #expect(await run("sleep 600 & sleep 600", timeout: .milliseconds(200)) == .timedOut)
  }

  @Test func whatAProgramLeavesBehindIsNotWaitedFor() async {
    // It inherits the pipes; this test ends it by its id.
    let outcome = await run("sleep 600 & echo $!")
    guard case .ended(0, let output, _) = outcome else {
      Issue.record("\(outcome)")
      return
    }
    let left = pid_t(String(decoding: output, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines))
    #expect(left.map { kill($0, SIGKILL) } == 0, "what was left behind had ended before")
  }

  @Test func whatIsNotThereOrNoProgramIsSaid() async {
    func outcome(_ command: String) async -> ProgramRunner.Outcome {
      await ProgramRunner.system.run(ProgramRunner.Run(command: [command], environment: ["PATH": "/bin"], timeout: .seconds(30)))
    }
    #expect(await outcome("no-such-program-here") == .notFound)
    #expect(await outcome("/no/such/program") == .notFound)
    #expect(await outcome("/etc/passwd") == .cannotStart("Permission denied"))
  }

  @Test func theChainRunsThem() async throws {
    let config = #"[profile x]\#ncredential_process = printf '{"Version": 1, "AccessKeyId": "%s", "SecretAccessKey": "s"}' PRINTED"#
    let world = CredentialWorld(config: config)
    let settings = world.settings(profile: "x", region: "us-east-1", ["PATH": "/usr/bin:/bin"])
    let chain = CredentialChain(settings, transport: world, runtime: world.clock.runtime)
    let keys = try await chain.provider(for: try settings.endpoint(of: .stepFunctions)).credentials()
    #expect(keys.accessKeyId == "PRINTED")
  }
}
