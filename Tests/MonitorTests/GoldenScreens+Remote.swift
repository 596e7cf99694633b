extension GoldenScreens {
  static let remote: [String: String] = [:]
}
