import JSON
import JSONPath
import Testing

@Suite("Paths")
struct PathTests {
  static let store: JSONValue = [
    "store": [
      "book": [
        ["category": "reference", "author": "Rees", "title": "Sayings", "price": 8.95],
        ["category": "fiction", "author": "Waugh", "title": "Sword", "price": 12.99],
        ["category": "fiction", "author": "Melville", "title": "Moby", "isbn": "0-553", "price": 8.99],
      ],
      "bicycle": ["color": "red", "price": 19.95],
    ],
    "limit": 10, "names": ["Rees", "Melville"], "empty": [], "text": "abc", "nothing": .null,
  ]

  static func value(_ path: String, _ document: JSONValue = store) throws -> JSONValue {
    try JSONPath(parsing: path).evaluate(document)
  }

  @Test(
    "give what they lead to",
    arguments: [
      ("$.text", "\"abc\""),
      ("$.nothing", "null"),
      ("$['store']['bicycle'].color", "\"red\""),
      ("$.store.['bicycle'].color", "\"red\""),
      ("$.store.book[1].author", "\"Waugh\""),
      ("$.store.book[-1].title", "\"Moby\""),
      ("$.store.book[*].price", "[8.95,12.99,8.99]"),
      ("$.store.book[0,2].price", "[8.95,8.99]"),
      ("$.store.book[1:].author", "[\"Waugh\",\"Melville\"]"),
      ("$.store.book[:2].author", "[\"Rees\",\"Waugh\"]"),
      ("$.store.book[-2:].author", "[\"Waugh\",\"Melville\"]"),
      ("$.store.book[:-1].author", "[\"Rees\",\"Waugh\"]"),
      ("$..color", "[\"red\"]"),
      ("$..book[0].author", "[\"Rees\"]"),
      ("$.store..price", "[8.95,12.99,8.99,19.95]"),
      ("$.store.bicycle['color','price']", "{\"color\":\"red\",\"price\":19.95}"),
      ("$.store.book[*]['isbn','title']", "[{\"title\":\"Sayings\"},{\"title\":\"Sword\"},{\"isbn\":\"0-553\",\"title\":\"Moby\"}]"),
      ("$.absent[*].x", "[]"),
      ("$.text[*]", "[]"),
      ("$.empty[0:5]", "[]"),
    ])
  func values(path: String, expected: String) throws {
    #expect(try Self.value(path).compact == expected)
  }

  @Test(
    "filter",
    arguments: [
      ("$.store.book[?(@.price < 10)].title", "[\"Sayings\",\"Moby\"]"),
      ("$.store.book[?(@.price < $.limit)].title", "[\"Sayings\",\"Moby\"]"),
      ("$.store.book[?(@.isbn)].title", "[\"Moby\"]"),
      ("$.store.book[?(!@.isbn)].title", "[\"Sayings\",\"Sword\"]"),
      ("$.store.book[?(@.category == 'fiction' && @.price > 10)].title", "[\"Sword\"]"),
      ("$.store.book[?(@.category == \"reference\" || @.price > 10)].title", "[\"Sayings\",\"Sword\"]"),
      ("$.store.book[?(!(@.category == 'fiction'))].title", "[\"Sayings\"]"),
      ("$.store.book[?(@.author in $.names)].author", "[\"Rees\",\"Melville\"]"),
      ("$.store.book[?(@.author in ['Waugh', \"Rees\"])].author", "[\"Rees\",\"Waugh\"]"),
      ("$.store.book[?(@.author nin ['Waugh'])].author", "[\"Rees\",\"Melville\"]"),
      ("$.store.book[?(@.author =~ /.*ville/)].author", "[\"Melville\"]"),
      ("$.store.book[?(@.author =~ /MELV.*/i)].author", "[\"Melville\"]"),
      ("$.store.book[?(@.author =~ /Mel/)].author", "[]"),
      ("$.store.book[?(@.title size 4)].title", "[\"Moby\"]"),
      ("$.store.book[?(@.title contains 'or')].title", "[\"Sword\"]"),
      ("$.store.book[?(@.isbn empty false)].title", "[\"Moby\"]"),
      ("$[?(@.limit == 10)].limit", "[10]"),
      ("$.names[?(@ == 'Rees')]", "[\"Rees\"]"),
      ("$.store.book[?(@['price'] >= 12.99)].price", "[12.99]"),
      ("$.store.book[?(@.price == '8.95')].title", "[\"Sayings\"]"),
      ("$.store[?(@.price)]", "[]"),
      ("$..[?(@.color)].price", "[19.95]"),
      ("$.store.book[?(@.absent == null)]", "[]"),
      ("$.store.book[?(@.absent != null)].author", "[\"Rees\",\"Waugh\",\"Melville\"]"),
      ("$.store.book[?(10 > @.price)].author", "[\"Rees\",\"Melville\"]"),
      ("$.store.book[?(@.keys() size 5)].author", "[\"Melville\"]"),
    ])
  func filters(path: String, expected: String) throws {
    #expect(try Self.value(path).compact == expected)
  }

  @Test("compare lists in filters")
  func listFilters() throws {
    let document: JSONValue = [["tags": ["a", "b"]], ["tags": ["c"]], ["tags": []]]
    #expect(try Self.value("$[?(@.tags subsetof ['a','b','c'])].tags", document) == [["a", "b"], ["c"], []])
    #expect(try Self.value("$[?(@.tags anyof ['c','d'])].tags", document) == [["c"]])
    #expect(try Self.value("$[?(@.tags noneof ['c','d'])].tags", document) == [["a", "b"], []])
    #expect(try Self.value("$[?(@.tags all ['a'])].tags", document) == [["a", "b"]])
    #expect(try Self.value("$[?(@.tags contains 'c')].tags", document) == [["c"]])
    #expect(try Self.value("$[?(@.tags empty true)].tags", document) == [[]])
    #expect(try Self.value("$[?(@.tags == ['c'])].tags", document) == [["c"]])
    #expect(try Self.value("$[?(@.tags.length() > 1)].tags", document) == [["a", "b"]])
  }

  @Test(
    "end with functions",
    arguments: [
      ("$.n.length()", "4"), ("$.n.size()", "4"), ("$.n.sum()", "10.0"), ("$.n.min()", "1.0"), ("$.n.max()", "4.0"), ("$.n.avg()", "2.5"),
      ("$.n.first()", "1"), ("$.n.last()", "4"), ("$.n.index(-2)", "3"), ("$.n.append(5)", "[1,2,3,4,5]"), ("$.o.keys()", "[\"a\",\"b\"]"),
      ("$.s.concat('!')", "\"xy!\""), ("$.o.length()", "2"), ("$..v.sum()", "3.0"), ("$.sum($.n, 5)", "15.0"),
      ("$.n.stddev()", "1.118033988749895"),
    ])
  func functions(path: String, expected: String) throws {
    let document: JSONValue = ["n": [1, 2, 3, 4], "o": ["a": ["v": 1], "b": ["v": 2]], "s": ["x", "y"]]
    #expect(try Self.value(path, document).compact == expected)
  }

  @Test(
    "say what is missing",
    arguments: [
      ("$.x", "No results for path: $['x']"),
      ("$.store.x", "No results for path: $['store']['x']"),
      ("$.store.x.y", "Missing property in path $['store']['x']"),
      ("$.x.y.z", "Missing property in path $['x']"),
      ("$.store.book[7]", "No results for path: $['store']['book'][7]"),
      ("$.store.book[7].title", "No results for path: $['store']['book'][7]['title']"),
      ("$.text.length.x", "Expected to find an object with property ['length'] in path $['text'] but found 'string'."),
      ("$.limit[0]", "Filter: [0] can only be applied to arrays. Current context is: 10"),
      ("$.empty.sum()", "The function sum() has no result for []"),
      ("$[\"x\"]", "No results for path: $[\"x\"]"),
    ])
  func missing(path: String, message: String) throws {
    let error = #expect(throws: JSONPathError.self) { try Self.value(path) }
    #expect(error?.message == message)
    #expect(try JSONPath(parsing: path).find(in: Self.store) == nil)
  }

  @Test(
    "that do not parse say why and where",
    arguments: [
      ("", 0, "a path begins with '$'"),
      ("store", 0, "a path begins with '$'"),
      ("$.", 2, "the path ends with '.'; a name must follow"),
      ("$.a..", 5, "the path ends with '.'; a name must follow"),
      ("$.a...b", 5, "this '.' is one too many"),
      ("$.a b", 3, "a name with a space must be written in brackets, as in ['my name']"),
      ("$.ä[", 3, "this '[' is not closed"),
      ("$['a", 2, "this quote is not closed"),
      ("$[?@.a == 1]", 3, "a filter's condition stands in parentheses, as in [?(@.x == 1)]"),
      ("$[?(@.a == 1]", 12, "')' was expected; the filter's condition ends here"),
      ("$[?(1)]", 4, "an operator such as == must follow this value"),
      ("$[?(@.a == )]", 11, "a path, a number, a text in quotes, true, false, null, an array or an object was expected"),
      ("$[1.5]", 2, "'1.5' is not an index"),
      ("$[::2]", 2, "a slice needs a first or a last index, as in [1:] or [:3]"),
      (
        "$.a.total()", 4,
        "'total' is not a path function; the functions are min, max, avg, stddev, sum, length, size, keys, concat, append, first, last, index"
      ),
      ("$.a.sum().b", 9, "nothing can follow a function"),
      ("$ .a", 1, "'.', '[' or the name of a variable must follow '$'"),
      ("$[?(@.a =~ /(/)]", 12, "a ')' is missing in the pattern"),
    ])
  func syntax(path: String, offset: Int, message: String) {
    let error = #expect(throws: JSONPathSyntaxError.self) { try JSONPath(parsing: path) }
    #expect(error == JSONPathSyntaxError(message, offset: offset))
  }

  @Test("know their root and whether they are definite or reference paths")
  func kinds() throws {
    func path(_ text: String) throws -> JSONPath { try JSONPath(parsing: text) }
    #expect(try path("$").root == .input)
    #expect(try path("$$.Task.Token").root == .context)
    #expect(try path("$$").root == .context)
    #expect(try path("$order.total").root == .variable("order"))
    #expect(try path("$order[0]").root == .variable("order"))
    #expect(try path("$größe").root == .variable("größe"))
    for text in ["$", "$.a", "$.a[0]['b c']", "$$.a"] { #expect(try path(text).isReferencePath && path(text).isDefinite) }
    for text in ["$['a','b']", "$.a.length()"] { #expect(try !path(text).isReferencePath && path(text).isDefinite) }
    for text in ["$..a", "$.*", "$[0,1]", "$[1:]", "$[?(@.a)]", "$['a','b'].c"] {
      #expect(try !path(text).isReferencePath && !path(text).isDefinite)
    }
    #expect(try path("$.a[0]['b c']").plainTokens == ["a", "0", "b c"])
    #expect(try path("$.*").plainTokens == nil)
  }

  @Test("set values for ResultPath")
  func insertion() throws {
    func set(_ path: String, in document: JSONValue) throws -> String {
      try JSONPath(parsing: path).inserting("new", into: document).compact
    }
    #expect(try set("$", in: ["a": 1]) == "\"new\"")
    #expect(try set("$.b", in: ["a": 1]) == "{\"a\":1,\"b\":\"new\"}")
    #expect(try set("$.a", in: ["a": 1, "b": 2]) == "{\"a\":\"new\",\"b\":2}")
    #expect(try set("$.x.y.z", in: [:]) == "{\"x\":{\"y\":{\"z\":\"new\"}}}")
    #expect(try set("$.a[1]", in: ["a": [1, 2]]) == "{\"a\":[1,\"new\"]}")
    let error = #expect(throws: JSONPathError.self) { try set("$.a.b", in: ["a": 1]) }
    #expect(error == JSONPathError(.mismatch, "['b'] of the path '$.a.b' cannot be set in a value of type number at $['a']"))
    #expect(throws: JSONPathError.self) { try set("$.a", in: "text") }
    #expect(throws: JSONPathError.self) { try set("$.a[2]", in: ["a": [1, 2]]) }
    #expect(throws: JSONPathError.self) { try set("$.*", in: ["a": 1]) }
  }

  @Test("stay within bounds")
  func bounds() throws {
    var nested: JSONValue = 1
    for _ in 0..<900 { nested = ["a": nested] }
    let wild = #expect(throws: JSONPathError.self) { try Self.value("$..*..*..*", nested) }
    #expect(wild?.message == "the path looks at more than 2000000 values")
    let doubling = "$" + String(repeating: "[0,0]", count: 200)
    var deep: JSONValue = []
    for _ in 0..<300 { deep = [deep] }
    #expect(throws: JSONPathError.self) { try Self.value(doubling, deep) }
    #expect(throws: JSONPathSyntaxError.self) { try JSONPath(parsing: "$" + String(repeating: ".a", count: 300)) }
    #expect(throws: JSONPathSyntaxError.self) { try JSONPath(parsing: "$[?(" + String(repeating: "(", count: 5_000)) }
    #expect(throws: JSONPathSyntaxError.self) { try JSONPath(parsing: "$" + String(repeating: "[?(@", count: 5_000)) }
    #expect(try Self.value("$[?(@ =~ /(a*)*(a*)*b/)]", [.string(String(repeating: "a", count: 5_000))]) == [])
    #expect(throws: JSONPathSyntaxError.self) { try JSONPath(parsing: "$[?(@ =~ /((a{1000}){1000}){1000}/)]") }
    #expect(try Self.value("$[?(@ =~ /((((){1000}){1000}){1000}){1000}/)]", [""]) == [""])
    #expect(try Self.value("$..x", nested) == [])
  }
}

@Suite("Patterns of filters")
struct TextPatternTests {
  @Test(
    "match whole texts",
    arguments: [
      ("abc", "abc", true), ("abc", "abcd", false), ("a.c", "abc", true), ("a.c", "a\nc", false), ("a|bc", "bc", true),
      ("a|bc", "ac", false),
      ("(ab)+", "abab", true), ("(ab)+", "aba", false), ("[a-c]{2,3}", "abc", true), ("[a-c]{2,3}", "abca", false),
      ("[^a-c]+", "xyz", true),
      ("\\\\d{3}", "123", true), ("\\\\w+\\\\s\\\\w+", "one two", true), ("^a?b*?c$", "bbc", true), ("[\\\\w.-]+@x", "a.b-c@x", true),
      ("(?:a|b)c", "bc", true),
      ("", "", true), ("", "a", false), ("a{0}", "", true), ("(a|b|c)*d", "abcabcd", true), ("\\\\D+", "ab", true), ("\\\\D+", "a1", false),
    ])
  func whole(pattern: String, text: String, matches: Bool) throws {
    let path = try JSONPath(parsing: "$[?(@ =~ /\(pattern.replacing("\\\\", with: "\\"))/)]")
    #expect(try path.evaluate([.string(text)]) == (matches ? [.string(text)] : []))
  }
}
