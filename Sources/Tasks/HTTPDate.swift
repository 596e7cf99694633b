import Time

/// Times as HTTP headers write them.
package enum HTTPDate {
  /// `Mon, 23 Nov 2026 00:53:06 GMT`.
  package static func text(_ moment: Timestamp) -> String {
    let fields = moment.fields
    let names = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    let days = (moment.milliseconds - (moment.milliseconds % 86_400_000 + 86_400_000) % 86_400_000) / 86_400_000
    // 1970-01-01 was a Thursday.
    let weekday = Int(((days + 4) % 7 + 7) % 7)
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }
    return "\(names[weekday]), \(two(fields.day)) \(months[fields.month - 1]) \(fields.year) "
      + "\(two(fields.hour)):\(two(fields.minute)):\(two(fields.second)) GMT"
  }
}
