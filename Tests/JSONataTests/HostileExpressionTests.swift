import JSON
import JSONata
import Testing

/// Work that one call of a built-in function can be made to do: it counts as many steps, or is refused before memory is used.
@Suite("Built-in functions are bounded too")
struct HostileExpressionTests {
  private static let limits: JSONataLimits = {
    var limits = JSONataLimits()
    limits.maximumSteps = 400_000
    limits.maximumItems = 2_000_000
    limits.maximumTotal = 5_000_000
    return limits
  }()

  private func outcome(_ expression: String, steps: Int = 400_000) -> String {
    var limits = Self.limits
    limits.maximumSteps = steps
    do throws(JSONataError) {
      return try JSONataExpression(parsing: expression).evaluate(json: nil, limits: limits)?.compact ?? "undefined"
    } catch {
      return error.code
    }
  }

  private static let shared = "($d := function($v,$n){ $n = 0 ? $v : $d({'a':$v,'b':$v}, $n-1) }; $x := $d(0, 50); "
  private static let nested = "($d := function($v,$n){ $n = 0 ? $v : $d([[$v],[$v]], $n-1) }; $x := $d(false, 50); "

  @Test(
    "a value that holds itself over and over is large wherever it is gone through",
    arguments: [
      (shared + "$x)", "U1002"), (shared + "$string($x))", "U1002"), (shared + "$x & '')", "U1002"), (shared + "$clone($x))", "U1002"),
      (shared + "$x = $d(0, 50))", "U1001"), (shared + "$distinct([[$x], [$d(0, 50)]]))", "U1001"),
      (shared + "$x ~> |$|{'c': 1}|)", "U1002"), (nested + "$x)", "U1002"), (nested + "$keys($x))", "U1001"),
      (nested + "$lookup($x, 'a'))", "U1001"), (nested + "$spread($x))", "U1002"),
      (nested + "$x ? 1 : 2)", "2"), (nested + "$boolean($x))", "false"), (nested + "$x and 1)", "false"),
    ])
  func sharing(_ expression: String, _ expected: String) { #expect(outcome(expression) == expected) }

  @Test(
    "texts do not grow beyond their limit, however the parts are given",
    arguments: [
      (#"$pad("x", 1e15, $pad("", 10000, "ab"))"#, "U1002"), (#"$pad("x", -1e300)"#, "U1002"),
      (#"$pad("x", $sum([$sum([1e308,1e308]), $sum([-1e308,-1e308])]))"#, #""x""#),
      (#"$length($join([1..1000].(""), $pad("", 1000000, "x")))"#, "U1002"),
      (#"$length($replace($pad("", 10000, "x"), /x+/, $pad("", 10000, "$0")))"#, "U1002"),
      (#"$length($replace($pad("", 10000, "x"), /(x+)/, $pad("", 10000, "$1")))"#, "U1002"),
      (#"$length($replace($pad("", 10000, "xy"), "x", $pad("", 10000, "z")))"#, "U1002"),
    ])
  func texts(_ expression: String, _ expected: String) { #expect(outcome(expression) == expected) }

  @Test(
    "copies of large values are counted as they are made",
    arguments: [
      "($a := [1..100000]; $count([1..100].[[$reverse($a)]]))", "($a := [1..100000]; $count([1..100].[[$shuffle($a)]]))",
      #"($s := $pad("",1000000,"x"); $count([1..1000].($uppercase($s))))"#,
      #"($o := $merge([1..50000].{$string($): 1}); $count([1..200].$merge([$o, {}])))"#,
    ])
  func copies(_ expression: String) { #expect(["U1001", "U1002"].contains(outcome(expression, steps: 10_000_000))) }

  @Test(
    "what goes through a large argument costs steps",
    arguments: [
      "($a := [1..100000]; $count([1..10000].($sum($a))))",
      "($a := [1..100000]; $count([1..10000].($max($a))))",
      "$count($distinct($map([1..5000], function($x) { [$x, 1] })))",
      "($a := $map([1..5000], function($x) { [$x, 1] }); $count([1..1000][$a = $a]))",
      #"($s := $pad("",100000,"x"); $t := $s & "a"; $u := $s & "b"; $count([1..1000][$t = $u]))"#,
      #"($s := $pad("",100000,"x"); $t := $s & "a"; $u := $s & "b"; $count([1..1000][$t < $u]))"#,
      #"($s := $pad("",100000,"x"); $count([1..1000].($uppercase($s))))"#,
      #"($s := $pad("",100000,"x"); $count([1..1000].($contains($s, "y"))))"#,
      #"($s := $pad("",100000,"x"); $count([1..1000].($contains($s, /y/))))"#,
      "($a := [1..10000]; $count([1..100].($sort($a))))",
      #"$formatInteger(1, $pad("", 100000, "0,") & "0")"#, #"$formatNumber(1, $pad("", 100000, "0,") & "0")"#,
      #"$parseInteger("1", $pad("", 100000, "0,") & "0")"#, #"$fromMillis(1, $pad("", 100000, "[Y]"))"#,
      #"$toMillis("1", $pad("", 100000, "[Y]"))"#,
    ])
  func work(_ expression: String) { #expect(outcome(expression) == "U1001") }

  @Test(
    "a pattern is bounded by what its groups, classes and references cost",
    arguments: [
      #"$match($pad("", 100000, "a"), /"# + String(repeating: "()", count: 3_000) + #"(?:(a))*b/)"#,
      #"$match($pad("", 200000, "a"), /^(a*)\1b/)"#,
      #"$match($pad("", 100000, "a"), /(a+)+b/)"#,
    ])
  func patterns(_ expression: String) { #expect(outcome(expression) == "U1001") }

  @Test(
    "pictures with widths that are none",
    arguments: [
      (#"$fromMillis(0, "[MNn,1--5]")"#, #""January""#), (#"$toMillis("Jan", "[MNn,1--5]")"#, "undefined"),
      (#"$fromMillis(0, "[Y,1--5] [M,-3]")"#, #""1970 001""#), (#"$fromMillis(1e300)"#, "D1001"),
      (#"$fromMillis(0, "[Y,9-99999999999999999999]")"#, #""000001970""#), (#"$fromMillis(0, "[FNn,3-0]")"#, #""""#),
    ])
  func pictures(_ expression: String, _ expected: String) { #expect(outcome(expression) == expected) }

  @Test("splitting and replacing a long text take time that grows with it")
  func linear() {
    #expect(outcome(#"$count($split($pad("", 300000, "a,"), ","))"#) == "150001")
    #expect(outcome(#"$length($replace($pad("", 300000, "a,"), ",", "bc"))"#) == "450000")
    #expect(outcome(#"$split("aabaabaa", "aab")"#) == #"["","","aa"]"#)
    #expect(outcome(#"$split("abababc", "ababc")"#) == #"["ab",""]"#)
    #expect(outcome(#"$replace("ababab", "abab", "x")"#) == #""xab""#)
    #expect(outcome(#"$substringAfter("ééèé", "èé")"#) == #""""#)
  }
}
