import Canvas
import JSON
import Time

extension CredentialFetcher {
  /// A program may ask somebody in a browser.
  private static let patience = Duration.seconds(60)

  /// Credentials that a program prints: a JSON object with Version 1.
  func credentials(of process: CredentialProcess) async throws(AWSError) -> AWSCredentials {
    let program = INIFile.quoted(process.command.first ?? "")
    func problem(_ text: String) -> AWSError { AWSError(.credentials("\(process.place): credential_process \(program) \(text)")) }
    guard !process.command.isEmpty else { throw problem("names no program") }
    let run = ProgramRunner.Run(command: process.command, environment: settings.environment, timeout: CredentialFetcher.patience)
    let output: [UInt8]
    switch await programs.run(run) {
    case .notFound: throw problem("is not there; check its path")
    case .cannotStart(let reason): throw problem("cannot be started: \(reason)")
    case .timedOut: throw problem("did not end within \(run.timeout.milliseconds / 1_000) s and was ended")
    case .tooMuchOutput: throw problem("wrote more than \(run.outputLimit / 1_024) KiB; it has to print one JSON object")
    case .ended(let status, _, let errors) where status != 0:
      let said = AWSResponse.line(Mask.text(String(decoding: errors, as: UTF8.self)), 300)
      throw problem("ended with status \(status)" + (said.isEmpty ? "" : ": \(said)"))
    case .ended(_, let bytes, _): output = bytes
    }
    guard let document = try? JSONValue(parsing: output), document.objectValue != nil else {
      throw problem("did not print a JSON object")
    }
    guard document["Version"]?.integerValue == 1 else { throw problem("did not print Version 1, the only one there is") }
    let origin = "profile \(INIFile.quoted(process.profile))"
    guard let found = CredentialFetcher.keys(document, token: "SessionToken", origin: origin) else {
      throw problem("printed no AccessKeyId and SecretAccessKey")
    }
    if document["Expiration"]?.stringValue != nil, found.expiration == nil {
      throw problem("printed an Expiration that is not a time as 2026-01-31T09:00:00Z")
    }
    if let end = found.expiration, end <= runtime.now() { throw problem("printed credentials that have expired") }
    return found
  }
}
