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

@Suite("Secrets that a text spells out beside their names") struct SpelledSecretTests {
  private static let masked = Mask.masked

  @Test(arguments: [
    ("psql --password hunter2 -h db", "psql --password \(masked) -h db"), ("--password=hunter2", "--password=\(masked)"),
    ("run --api-key 'two words' on", "run --api-key '\(masked)' on"), ("DB_PASSWORD=hunter2 ./job", "DB_PASSWORD=\(masked) ./job"),
    ("password=hunter2&user=me", "password=\(masked)&user=me"), ("token: abc, user: me", "token: \(masked), user: me"),
    ("apiKey:abc", "apiKey:\(masked)"), (#"{"token":"abc","n":1}"#, #"{"token":"\#(masked)","n":1}"#),
    (#"said {\"password\": \"abc\", \"n\": 1}"#, #"said {\"password\": \"\#(masked)\", \"n\": 1}"#),
    (#"["--password","hunter2","-v"]"#, #"["--password","\#(masked)","-v"]"#),
    ("Authorization: Bearer abc.def", "Authorization: Bearer \(masked)"), ("authorization=abc", "authorization=\(masked)"),
    ("postgres://me:hunter2@db:5432/x", "postgres://me:\(masked)@db:5432/x"), ("secret = 'ünï'", "secret = '\(masked)'"),
    ("12:00:01 INFO client_secret: s3cr3t", "12:00:01 INFO client_secret: \(masked)"),
  ])
  func values(_ text: String, _ shown: String) { #expect(Mask.value(text) == shown) }

  @Test(arguments: [
    "keyboard: qwerty", "author: me", "arn:aws:secretsmanager:eu-west-1:1:secret:db-abc", "secretsmanager:GetSecretValue",
    "--keep-going now", "--password", "--password --verbose", "password=", "token=null", "waiting: task token · 00:14:02",
    "http://host:8080/a@b", "no task token is pending", "at 12:30:00", "--no-token", "pass", "x = 1",
  ])
  func otherText(_ text: String) { #expect(Mask.value(text) == text) }

  @Test func argumentsThatAnnounceOne() {
    for argument in ["--password", "-token", "--api-key"] { #expect(Mask.announcesSecret(argument)) }
    for argument in ["password", "--password=x", "--verbose", "-p"] { #expect(!Mask.announcesSecret(argument)) }
  }

  @Test func hostileTextCostsNoMoreThanItsLength() {
    for piece in ["--token ", "a://b:", "token:\\\"", "key='", "=:\"\\"] {
      _ = Mask.value(String(repeating: piece, count: 50_000))
    }
  }
}
