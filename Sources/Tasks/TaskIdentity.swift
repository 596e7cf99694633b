import Time

/// The ids, addresses and digests of one simulated task, drawn from a seeded generator.
struct TaskIdentity: Sendable {
  let taskId: String
  let requestId: String
  let attachmentId: String
  let networkInterface: String
  let macAddress: String
  let privateIPv4: String
  let subnet: String
  let zone: String
  private let runtime: String

  /// - Parameter request: the id of the RunTask call, which several tasks of one call share.
  init(requestId: String, subnets: [String], using random: inout SplitMix64) {
    func hex(_ digits: Int, _ random: inout SplitMix64) -> String {
      var text = ""
      while text.count < digits { text += String(String(random.next(), radix: 16).suffix(digits - text.count)) }
      return text
    }
    self.requestId = requestId
    taskId = hex(32, &random)
    attachmentId = random.uuid()
    networkInterface = "eni-" + hex(17, &random)
    let bytes = random.next()
    macAddress = (["0a"] + (1...5).map { TaskIdentity.twoDigits(UInt8(truncatingIfNeeded: bytes >> ($0 * 8))) }).joined(separator: ":")
    privateIPv4 = "10.0.\(bytes >> 48 & 0xFF).\(4 + (bytes >> 56) % 250)"
    subnet = subnets.isEmpty ? "subnet-" + hex(17, &random) : subnets[Int(random.next() % UInt64(subnets.count))]
    zone = ["a", "b", "c"][Int(random.next() % 3)]
    runtime = "\(taskId)-\(1_000_000_000 + random.next() % 3_000_000_000)"
  }

  /// Containers of one task differ in the last digits of their runtime id.
  func runtimeId(_ index: Int) -> String { index == 0 ? runtime : "\(runtime.dropLast())\(index % 10)" }

  private static func twoDigits(_ byte: UInt8) -> String { byte < 16 ? "0" + String(byte, radix: 16) : String(byte, radix: 16) }
}

/// A stable number of a text (FNV-1a): the same on every machine and in every run, which `Hasher` is not.
enum StableHash {
  static func of(_ text: String) -> UInt64 {
    text.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 }
  }
}
