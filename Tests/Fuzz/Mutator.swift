import JSON

/// Changes texts and documents a little.
enum Mutator {
  /// Bytes with a few changes: flipped, taken out, put in, repeated, or pieces of another text.
  static func mutated(_ bytes: [UInt8], _ other: [UInt8], _ random: inout FuzzRandom, dictionary: [String]) -> [UInt8] {
    var bytes = bytes
    for _ in 0...random.below(4) {
      let at = random.below(bytes.count + 1)
      let end = min(bytes.count, at + random.below(12))
      switch random.below(7) {
      case 0: if at < bytes.count { bytes[at] = UInt8(random.below(256)) }
      case 1: if at < bytes.count { bytes[at] ^= 1 << UInt8(random.below(8)) }
      case 2: bytes.removeSubrange(at..<end)
      case 3: bytes.insert(contentsOf: bytes[at..<end], at: at)
      case 4: bytes.insert(contentsOf: random.one(of: dictionary).utf8, at: at)
      case 5:
        let from = random.below(other.count + 1)
        bytes.replaceSubrange(at..<end, with: other[from..<min(other.count, from + random.below(40))])
      default: bytes.replaceSubrange(at..<end, with: random.one(of: dictionary).utf8)
      }
    }
    return bytes
  }

  /// A document with one of its values taken out, replaced, doubled, or renamed.
  static func mutated(_ value: JSONValue, _ random: inout FuzzRandom, with piece: (inout FuzzRandom) -> JSONValue, names: [String])
    -> JSONValue
  {
    var budget = random.below(count(value, limit: 2_000) + 1)
    return changed(value, &budget, &random, piece, names)
  }

  private static func count(_ value: JSONValue, limit: Int) -> Int {
    switch value {
    case .array(let elements): elements.reduce(1) { $0 >= limit ? $0 : $0 + count($1, limit: limit) }
    case .object(let object): object.reduce(1) { $0 >= limit ? $0 : $0 + count($1.value, limit: limit) }
    default: 1
    }
  }

  /// Goes down to the value whose number is `budget` and changes it.
  private static func changed(
    _ value: JSONValue, _ budget: inout Int, _ random: inout FuzzRandom, _ piece: (inout FuzzRandom) -> JSONValue, _ names: [String]
  ) -> JSONValue {
    if budget == 0 {
      budget = -1
      return random.once(in: 3) ? shuffled(value, &random, names) : piece(&random)
    }
    budget -= 1
    switch value {
    case .array(let elements) where budget >= 0:
      return .array(elements.map { budget < 0 ? $0 : changed($0, &budget, &random, piece, names) })
    case .object(let object) where budget >= 0:
      return .object(JSONObject(object.map { ($0.key, budget < 0 ? $0.value : changed($0.value, &budget, &random, piece, names)) }))
    default: return value
    }
  }

  private static func shuffled(_ value: JSONValue, _ random: inout FuzzRandom, _ names: [String]) -> JSONValue {
    switch value {
    case .array(var elements):
      if let last = elements.last { elements.append(last) }
      if random.once(in: 2), !elements.isEmpty { elements.removeFirst() }
      return .array(elements)
    case .object(let object):
      var pairs = object.map { ($0.key, $0.value) }
      if !pairs.isEmpty {
        let at = random.below(pairs.count)
        if random.once(in: 2) { pairs.remove(at: at) } else { pairs[at].0 = random.one(of: names) }
      }
      if random.once(in: 2), let first = pairs.first { pairs.append((random.one(of: names), first.1)) }
      return .object(JSONObject(pairs))
    default: return .array([value])
    }
  }
}
