import JSON
import Time

extension Timestamp {
  /// A moment as ECS documents write it: epoch milliseconds (Step Functions), epoch seconds with a fraction (the API) or ISO 8601 text.
  /// Numbers from 10^11 on are milliseconds: as seconds they would lie beyond the year 5000. Nil for anything else.
  public init?(ecs value: JSONValue) {
    switch value {
    case .number(let number): self.init(epoch: number.doubleValue)
    case .string(let text):
      if let moment = Timestamp(iso8601: text) {
        self = moment
      } else if let number = Double(text) {
        self.init(epoch: number)
      } else {
        return nil
      }
    default: return nil
    }
  }

  private init?(epoch number: Double) { self.init(seconds: abs(number) >= 1e11 ? number / 1_000 : number) }
}
