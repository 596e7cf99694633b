import Canvas

/// The 256-colour palette.
enum Palette {
  /// The nearest of the colours 16–255; the first 16 belong to the user's own palette, so nothing is mapped to them. Other kinds of colour stay.
  static func nearest(_ color: Color) -> Color {
    guard case .rgb(let red, let green, let blue) = color else { return color }
    var best = UInt8(16)
    var least = Int.max
    for number in UInt8(16)...255 {
      let (r, g, b) = Color.palette(number).components
      let distance = distance((Int(red), Int(green), Int(blue)), (Int(r), Int(g), Int(b)))
      if distance < least { (best, least) = (number, distance) }
    }
    return .palette(best)
  }

  /// Difference as eyes see it, roughly: squares weighted by how red the two colours are ("redmean").
  private static func distance(_ a: (Int, Int, Int), _ b: (Int, Int, Int)) -> Int {
    let mean = (a.0 + b.0) / 2
    let (dr, dg, db) = (a.0 - b.0, a.1 - b.1, a.2 - b.2)
    return (512 + mean) * dr * dr + 1024 * dg * dg + (767 - mean) * db * db
  }
}
