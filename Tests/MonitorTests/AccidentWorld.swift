import Canvas
import ExecutionSource
import Foundation
import History
import JSON
import Testing
import Time

@testable import Monitor

/// A catalog and sources that answer everything a workspace asks, and record what would have been written: a person at the keyboard, and what the person saw.
struct AccidentWorld {
  private(set) var workspace: Workspace
  private var random: SplitMix64
  private var size = Size(width: 120, height: 40)
  private var now = Fixture.start
  private let isReadOnly: Bool
  private let snapshots: [ExecutionSnapshot]
  private let catalog: CatalogSnapshot
  /// The write whose question was on the terminal whole, and at which size; nil when the last painting showed none.
  private var seen: (write: WriteRequest, size: Size)?
  /// Operations that were written, each with its confirmation.
  private(set) var confirmed: [String: Int] = [:]
  private(set) var quits = 0
  private(set) var deepest = 0

  init(seed: UInt64, isReadOnly: Bool) throws {
    random = SplitMix64(seed: seed)
    self.isReadOnly = isReadOnly
    snapshots = try AccidentWorld.executions(isReadOnly: isReadOnly)
    catalog = AccidentWorld.endpoint(isReadOnly: isReadOnly)
    workspace = Workspace(.machines, hasCatalog: true, settings: MonitorSettings(theme: "dark"), size: size, now: now)
    begin()
  }

  private static func endpoint(isReadOnly: Bool) -> CatalogSnapshot {
    var catalog = CatalogFixture.swept(isReadOnly: isReadOnly)
    var list = CatalogList<ExecutionRow>()
    list.asOf = Fixture.start
    list.rows = CatalogFixture.executions(12, of: "release")
    for name in CatalogFixture.names { catalog.executions[CatalogFixture.view(name)] = list }
    return catalog
  }

  private static func executions(isReadOnly: Bool) throws -> [ExecutionSnapshot] {
    var all = [try Fixture.waiting(), try Fixture.running(), try Fixture.running()]
    all[2].status = .failed
    all[2].redrive = RedriveStatus(count: 1, status: "REDRIVABLE", reason: "")
    for at in all.indices {
      // Whichever state is selected, there is a Map Run whose concurrency can be set.
      all[at].mapRuns = (all[at].definition?.stateNames ?? []).map { state in
        MapRunRow(
          arn: "arn:aws:states:eu-west-1:123456789012:mapRun:nightly-report/Run:1", state: state, status: "RUNNING", maxConcurrency: 40)
      }
      all[at].identity.place = .remote(name: "prod")
      all[at].identity.isReadOnly = isReadOnly
      all[at].identity.stateMachineArn = CatalogFixture.machineArn("release")
      all[at].identity.executionArn = CatalogFixture.executionArn("release", "exec-\(at)")
      all[at].capabilities = [.pollNow, .stop, .redrive, .startNew, .answerTokens, .stopTask, .learnDurations]
    }
    return all
  }

  private mutating func begin() {
    for effect in workspace.start() { answer(effect, key: nil, before: nil) }
    tell(.catalog(catalog))
    tell(.resize(size))
  }

  // MARK: The keyboard

  private static let plain: [Key] =
    "123456tzhjklgGnN/&eE'[]vmT!?sSocpubBir(),.<>RXXXDDNNaaaxxHHKKqqqqwdf\"{}0U".map { Key.character($0) } + [
      .enter, .enter, .enter, .escape, .tab, .backTab, .backspace, .delete, .up, .down, .left, .right, .home, .end, .pageUp, .pageDown,
      .control("d"), .control("u"), .paste("{\"a\": 1}\ny"), .function(5), .focusIn, .focusOut, .character(" "),
    ]
  private static let lines = [
    ":stop", ":stop Broken by hand", ":redrive", ":start {}", ":start {\"a\":[1,2]}", ":start", ":approve {\"approved\":true}", ":approve",
    ":fail Rejected not today", ":heartbeat", ":stop-task", ":stop-task over", ":concurrency 5", ":concurrency 0", ":concurrency 40",
    ":machine release",
    ":machine nightly", ":machines", ":executions", ":tokens", ":watch release", ":watch none", ":sort failed", ":poll", ":yes", ":y",
    ":send",
    ":quit", ":open", ":mark", ":compare", ":theme light", ":nonsense y", "&failed", "&", "/exec",
  ]
  private static let sizes: [(Int, Int)] = [
    (1, 1), (12, 3), (39, 10), (40, 10), (60, 20), (80, 24), (80, 24), (120, 40), (120, 40), (200, 60),
  ]

  /// Presses keys until `count` of them were pressed.
  mutating func press(_ count: Int) {
    var left = count
    while left > 0 { left -= step() }
  }

  /// One key, or a line typed with its keys; now and then the terminal changes, time passes, the endpoint answers.
  private mutating func step() -> Int {
    // Most questions are answered with no, or left: that many keys are not `y`. Some must be answered with yes.
    if question != nil, random.next() % 3 == 0 {
      press(.character("y"))
      return 1
    }
    let roll = random.next() % 1_000
    switch roll {
    case 0..<4:
      let (width, height) = AccidentWorld.sizes[Int(random.next() % UInt64(AccidentWorld.sizes.count))]
      size = Size(width: width, height: height)
      tell(.resize(size))
    case 4..<8:
      now = now + .milliseconds(Int64(random.next() % 3_000))
      tell(.tick)
    case 8..<12: tell(.catalog(catalog))
    case 12..<70:
      let line = AccidentWorld.lines[Int(random.next() % UInt64(AccidentWorld.lines.count))]
      for character in line { press(.character(character)) }
      press(.enter)
      return line.count + 1
    case 70..<130:
      press(.character("y"))
      return 1
    default:
      press(AccidentWorld.plain[Int(random.next() % UInt64(AccidentWorld.plain.count))])
      return 1
    }
    return 0
  }

  private mutating func press(_ key: Key) {
    let before = question
    let wasSeen = seen
    let shown = before != nil && key == .character("y") ? workspace.render() : nil
    let effects = workspace.handle(.key(key), at: now)
    for effect in effects { answer(effect, key: key, before: before.map { ($0, wasSeen, shown) }) }
    deepest = max(deepest, workspace.stack.count)
    // A fast typist is ahead of the screen now and then.
    if random.next() % 8 != 0 { paint() }
  }

  private mutating func paint() {
    for effect in workspace.handle(.painted, at: now) { answer(effect, key: nil, before: nil) }
    seen = question.map { ($0, size) }
  }

  private mutating func tell(_ input: WorkspaceInput) {
    for effect in workspace.handle(input, at: now) { answer(effect, key: nil, before: nil) }
  }

  /// The write that is asked about now.
  private var question: WriteRequest? {
    guard let at = workspace.stack.indices.last else { return nil }
    let overlay = workspace.stack[at].monitor?.overlay ?? workspace.stack[at].browse?.overlay ?? workspace.stack[at].compare?.overlay
    if case .question(let question) = overlay, case .write(let write) = question.answer { return write }
    return nil
  }

  // MARK: The world

  private typealias Before = (write: WriteRequest, seen: (write: WriteRequest, size: Size)?, shown: CellGrid?)

  private mutating func answer(_ effect: WorkspaceEffect, key: Key?, before: Before?) {
    switch effect {
    case .open(let source, _), .read(let source): tell(.snapshot(snapshots[Int(random.next() % UInt64(snapshots.count))], source))
    case .quit:
      quits += 1
      workspace = Workspace(.machines, hasCatalog: true, settings: MonitorSettings(theme: "dark"), size: size, now: now)
      begin()
    case .screen(.perform(let action, let label), let id):
      if let operation = action.operation { record(.source(action), operation, key, before) }
      done(label, id, starts: action.operation == "StartExecution")
    case .screen(.performCatalog(let action, let label), let id):
      if let operation = action.operation { record(.catalog(action), operation, key, before) }
      done(label, id, starts: action.operation == "StartExecution")
    case .screen(.runEditor(_, let purpose), let id): tell(.effectResult(.edited(purpose, text: "{\"edited\": true}", problem: nil), id))
    case .screen(.writeFile(let path, _), let id): tell(.effectResult(.wrote(path: path, problem: nil), id))
    default: break
    }
  }

  private mutating func done(_ label: String, _ id: ScreenID, starts: Bool) {
    let refusal = random.next() % 4 == 0 ? "someone else answered, or it expired" : nil
    tell(.effectResult(.performed(label: label, refusal: refusal), id))
    if starts, refusal == nil { tell(.started(executionArn: CatalogFixture.executionArn("release", "exec-new"), id)) }
  }

  /// A write came out: it must have been asked about, seen whole, and confirmed by this very key.
  private mutating func record(_ action: WriteRequest.Action, _ operation: String, _ key: Key?, _ before: Before?) {
    confirmed[operation, default: 0] += 1
    guard !isReadOnly else { return _ = Issue.record("\(operation) was sent although nothing may be written") }
    guard key == .character("y"), let before else { return _ = Issue.record("\(operation) was sent without a question") }
    guard before.write.action == action else {
      return _ = Issue.record("\(operation) is not what was asked about: \(before.write.question)")
    }
    guard let seen = before.seen, seen.write == before.write, seen.size == size else {
      return _ = Issue.record("\(operation) was confirmed before its question was seen at \(size)")
    }
    let text = AccidentWorld.flat(before.shown, size, before.write)
    for part in [before.write.question, before.write.command, before.write.destination, "y yes", operation.asCommand] + before.write.details
    {
      let wanted = part.filter { !$0.isWhitespace }
      if !text.contains(wanted) { Issue.record("\(operation): \"\(part)\" was not on the screen at \(size.width)×\(size.height)") }
    }
    // The question has gone with its answer: a second `y` finds nothing.
    if question != nil { Issue.record("\(operation): the question is still there after its answer") }
  }

  /// What stands in the question's box, without blanks and frames: words that were wrapped join again.
  private static func flat(_ grid: CellGrid?, _ size: Size, _ write: WriteRequest) -> String {
    guard let grid else { return "" }
    let area = QuestionBox(Question(write), size: size).area.inset(dx: 1, dy: 1)
    return area.rows.map { y in String(area.columns.map { grid[$0, y].character }) }.joined().filter { !$0.isWhitespace }
  }
}

extension String {
  /// `StopExecution` → `stop-execution`.
  fileprivate var asCommand: String {
    reduce(into: "") { $0 += ($1.isUppercase && !$0.isEmpty ? "-" : "") + $1.lowercased() }
  }
}
