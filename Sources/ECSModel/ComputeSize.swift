/// An amount of CPU or memory in the several ways ECS lets it be written, so that `1 vCPU` and `1024` compare equal.
public struct ComputeSize: Sendable, Hashable {
  /// CPU units (1,024 make a vCPU) or MiB.
  public var units: Int

  /// `256`, `.25 vCPU`, `1 vcpu`; nil for anything else.
  public init?(cpu text: String) { self.init(text, large: "vcpu") }
  /// `512`, `0.5 GB`, `1gb`; nil for anything else.
  public init?(memory text: String) { self.init(text, large: "gb") }

  private init?(_ text: String, large: String) {
    let lower = text.lowercased().filter { $0 != " " }
    if let units = Int(lower) {
      self.units = units
    } else if lower.hasSuffix(large), let number = Double(lower.dropLast(large.count)), let units = Int(exactly: (number * 1_024).rounded())
    {
      self.units = units
    } else {
      return nil
    }
  }

  /// CPU units as virtual processors, without needless digits: `0.25`, `2`.
  public var virtualProcessors: String {
    let hundredths = (Double(units) * 100 / 1_024).rounded()
    let number = hundredths / 100
    return number == number.rounded() ? String(Int(exactly: number) ?? 0) : String(number)
  }
}
