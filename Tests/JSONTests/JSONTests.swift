import JSON
import Testing

func parse(_ text: String, _ limits: JSONLimits = .document) throws(JSONSyntaxError) -> JSONValue {
  try JSONValue(parsing: text, limits: limits)
}

func message(_ text: String) -> String? {
  do {
    _ = try parse(text)
    return nil
  } catch {
    return error.description
  }
}

@Suite("Reading JSON")
struct JSONReadingTests {
  static let sample = #"{"a": [1, -2.50e+3, true, false, null, "x\n\"\u00e4\ud83d\ude00 é"], "b": {"c": {}, "d": []}, "": 0}"#

  @Test("keeps the order of members and the text of numbers")
  func order() throws {
    let value = try parse(#"{"z": 1.0, "a": 1e3, "m": 12345678901234567890, "k": -0, "j": 0.10}"#)
    #expect(value.objectValue?.keys == ["z", "a", "m", "k", "j"])
    #expect(value.compact == #"{"z":1.0,"a":1e3,"m":12345678901234567890,"k":-0,"j":0.10}"#)
  }

  @Test("keeps the last of equal keys, in the first one's place")
  func duplicates() throws {
    #expect(try parse(#"{"a": 1, "b": 2, "a": 3}"#).compact == #"{"a":3,"b":2}"#)
    let node = try JSONNode(parsing: Array(#"{"a": 1, "b": 2, "a": 3}"#.utf8))
    #expect(node.members?.map(\.key) == ["a", "b", "a"])
    #expect(node["a"]?.numberValue == 3)
    #expect(node.value.compact == #"{"a":3,"b":2}"#)
  }

  @Test("keeps keys apart that Unicode calls equivalent, in small and in large objects", arguments: [0, 40])
  func equivalentKeys(more: Int) throws {
    var object = try #require(try parse("{\"\u{E9}\": 1, \"e\u{301}\": 2}").objectValue)
    for at in 0..<more { object["k\(at)"] = 0 }
    #expect(object.count == 2 + more)
    #expect(object["\u{E9}"] == 1)
    #expect(object["e\u{301}"] == 2)
    object["\u{E9}"] = nil
    #expect(object.count == 1 + more)
    #expect(object["e\u{301}"] == 2)
    #expect(JSONValue.string("\u{E9}") != JSONValue.string("e\u{301}"))
  }

  @Test("resolves escapes")
  func escapes() throws {
    #expect(try parse(#""\"\\\/\b\f\n\r\t\u0041\ud83d\ude00""#) == "\"\\/\u{8}\u{C}\n\r\tA😀")
    #expect(try parse(#""\ud83d""#) == "\u{FFFD}")
    #expect(try parse(#""\ud83dx""#) == "\u{FFFD}x")
    #expect(try parse(#""\ud83d\u0041""#) == "\u{FFFD}A")
    #expect(try parse(#""\ude00\ud83d\ude00""#) == "\u{FFFD}😀")
  }

  @Test("refuses every beginning of a document")
  func truncation() throws {
    let bytes = Array(Self.sample.utf8)
    _ = try JSONValue(parsing: bytes)
    for count in bytes.indices {
      let error = #expect(throws: JSONSyntaxError.self, "\(count) bytes") { try JSONValue(parsing: Array(bytes.prefix(count))) }
      #expect((error?.position.offset ?? -1) <= count)
      let located = #expect(throws: JSONSyntaxError.self) { try JSONNode(parsing: Array(bytes.prefix(count))) }
      #expect(located == error)
    }
  }

  @Test("refuses every byte of a document that is replaced by one that fits nowhere")
  func replacement() throws {
    let bytes = Array(#"{"a":[1,true,"x"]}"#.utf8)
    for at in bytes.indices {
      for other in [UInt8](arrayLiteral: 0x00, 0x0B, 0xFF, 0xC0, 0x80) {
        var broken = bytes
        broken[at] = other
        #expect(throws: JSONSyntaxError.self) { try JSONValue(parsing: broken) }
      }
    }
  }

  @Test(
    "says what is wrong and where",
    arguments: [
      ("", "line 1, column 1: the text is empty; a JSON value was expected"),
      (" \n ", "line 2, column 2: the text is empty; a JSON value was expected"),
      ("{", "line 1, column 2: the text ends inside an object; a key was expected"),
      ("{\"a\"", "line 1, column 5: the text ends after a key; ':' was expected"),
      ("{\"a\" 1}", "line 1, column 6: '1' stands where ':' was expected"),
      ("{\"a\":", "line 1, column 6: the text ends where a value was expected"),
      ("{\"a\":1", "line 1, column 7: the text ends inside an object; ',' or '}' was expected"),
      ("{a: 1}", "line 1, column 2: 'a' stands where a key in double quotes was expected"),
      ("{\"a\":1,}", "line 1, column 8: a key was expected after ','"),
      ("{\"a\":1 \"b\":2}", "line 1, column 8: '\"' stands where ',' or '}' was expected"),
      ("[1,]", "line 1, column 4: an element was expected after ','"),
      ("[1 2]", "line 1, column 4: '2' stands where ',' or ']' was expected"),
      ("[1", "line 1, column 3: the text ends inside an array; ',' or ']' was expected"),
      ("[", "line 1, column 2: the text ends where a value was expected"),
      ("1 2", "line 1, column 3: '2' follows the end of the value"),
      ("{}\n}", "line 2, column 1: '}' follows the end of the value"),
      ("nul", "line 1, column 1: 'n' stands where a value was expected"),
      ("'a'", "line 1, column 1: ''' stands where a value was expected"),
      ("\"abc", "line 1, column 1: the text ends inside this string; a closing quote is missing"),
      ("\"a\nb\"", "line 1, column 3: a control character (0xa) stands inside a string; write it as an escape such as \\n"),
      ("\"\\x\"", "line 1, column 2: '\\x' is not a JSON escape"),
      ("\"\\u12g4\"", "line 1, column 2: \\u needs four hexadecimal digits"),
      ("[01]", "line 1, column 2: '01' is not a JSON number"),
      ("-", "line 1, column 1: '-' is not a JSON number"),
      ("1.", "line 1, column 1: '1.' is not a JSON number"),
      ("1e", "line 1, column 1: '1e' is not a JSON number"),
      ("+1", "line 1, column 1: '+' stands where a value was expected"),
      (".5", "line 1, column 1: '.' stands where a value was expected"),
      ("{\n  \"ä😀\": ☃\n}", "line 2, column 9: '☃' stands where a value was expected"),
      ("[\u{200B}]", "line 1, column 2: U+200B stands where a value was expected"),
      ("\u{FEFF}{}", "line 1, column 1: the text begins with a byte order mark; save it as UTF-8 without one"),
    ])
  func errors(text: String, expected: String) {
    #expect(message(text) == expected)
  }

  @Test("refuses bytes that are not UTF-8")
  func notUTF8() {
    for (bytes, offset, hex) in [
      ([0x22, 0x61, 0xFF, 0x22], 2, "FF"), ([0x22, 0xC0, 0x80, 0x22], 1, "C0"), ([0x22, 0xED, 0xA0, 0x80, 0x22], 1, "ED"),
      ([0x22, 0xF5, 0x80, 0x80, 0x80, 0x22], 1, "F5"), ([0x22, 0xE2, 0x82], 1, "E2"), ([0x80], 0, "80"),
    ] as [([UInt8], Int, String)] {
      let error = #expect(throws: JSONSyntaxError.self) { try JSONValue(parsing: bytes) }
      #expect(error?.message == "byte 0x\(hex) is not UTF-8; save the text as UTF-8")
      #expect(error?.position.offset == offset)
    }
  }

  @Test("goes 1,000 levels deep and no deeper")
  func depth() throws {
    func nested(_ depth: Int, _ open: String, _ close: String) -> String {
      String(repeating: open, count: depth) + "1" + String(repeating: close, count: depth)
    }
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
      let deep = try parse(nested(1_000, open, close))
      #expect(deep.compact == nested(1_000, open, close))
      #expect(deep == (try parse(nested(1_000, open, close))))
      let error = #expect(throws: JSONSyntaxError.self) { try parse(nested(1_001, open, close)) }
      #expect(error?.message == "arrays and objects are nested deeper than 1000 levels")
      #expect(error?.position.offset == open.utf8.count * 1_000)
    }
    #expect(throws: JSONSyntaxError.self) { try parse(String(repeating: "[", count: 1_000_000)) }
    #expect(throws: JSONSyntaxError.self) { try JSONNode(parsing: Array(String(repeating: "[{\"a\":", count: 100_000).utf8)) }
  }

  @Test("refuses more bytes than the limit")
  func size() throws {
    let text = "\"" + String(repeating: "x", count: 98) + "\""
    #expect(try parse(text, JSONLimits(maximumBytes: 100)).stringValue?.count == 98)
    let error = #expect(throws: JSONSyntaxError.self) { try parse(text + " ", JSONLimits(maximumBytes: 100)) }
    #expect(error?.message == "the text has 101 bytes; at most 100 are accepted")
    #expect(JSONLimits.payload.maximumBytes == 262_144)
    #expect(JSONLimits.definition.maximumBytes == 1_048_576)
  }
}

@Suite("Places of JSON nodes")
struct JSONNodeTests {
  @Test("count lines from 1, columns in scalars from 1 and offsets in bytes from 0")
  func ranges() throws {
    let source = "{\n  \"ä😀\": [1, \"é\"],\r\n\t\"b\": true\n}"
    let root = try JSONNode(parsing: Array(source.utf8))
    func text(_ range: SourceRange) -> String {
      String(decoding: Array(source.utf8)[range.start.offset..<range.end.offset], as: UTF8.self)
    }
    #expect(text(root.range) == source)
    let first = try #require(root.members?.first)
    #expect(text(first.keyRange) == "\"ä😀\"")
    #expect((first.keyRange.start.line, first.keyRange.start.column) == (2, 3))
    #expect((first.keyRange.end.line, first.keyRange.end.column) == (2, 7))
    let elements = try #require(first.value.elements)
    #expect(elements.map { text($0.range) } == ["1", "\"é\""])
    #expect(elements.map(\.range.start.column) == [10, 13])
    #expect(elements[1].range.end.column == 16)
    let second = try #require(root.member("b"))
    #expect((second.keyRange.start.line, second.keyRange.start.column) == (3, 2))
    #expect(text(second.value.range) == "true")
    #expect((root.range.end.line, root.range.end.column) == (4, 2))
  }

  @Test("are found by their pointers")
  func pointers() throws {
    let root = try JSONNode(parsing: Array(#"{"a/b": [{"m~n": 1}], "": 2}"#.utf8))
    let pointer = JSONPointer(["a/b", "0", "m~n"])
    #expect(pointer.description == "/a~1b/0/m~0n")
    #expect(root.node(at: pointer)?.numberValue == 1)
    #expect(root.value[pointer] == 1)
    #expect(root.node(at: JSONPointer([""]))?.numberValue == 2)
    #expect(root.node(at: JSONPointer())?.typeName == "object")
    for missing in [["x"], ["a/b", "1"], ["a/b", "-1"], ["a/b", "x"], ["", "x"], ["a/b", "0", "m~n", "y"]] {
      #expect(root.node(at: JSONPointer(missing)) == nil)
      #expect(root.value[JSONPointer(missing)] == nil)
    }
  }

  @Test("make lines of diagnostics")
  func diagnostics() {
    let place = SourcePosition(line: 3, column: 7, offset: 30)
    let range = SourceRange(start: place, end: place)
    let diagnostic = Diagnostic(.warning, "NO_COMMENT", "the state has no comment", at: range, pointer: "/States/A")
    #expect(diagnostic.text(file: "a.json") == "a.json:3:7: warning: the state has no comment [NO_COMMENT]")
  }
}

@Suite("Writing JSON")
struct JSONWritingTests {
  @Test("is compact and escapes only what must be escaped")
  func compact() throws {
    let value = try parse(JSONReadingTests.sample)
    #expect(value.compact == #"{"a":[1,-2.50e+3,true,false,null,"x\n\"ä😀 é"],"b":{"c":{},"d":[]},"":0}"#)
    #expect(try parse(value.compact) == value)
    #expect(JSONValue.string("\u{0}\u{1F}\u{7F}/\u{2028}\r\t\u{8}\u{C}\\").compact == "\"\\u0000\\u001f\\u007f/\u{2028}\\r\\t\\b\\f\\\\\"")
  }

  @Test("is readable when asked to")
  func pretty() throws {
    #expect(
      try parse(#"{"a":[1,{"b":[]}],"c":{}}"#).pretty == """
        {
          "a": [
            1,
            {
              "b": []
            }
          ],
          "c": {}
        }
        """)
  }
}

@Suite("JSON values")
struct JSONValueTests {
  @Test("numbers keep their text and compare by value")
  func numbers() throws {
    #expect(try parse("1.0") == 1)
    #expect(try parse("-0") == 0)
    #expect(try parse("1e2") == 100)
    #expect(try parse("1e2").integerValue == 100)
    #expect(try parse("1.5").integerValue == nil)
    #expect(try parse("9007199254740993") != parse("9007199254740992"))
    #expect(try parse("1").hashValue == parse("1.0").hashValue)
    #expect(JSONNumber(2.5).lexeme == "2.5")
    #expect(JSONNumber(1e21).lexeme == "1e+21")
    #expect(JSONNumber(3.0).lexeme == "3")
    #expect(JSONNumber(.nan).lexeme == "0")
    #expect(JSONNumber(-.infinity).lexeme == "0")
    #expect(try parse("1e999").numberValue?.doubleValue == .infinity)
    #expect(try parse("1e999").integerValue == nil)
    for text in ["01", "1.", ".1", "+1", "1e", "--1", "0x1", "", "1 ", "١"] { #expect(JSONNumber(lexeme: text) == nil) }
    #expect(JSONNumber(lexeme: "1.0")?.isWrittenAsInteger == false)
    #expect(JSONNumber(lexeme: "10")?.isWrittenAsInteger == true)
    #expect(JSONNumber(lexeme: "1E1")?.isWrittenAsInteger == false)
    #expect(JSONNumber(lexeme: "99999999999999999999")?.isWrittenAsInteger == true)
  }

  @Test("objects are equal in any order of their members")
  func objects() throws {
    let a = try parse(#"{"x": 1, "y": [true]}"#)
    let b = try parse(#"{"y": [true], "x": 1.0}"#)
    #expect(a == b)
    #expect(a.hashValue == b.hashValue)
    #expect(try a != parse(#"{"x": 1}"#))
    #expect(try a != parse(#"{"x": 1, "z": [true]}"#))
  }

  @Test("large objects find, change and remove members as small ones do")
  func largeObjects() {
    var object = JSONObject()
    for at in 0..<1_000 { object["key\(at)"] = .number(JSONNumber(at)) }
    for at in stride(from: 0, to: 1_000, by: 2) { object["key\(at)"] = nil }
    object["key1"] = "changed"
    #expect(object.count == 500)
    #expect(object["key0"] == nil)
    #expect(object["key1"] == "changed")
    #expect(object["key999"] == 999)
    #expect(object.keys.prefix(3) == ["key1", "key3", "key5"])
    for at in 0..<1_000 { object["key\(at)"] = nil }
    #expect(object.isEmpty)
  }

  @Test("know how deep they are")
  func nesting() throws {
    #expect(try !parse("1").isNested(deeperThan: 0))
    #expect(try parse("[]").isNested(deeperThan: 0))
    #expect(try !parse("[[1], {}]").isNested(deeperThan: 2))
    #expect(try parse(#"[1, {"a": [2]}]"#).isNested(deeperThan: 2))
    let deepest = try parse(String(repeating: "[", count: 1_000) + String(repeating: "]", count: 1_000))
    #expect(!deepest.isNested())
    #expect(JSONValue.array([deepest]).isNested())
  }

  @Test("subscripts give nothing where there is nothing")
  func subscripts() throws {
    let value = try parse(#"{"a": [1]}"#)
    #expect(value["a"]?[0] == 1)
    #expect(value["a"]?[1] == nil)
    #expect(value["a"]?[-1] == nil)
    #expect(value["b"] == nil)
    #expect(value[0] == nil)
    #expect(value["a"]?["x"] == nil)
  }

  @Test("Pointers are the same whichever way they were made")
  func pointers() {
    let states = JSONPointer(["States"])
    let element = states.appending("a/b~c").appending("Retry").appending(0)
    #expect(element.tokens == ["States", "a/b~c", "Retry", "0"])
    #expect(element.description == "/States/a~1b~0c/Retry/0")
    #expect(element.lastToken == "0")
    #expect(element == JSONPointer(["States", "a/b~c", "Retry", "0"]))
    #expect(element.hashValue == JSONPointer(element.tokens).hashValue)
    #expect(element != states.appending("a/b~c").appending("Retry"))
    #expect(element != states.appending("b").appending("Retry").appending(0))
    #expect(states.appending("x") != states.appending("y"))
    #expect(JSONPointer().description.isEmpty)
    #expect(JSONPointer().lastToken == nil)
    #expect(JSONPointer() == JSONPointer([]))
  }
}
