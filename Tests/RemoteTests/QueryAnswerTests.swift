import Testing

@testable import AWS

/// The small XML that the query protocol answers in.
@Suite struct QueryAnswerTests {
  private func root(_ text: String) -> XMLElement? { XMLElement(parsing: Array(text.utf8)) }

  @Test func elementsTextsAndEntities() {
    let found = root(
      """
      \u{FEFF}<?xml version="1.0" encoding="UTF-8"?>
      <!-- <a> --><Answer xmlns="x"><A>1 &lt; 2 &amp;&#65;&#x42;</A><B/><C attribute="/"> <D>d</D><![CDATA[<raw>&amp;]]></C></Answer>
      """)
    #expect(found?.name == "Answer")
    #expect(found?["A"]?.text == "1 < 2 &AB")
    #expect(found?["B"] == XMLElement(name: "B"))
    #expect(found?["C"]?["D"]?.text == "d")
    #expect(found?["C"]?.text == " <raw>&amp;")
  }

  @Test(arguments: [
    "", "text", "<a>", "<a></b>", "<a>&unknown;</a>", "<a>&amp</a>", "<!DOCTYPE a [<!ENTITY x \"y\">]><a/>", "<a", "</a>", "<>", "a<b/>",
    "<a>&#x110000;</a>", "<a><![CDATA[open</a>",
  ]) func whatIsNotWellFormedIsNothing(_ text: String) { #expect(root(text) == nil) }

  @Test func depthAndLengthAreBounded() {
    #expect(root(String(repeating: "<a>", count: 32) + String(repeating: "</a>", count: 32)) != nil)
    #expect(root(String(repeating: "<a>", count: 33) + String(repeating: "</a>", count: 33)) == nil)
    #expect(root("<a>" + String(repeating: "x", count: 1 << 20) + "</a>") == nil)
  }
}
