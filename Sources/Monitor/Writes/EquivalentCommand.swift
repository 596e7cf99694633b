import Canvas
import ExecutionSource
import JSON

/// The AWS CLI's command that does the same as an action, as `ServiceWrite` makes it, for a screen: secrets masked, payloads shortened, since it is there to be understood.
struct EquivalentCommand: Sendable {
  /// How `aws` begins for Step Functions and for ECS: with the endpoint, region and profile in use.
  var settings: MonitorSettings
  var secrets: Set<String> = []

  /// - Throws: `SourceRefusal`, a sentence, for what the service would refuse.
  func text(_ action: CatalogAction) throws(SourceRefusal) -> String { text(try ServiceWrite(action)) }

  /// The same for an action of an execution's source.
  func text(_ action: SourceAction, of identity: ExecutionIdentity) throws(SourceRefusal) -> String {
    text(try ServiceWrite(action, of: identity))
  }

  private func text(_ write: ServiceWrite) -> String {
    write.command(write.service == .ecs ? settings.ecsCLI ?? settings.cli : settings.cli) { Payload.summary($0, secrets: secrets) }
  }
}

/// Data of an action as a question shows it.
enum Payload {
  /// What is shown of a payload; who wants all of it edits it.
  static let mostColumns = 240

  /// The payload on one line, secrets masked, its end left out where it is long.
  static func summary(_ text: String, secrets: Set<String>) -> String {
    TextWidth.truncateEnd(VisibleText.sanitise(SecretJSON.summary(text, secrets: secrets)), columns: mostColumns)
  }
}
