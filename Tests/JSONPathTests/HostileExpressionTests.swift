import DataFlow
import Intrinsics
import JSON
import JSONPath
import TestSupport
import Testing

/// A small linear congruential generator: the same mutations on every run.
struct Mutator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func below(_ bound: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int(state >> 33) % max(1, bound)
  }

  /// `text` with a few characters dropped, doubled, or replaced by pieces of `alphabet`.
  mutating func mutated(_ text: String, alphabet: [String]) -> String {
    var pieces = text.map(String.init)
    for _ in 0...below(4) {
      let at = below(pieces.count + 1)
      switch below(4) {
      case 0 where at < pieces.count: pieces.remove(at: at)
      case 1 where at < pieces.count: pieces.insert(pieces[at], at: at)
      case 2 where at < pieces.count: pieces[at] = alphabet[below(alphabet.count)]
      default: pieces.insert(alphabet[below(alphabet.count)], at: at)
      }
    }
    return pieces.joined()
  }
}

@Suite("Hostile expressions")
struct HostileExpressionTests {
  static let pieces = [
    "$", "$$", "@", ".", "..", "*", "[", "]", "(", ")", "?(", "'", "\"", "\\", "\\u12", ":", ",", "-", "0", "99999999999", "==", "=~", "/",
    "/a*/", "in", "&&", "||", "!", " ", "\n", "é", "e\u{301}", "😀", "\0", "{", "}", "length()", "sum()", "null", "{1000}", "\u{FEFF}",
  ]

  @Test("mutated paths parse or say where they do not, and always end")
  func paths() {
    let seeds = [
      "$.a.b[0]['c d'].e", "$..book[?(@.price < 10 && @.isbn)].title", "$.n[1:3]", "$['a','b']", "$.n.sum()", "$..*",
      "$[?(@.x =~ /a(b|c)*d/i || !(@.y in [1,'two',null]))]", "$.n[?(@ >= 2)]", "$.a.append($.n, 'x')", "$$.Task.Token", "$variable.x",
    ]
    let document: JSONValue = [
      "a": ["b": [["c d": ["e": 1]]]], "n": [1, 2, 3], "book": [["price": 8, "isbn": "x", "title": "T"]], "x": "abcd",
    ]
    var mutator = Mutator(seed: 1)
    var parsed = 0
    for round in 0..<4_000 {
      let text = mutator.mutated(seeds[round % seeds.count], alphabet: Self.pieces)
      do {
        let path = try JSONPath(parsing: text)
        parsed += 1
        let value = try? path.evaluate(document)
        if !path.isDefinite { #expect(value?.arrayValue != nil, Comment(rawValue: text.debugDescription)) }
        if path.isReferencePath { _ = try? path.inserting(1, into: document) }
      } catch {
        #expect((0...text.unicodeScalars.count).contains(error.offset), Comment(rawValue: text.debugDescription))
      }
    }
    #expect(parsed > 200)
  }

  @Test("mutated calls parse or say where they do not, and always end")
  func calls() {
    let seeds = [
      "States.Format('a {} \\{b\\} {}', $.x, $$.State.Name)", "States.ArrayPartition($.n, 2)", "States.ArrayRange(0, 9, -2)",
      "States.MathAdd(States.ArrayLength($.n), -1.5)", "States.StringSplit($.x, ',')", "States.Hash('a', 'SHA-256')",
      "States.JsonMerge($, $, false)", "States.Base64Decode('YWJj')", "States.MathRandom(1, 5, 3)", "States.StringToJson('[1]')",
    ]
    var context = context(["x": "a,b", "n": [1, 2, 3]])
    var mutator = Mutator(seed: 2)
    var parsed = 0
    for round in 0..<4_000 {
      let text = mutator.mutated(seeds[round % seeds.count], alphabet: Self.pieces + ["States.UUID()", "9223372036854775807", "1e308"])
      do {
        let call = try IntrinsicCall(parsing: text)
        parsed += 1
        _ = try? call.evaluate(&context)
      } catch {
        #expect((0...text.unicodeScalars.count).contains(error.offset), Comment(rawValue: text.debugDescription))
      }
    }
    #expect(parsed > 200)
  }

  @Test("the machines from the guide give their commands and their token", .enabled(if: Corpus.isThere, Comment(rawValue: Corpus.skipped)))
  func seeds() throws {
    func parameters(_ file: String, _ state: String) throws -> LocatedNodeAndText {
      let bytes = try Corpus.bytes("seed/\(file)")
      let pointer = JSONPointer(["States", state, "Parameters"])
      let node = try #require(JSONNode(parsing: bytes).node(at: pointer))
      return LocatedNodeAndText(template: try PayloadTemplate(.init(node, pointer)), source: bytes)
    }
    let job = try parameters("run-and-wait.asl.json", "Run an ECS Task and wait for it to complete")
    let input = try Corpus.json("seed/run-and-wait.input.json")
    var context = context(input)
    let place = JSONPointer(["Overrides", "ContainerOverrides", "0", "Command"])
    #expect(try job.template.evaluate(&context)[place] == input["commands"])
    let origin = try #require(job.template.provenance(of: place.appending(1)))
    #expect(origin.expression == "$.commands")
    #expect(String(decoding: job.source[origin.range.start.offset..<origin.range.end.offset], as: UTF8.self) == "\"$.commands\"")
    #expect(job.template.tokenPointers.isEmpty)

    let callback = try parameters("task-token.asl.json", "Manage ECS task").template
    let secret = JSONPointer(["Overrides", "ContainerOverrides", "0", "Environment", "0", "Value"])
    #expect(callback.tokenPointers == [secret])
    #expect(try callback.evaluate(&context)[secret] == "secret-token")
  }

  struct LocatedNodeAndText {
    var template: PayloadTemplate
    var source: [UInt8]
  }
}
