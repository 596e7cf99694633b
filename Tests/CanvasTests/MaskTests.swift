import Canvas
import Testing

@Suite struct MaskTests {
  @Test(arguments: [
    "TASK_TOKEN", "dbPassword", "API_KEY", "AWS_SECRET_ACCESS_KEY", "credentials", "Authorization", "OAUTH", "passwd",
    "awsSecretAccessKey", "AWS_ACCESS_KEY_ID", "clientSecret", "GOOGLE_CREDENTIALS", "sshKey", "SSHKEY2", "auth", "db-pass",
    "CONNECTION_STRING",
  ])
  func namesOfSecrets(_ name: String) { #expect(Mask.isSecretName(name)) }

  @Test(arguments: [
    "NAME", "author", "PATH", "LOG_LEVEL", "", "command", "MODE", "MONKEY",
    "KEYBOARD_LAYOUT", "PASSENGERS", "AUTHOR",
  ])
  func otherNames(_ name: String) { #expect(!Mask.isSecretName(name)) }

  static let token = "AQCEAAAAKgAAAAMAAAAAAAAAAb" + String(repeating: "k9/+", count: 60) + "=="
  static let webToken = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U"

  @Test func masksTokensInsideText() {
    #expect(Mask.text("token=\(Self.token)&x", secrets: []) == "token=\(Mask.masked)&x")
    #expect(
      Mask.text("{\"t\":\"\(Self.token)\",\"u\":\"\(Self.token)\"}", secrets: []) == "{\"t\":\"\(Mask.masked)\",\"u\":\"\(Mask.masked)\"}")
    #expect(Mask.text("Bearer \(Self.webToken).", secrets: []) == "Bearer \(Mask.masked).")
    #expect(Mask.text("id AKIAIOSFODNN7EXAMPLE!", secrets: []) == "id \(Mask.masked)!")
    #expect(Mask.text("-----BEGIN RSA PRIVATE KEY-----\nMII\n-----END RSA PRIVATE KEY-----\nrest", secrets: []) == "\(Mask.masked)\nrest")
    #expect(Mask.text("-----BEGIN PRIVATE KEY-----\nMII", secrets: []) == Mask.masked)
  }

  @Test func masksGivenSecretsLongestFirst() {
    #expect(Mask.text("pass=hunter22 or hunter2", secrets: ["hunter2", "hunter22"]) == "pass=\(Mask.masked) or \(Mask.masked)")
    #expect(Mask.text("wörd ünd", secrets: ["ünd", "wörd"]) == "\(Mask.masked) \(Mask.masked)")
    #expect(Mask.text("abc", secrets: ["", "b"]) == "abc")
  }

  @Test func leavesOtherTextAlone() {
    for text in ["AAAA", "AQCshort", "eyJhbGci", "arn:aws:states:eu-west-1:1:execution:a:b", "AKIA", "作者 -----", "-"] {
      #expect(Mask.text(text, secrets: ["zzzz"]) == text)
      #expect(!Mask.looksLikeToken(text))
    }
    #expect(Mask.looksLikeToken(" \(Self.token)\n"))
    #expect(!Mask.looksLikeToken("\(Self.token) and more"))
    #expect(Mask.looksLikeToken(Self.webToken))
  }
}
