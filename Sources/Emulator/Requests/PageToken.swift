/// The opaque word that leads to a list's next page. It is short, says nothing of the server, and serves only the list it was made for.
struct PageToken: Equatable {
  /// How many elements come before the page.
  var offset: Int
  /// The last element before the page, in lists that grow at their beginning.
  var anchor: String?

  private static let mark = "v1"

  /// - Parameter list: everything the list depends on, the size of its pages aside.
  func text(for list: [String]) -> String {
    let plain = "\(PageToken.mark).\(PageToken.digest(list)).\(offset).\(anchor ?? "")"
    return "AAAA" + PageToken.hex(Array(plain.utf8))
  }

  /// - Throws: InvalidToken for what this server did not give for this list.
  init(_ text: String, for list: [String]) throws(APIError) {
    guard text.hasPrefix("AAAA"), let bytes = PageToken.bytes(text.dropFirst(4).utf8) else { throw .invalidToken }
    let parts = String(decoding: bytes, as: UTF8.self).split(separator: ".", maxSplits: 3, omittingEmptySubsequences: false)
    guard parts.count == 4, parts[0] == PageToken.mark, String(parts[1]) == PageToken.digest(list), let offset = Int(parts[2]),
      offset >= 0, offset < 1 << 40
    else { throw .invalidToken }
    self.offset = offset
    anchor = parts[3].isEmpty ? nil : String(parts[3])
  }

  init(offset: Int, anchor: String? = nil) {
    self.offset = offset
    self.anchor = anchor
  }

  /// FNV-1a.
  private static func digest(_ list: [String]) -> String {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for text in list {
      for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
      hash = (hash ^ 0xFF) &* 0x100_0000_01B3
    }
    return String(hash, radix: 36)
  }

  private static func hex(_ bytes: [UInt8]) -> String {
    let digits = Array("0123456789abcdef".utf8)
    // A word that can be read invites to be taken apart.
    return String(
      decoding: bytes.enumerated().flatMap { at, byte in
        let byte = byte ^ UInt8(truncatingIfNeeded: at &* 31 &+ 0x5A)
        return [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }, as: UTF8.self)
  }

  private static func bytes(_ text: Substring.UTF8View) -> [UInt8]? {
    var out: [UInt8] = []
    var high: UInt8?
    for letter in text {
      let digit: UInt8
      switch letter {
      case 48...57: digit = letter - 48
      case 97...102: digit = letter - 87
      default: return nil
      }
      if let first = high {
        out.append((first << 4 | digit) ^ UInt8(truncatingIfNeeded: out.count &* 31 &+ 0x5A))
        high = nil
      } else {
        high = digit
      }
    }
    return high == nil ? out : nil
  }
}

/// A page of a list that is in memory.
struct ListPage<Element> {
  var elements: ArraySlice<Element>
  var nextToken: String?

  /// - Throws: InvalidToken.
  init(_ all: [Element], _ request: APIRequest, list: [String]) throws(APIError) {
    var offset = 0
    if let text = request.text("nextToken") { offset = try PageToken(text, for: list).offset }
    let begin = min(offset, all.count)
    let end = min(begin + request.pageSize, all.count)
    elements = all[begin..<end]
    nextToken = end < all.count ? PageToken(offset: end).text(for: list) : nil
  }
}
