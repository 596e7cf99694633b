import Foundation
import TestSupport

/// A server of one test over TLS, with a certificate that the test made itself; and one without TLS.
///
/// Unchecked, because Foundation's `Process` is not Sendable everywhere: it is started in `init`, ended in `deinit`, and not touched between.
final class TLSServer: @unchecked Sendable {
  static let skipped = "python3 with ssl, or openssl, is not installed"
  /// Whether tests with it run. With `STEPSCOPE_REQUIRE_ALL` set (as `.ci/run` does) they run whatever is there, and fail.
  static let isThere: Bool =
    ProcessInfo.processInfo.environment["STEPSCOPE_REQUIRE_ALL"] != nil
    || ((try? run("python3", ["-c", "import ssl"])) != nil && (try? run("openssl", ["version"])) != nil)

  let port: Int
  /// The file of the certificate, which is its own authority.
  let certificate: String
  private let process = Process()
  private let input = Pipe()
  private let folder: URL

  /// - Parameter names: what the certificate is for, as openssl writes it; nil is a server without TLS.
  init(for names: String?) throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("stepscope-tls-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    certificate = folder.appendingPathComponent("certificate.pem").path
    let key = folder.appendingPathComponent("key.pem").path
    if let names {
      try TLSServer.run(
        "openssl",
        [
          "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", key, "-out", certificate,
          "-days", "2", "-subj", "/CN=test", "-addext", "subjectAltName=\(names)",
        ])
    }
    let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Peers/tls_server.py").path
    let output = Pipe()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3", script] + (names == nil ? ["--plain"] : [certificate, key])
    process.standardInput = input
    process.standardOutput = output
    try process.run()
    var line = Data()
    while !line.contains(10) {
      let more = output.fileHandleForReading.availableData
      guard !more.isEmpty else { throw DriverError("the TLS server ended") }
      line += more
    }
    guard let port = Int(String(decoding: line.prefix { $0 != 10 }, as: UTF8.self)) else {
      throw DriverError("the TLS server told no port")
    }
    self.port = port
  }

  deinit {
    try? input.fileHandleForWriting.close()
    process.waitUntilExit()
    try? FileManager.default.removeItem(at: folder)
  }

  private static func run(_ program: String, _ arguments: [String]) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [program] + arguments
    (process.standardOutput, process.standardError) = (FileHandle.nullDevice, FileHandle.nullDevice)
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw DriverError("\(program) ended with status \(process.terminationStatus)") }
  }
}
