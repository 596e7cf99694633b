import Testing

/// Lets only so many tests of a kind run at the same time: each holds a program and a terminal, and a crowd of them says more about the
/// machine than about the product.
struct AtMost: SuiteTrait, TestTrait, TestScoping {
  let slots: Slots
  var isRecursive: Bool { true }

  func provideScope(for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void) async throws {
    guard testCase != nil else { return try await function() }
    await slots.enter()
    do { try await function() } catch {
      await slots.leave()
      throw error
    }
    await slots.leave()
  }
}

extension Trait where Self == AtMost {
  /// For tests that hold a terminal.
  static var fewTerminals: AtMost { AtMost(slots: Slots.terminals) }
}

/// Places that are taken and given back; who finds none waits in line.
actor Slots {
  static let terminals = Slots(3)
  private var free: Int
  private var line: [CheckedContinuation<Void, Never>] = []

  init(_ count: Int) { free = count }

  func enter() async {
    if free > 0 {
      free -= 1
    } else {
      await withCheckedContinuation { line.append($0) }
    }
  }

  func leave() {
    if line.isEmpty { free += 1 } else { line.removeFirst().resume() }
  }
}
