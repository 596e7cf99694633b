import Canvas

/// A user's keymap: lines of `command = key key …`, or `context.command = key …`; `#` begins a comment, no key takes a command's keys away.
public enum KeymapFile {
  /// `base` with the file's changes.
  /// - Throws: `KeymapError` with the file's name and line.
  public static func apply(_ text: String, file: String, to base: Keymap = .standard) throws(KeymapError) -> Keymap {
    var map = base
    for (index, raw) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
      let line = trimmed(raw)
      guard !line.isEmpty, !line.hasPrefix("#") else { continue }
      let place = "\(file):\(index + 1)"
      guard let equals = line.firstIndex(of: "=") else {
        throw KeymapError("\(place): a line says `command = key`; this one has no `=`")
      }
      let (id, context) = try target(trimmed(line[..<equals]), in: map, place)
      let names = line[line.index(after: equals)...].split(separator: " ").map(String.init)
      map.rebind(id, in: context, to: try keys(names, place))
    }
    if let clash = map.clashes.min(by: { "\($0.binding)" < "\($1.binding)" }) {
      let names = clash.commands.map { "\"\($0.rawValue)\"" }.joined(separator: " and ")
      throw KeymapError(
        "\(file): the key \(clash.binding.key) is bound to "
          + "\(names) in the context \"\(clash.binding.context.rawValue)\"; give one of them another key"
      )
    }
    return map
  }

  private static func trimmed(_ text: some StringProtocol) -> String {
    var slice = text[...]
    while let first = slice.first, first.isWhitespace { slice = slice.dropFirst() }
    while let last = slice.last, last.isWhitespace { slice = slice.dropLast() }
    return String(slice)
  }

  private static func target(_ text: String, in map: Keymap, _ place: String) throws(KeymapError) -> (CommandID, KeyContext) {
    let parts = text.split(separator: ".", maxSplits: 1).map(String.init)
    let name = parts.last ?? ""
    guard let id = CommandID(rawValue: name), let command = map.command(id) else {
      let near = Nearest.match(name, among: CommandID.allCases.lazy.map(\.rawValue)).map { "; did you mean \"\($0)\"?" } ?? ""
      throw KeymapError("\(place): \"\(name)\" is no command\(near)")
    }
    guard parts.count == 2 else { return (id, command.bindings.first?.context ?? .everywhere) }
    guard let context = KeyContext(rawValue: parts[0]) else {
      let known = KeyContext.allCases.map(\.rawValue).joined(separator: ", ")
      throw KeymapError("\(place): \"\(parts[0])\" is no context; there are \(known)")
    }
    return (id, context)
  }

  private static func keys(_ names: [String], _ place: String) throws(KeymapError) -> [Key] {
    var keys: [Key] = []
    for name in names {
      guard let key = Key(name: name) else {
        throw KeymapError("\(place): \"\(name)\" is no key; keys are written like s, S, Ctrl-D, Enter, Shift-Tab, Space, F5")
      }
      keys.append(key)
    }
    return keys
  }
}

/// Why a keymap file was refused.
public struct KeymapError: Error, Sendable, Equatable, CustomStringConvertible {
  /// One sentence that begins with the file, and the line where there is one, and says what is wrong there.
  public var message: String
  init(_ message: String) { self.message = message }
  /// The message as it stands.
  public var description: String { message }
}
