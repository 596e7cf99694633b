import Foundation
import Testing

/// `serve` from outside, where it does not come to serving.
struct ServeTests {
  private func refused(_ arguments: [String], in folder: TestFolder) async throws -> (status: Int32, error: String) {
    let outcome = try await Stepscope.run(["serve", "--port", "0", "--data", folder.path("data")] + arguments, in: folder)
    #expect(outcome.output.isEmpty)
    return (outcome.status, outcome.error)
  }

  @Test func whyItDoesNotServeIsSaid() async throws {
    let folder = try TestFolder()
    let cases: [(arguments: [String], status: Int32, error: String)] = [
      (
        ["--host", "0.0.0.0"], 2,
        "error: 0.0.0.0 can be reached from other machines; give --token-file FILE or --keys-file FILE, or listen on 127.0.0.1\n"
      ), (["--account", "12"], 2, "error: --account takes twelve digits, not '12'\n"),
      (["--clock", "virtual"], 2, "error: --clock virtual is for one execution; serve takes real or xN\n"),
      (["--max-executions", "0"], 2, "error: --max-executions takes a number above 0\n"),
      (
        ["--host", "192.0.2.1", "--token-file", "word"], 3,
        "error: 192.0.2.1 is not an address of this machine; give one with --host, such as 127.0.0.1.\n"
      ), (["--token-file", "none"], 2, "none:1:1: error: there is no such file [FILE]\n"),
      (["--token-file", "open"], 2, "open:1:1: error: others may read this file; run 'chmod 600 open' first\n"),
      (
        ["--token-file", "short"], 2,
        "error: short must hold one word of at least 16 visible ASCII characters, such as 'openssl rand -hex 32' gives\n"
      ), (["--keys-file", "word"], 2, "word:1:1: error: write an access key id and its secret, with a space between\n"),
    ]
    for (name, text, mode) in [
      ("word", "0123456789abcdef0123\n", 0o600), ("open", "0123456789abcdef0123\n", 0o644), ("short", "abc\n", 0o600),
    ] {
      _ = FileManager.default.createFile(
        atPath: folder.path(name), contents: Data(text.utf8), attributes: [.posixPermissions: NSNumber(value: mode)])
    }
    for (arguments, status, error) in cases {
      let found = try await refused(arguments, in: folder)
      #expect(found.status == status && found.error == error, "\(arguments): \(found)")
    }
  }

  @Test func aPortInUseIsToldInASentence() async throws {
    let folder = try TestFolder()
    let server = try #require(ListeningSocket())
    let found = try await Stepscope.run(["serve", "--port", "\(server.port)", "--data", folder.path("data")], in: folder)
    #expect(
      found.error
        == "error: Port \(server.port) of 127.0.0.1 is in use by another program; end it, or choose a port with --port (0 takes a free one).\n"
    )
    #expect(found.status == 3)
  }
}

/// A port that is taken as long as this lives.
private final class ListeningSocket {
  let port: Int
  private let descriptor: Int32

  init?() {
    #if canImport(Glibc)
      descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    #else
      descriptor = socket(AF_INET, SOCK_STREAM, 0)
    #endif
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let descriptor = descriptor
    let isBound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, length) == 0 && listen(descriptor, 1) == 0 && getsockname(descriptor, $0, &length) == 0
      }
    }
    guard isBound else { return nil }
    port = Int(UInt16(bigEndian: address.sin_port))
  }

  deinit { close(descriptor) }
}
