/// Helpers for text that leaves the program as lines.
public enum HistoryText {
  /// `text` on one line: control characters become their visible symbols (`␊`, `␛`), invisible and bidirectional controls `�`, and what is
  /// longer than `limit` characters ends in `…`. A text of an execution is never trusted.
  public static func visible(_ text: String, limit: Int = .max) -> String {
    var out = String.UnicodeScalarView()
    var count = 0
    for scalar in text.unicodeScalars {
      guard count < limit else {
        out.append("…")
        break
      }
      out.append(visible(scalar))
      count += 1
    }
    return String(out)
  }

  private static func visible(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    switch scalar.value {
    case 0..<0x20: Unicode.Scalar(0x2400 + scalar.value) ?? "�"
    case 0x7F: "␡"
    case 0x80...0x9F, 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x2069, 0xFEFF: "�"
    default: scalar
    }
  }
}
