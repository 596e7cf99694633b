import ArgumentParser
import AWS
import Foundation

/// Where AWS, or an emulator of it, is spoken to.
struct RemoteOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The Step Functions endpoint.", valueName: "URL")) var endpointUrl: String?
  @Option(help: ArgumentHelp("The ECS endpoint; --endpoint-url's unless given.", valueName: "URL")) var ecsEndpointUrl: String?
  @Option(help: "The region; the ARN's unless given.") var region: String?

  func settings() -> AWSEndpointSettings {
    AWSEndpointSettings(
      region: region, endpointURL: endpointUrl, ecsEndpointURL: ecsEndpointUrl, environment: ProcessInfo.processInfo.environment)
  }
}
