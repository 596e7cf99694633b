/// Drawings as they must be.
enum Golden {
  static let job = ""
  static let nested = ""
  static let jobOutline = ""
  static let nestedOutline = ""
}
