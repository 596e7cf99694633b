/// The variables of a block or of a function's call. Names are numbers that the compiler gave them.
final class Frame {
  @exclusivity(unchecked) var parent: Frame?
  @exclusivity(unchecked) private var first = -1
  @exclusivity(unchecked) private var firstValue = JSONataValue.undefined
  @exclusivity(unchecked) private var second = -1
  @exclusivity(unchecked) private var secondValue = JSONataValue.undefined
  @exclusivity(unchecked) private var more: [(name: Int, value: JSONataValue)] = []
  /// Whether a function that sees it was made, so that what it binds may hold it.
  @exclusivity(unchecked) private(set) var isCaptured = false

  init(_ parent: Frame?) { self.parent = parent }

  /// As it was when it was new.
  func clear() {
    parent = nil
    first = -1
    second = -1
    firstValue = .undefined
    secondValue = .undefined
    if !more.isEmpty { more = [] }
    isCaptured = false
  }

  /// A function that sees this frame, and with it those around it, was made.
  func noteCapture() {
    var frame: Frame? = self
    while let here = frame, !here.isCaptured {
      here.isCaptured = true
      frame = here.parent
    }
  }

  func bind(_ name: Int, _ value: JSONataValue) {
    if first == name || first < 0 {
      first = name
      firstValue = value
    } else if second == name || second < 0 {
      second = name
      secondValue = value
    } else if let at = more.firstIndex(where: { $0.name == name }) {
      more[at].value = value
    } else {
      more.append((name, value))
    }
  }

  /// The value of a name here or further out; nil where it is bound nowhere.
  @inline(__always) func lookup(_ name: Int) -> JSONataValue? {
    var frame: Frame? = self
    while let here = frame {
      if here.first == name { return here.firstValue }
      if here.second == name { return here.secondValue }
      if !here.more.isEmpty, let found = here.more.first(where: { $0.name == name }) { return found.value }
      frame = here.parent
    }
    return nil
  }
}

/// One item of a path that binds names on its way: the value it has come to, and what was bound.
struct Tuple {
  var value: JSONataValue
  var bindings: [(name: Int, value: JSONataValue)] = []

  mutating func bind(_ name: Int, _ value: JSONataValue) {
    if let at = bindings.firstIndex(where: { $0.name == name }) { bindings[at].value = value } else { bindings.append((name, value)) }
  }

  func frame(in parent: Frame) -> Frame {
    let frame = Frame(parent)
    for (name, value) in bindings { frame.bind(name, value) }
    return frame
  }
}
