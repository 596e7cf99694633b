import ArgumentParser
import AWS
import ExecutionSource
import Foundation

/// Where AWS, or an emulator of it, is spoken to.
struct RemoteOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The Step Functions endpoint.", valueName: "URL")) var endpointUrl: String?
  @Option(help: ArgumentHelp("The ECS endpoint; --endpoint-url's unless given.", valueName: "URL")) var ecsEndpointUrl: String?
  @Option(help: ArgumentHelp("The CloudWatch Logs endpoint; --endpoint-url's unless given.", valueName: "URL")) var logsEndpointUrl: String?
  @Option(help: ArgumentHelp("The profile of ~/.aws; AWS_PROFILE's unless given.", valueName: "NAME")) var profile: String?
  @Option(help: ArgumentHelp("The region; the ARN's unless given.", valueName: "NAME")) var region: String?

  func settings() -> AWSEndpointSettings {
    AWSEndpointSettings(
      region: region, endpointURL: endpointUrl, ecsEndpointURL: ecsEndpointUrl, logsEndpointURL: logsEndpointUrl, profile: profile,
      environment: ProcessInfo.processInfo.environment)
  }

  /// What all clients of this process share; a command makes one.
  func session() -> AWSSession { AWSSession(settings()) }

  /// The beginning of the AWS CLI's commands that ask the same endpoint.
  var cli: String { cli(endpointUrl) }

  /// The same for commands of ECS; nil where it has no endpoint of its own.
  var ecsCLI: String? { ecsEndpointUrl.map { cli($0) } }

  /// Who writes are done as, as far as a flag tells.
  var caller: String? { profile.map { "profile \($0)" } }

  private func cli(_ endpoint: String?) -> String {
    let flags = [("--profile", profile), ("--endpoint-url", endpoint), ("--region", region)]
    return flags.reduce("aws") { command, flag in flag.1.map { "\(command) \(flag.0) \(Shell.quoted($0))" } ?? command }
  }
}
