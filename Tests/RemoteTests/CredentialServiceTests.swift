import Foundation
import HTTP
import JSON
import Testing
import Time

@testable import AWS

/// Credentials of SSO, roles, programs, containers and instances.
@Suite struct CredentialServiceTests {
  // MARK: SSO

  private static let legacy = """
    [profile x]
    sso_start_url = https://me.awsapps.com/start
    sso_region = eu-west-1
    sso_account_id = 123456789012
    sso_role_name = Read Only
    """
  private static let session = """
    [profile x]
    sso_session = corp
    sso_account_id = 123456789012
    sso_role_name = Read Only
    [sso-session corp]
    sso_start_url = https://me.awsapps.com/start
    sso_region = eu-west-1
    """
  private static let portal =
    "GET https://portal.sso.eu-west-1.amazonaws.com/federation/credentials?role_name=Read%20Only&account_id=123456789012"
  private static let given: JSONValue = [
    "roleCredentials": ["accessKeyId": "SSO", "secretAccessKey": "s", "sessionToken": "t", "expiration": 1_800_003_600_000]
  ]

  private func signedOn(
    _ config: String, cache: String, token: String = #"{"accessToken": "bearer", "expiresAt": "2027-01-15T09:00:00Z"}"#,
    _ answer: FakeTransport.Answer = .json(given)
  ) -> CredentialWorld {
    CredentialWorld(
      files: ["/home/me/.aws/config": config, "/home/me/.aws/sso/cache/\(cache).json": token], web: [CredentialServiceTests.portal: answer])
  }

  /// SHA-1 of `https://me.awsapps.com/start`, and of `corp`.
  private static let startFile = "3911600267c0d9cc9afec1c3050024e8476136ad"
  private static let corpFile = "ee0bfd2552fbd840c02cc48b6e823320543c450f"

  @Test func theTokenOfAnSSOSessionGivesKeys() async throws {
    for (config, file) in [
      (CredentialServiceTests.legacy, CredentialServiceTests.startFile), (CredentialServiceTests.session, CredentialServiceTests.corpFile),
    ] {
      let world = signedOn(config, cache: file)
      let found = try await world.credentials(profile: "x")
      #expect(found.accessKeyId == "SSO" && found.secretAccessKey == "s" && found.sessionToken == "t")
      #expect(found.expiration == Timestamp(milliseconds: 1_800_003_600_000))
      let request = try #require(world.sent.withLock { $0 }.first)
      #expect(request.headers["x-amz-sso_bearer_token"] == "bearer")
      #expect(request.headers["Authorization"] == nil)
    }
  }

  @Test func withoutATokenItSaysHowToGetOne() async {
    let (config, file) = (CredentialServiceTests.session, CredentialServiceTests.corpFile)
    let none = CredentialWorld(config: config)
    #expect(await none.problem(profile: "x") == "there is no SSO token yet for profile 'x'; run `aws sso login --profile x`")
    let expired = signedOn(config, cache: file, token: #"{"accessToken": "bearer", "expiresAt": "2027-01-15T08:00:00UTC"}"#)
    #expect(await expired.problem(profile: "x") == "the SSO token has expired for profile 'x'; run `aws sso login --profile x`")
    let damaged = signedOn(config, cache: file, token: #"{"accessToken": "bea"#)
    #expect(
      await damaged.problem(profile: "x")
        == "~/.aws/sso/cache/\(file).json holds no SSO token for profile 'x'; run `aws sso login --profile x`")
    let refused = signedOn(config, cache: file, .json(["message": "Session token not found or invalid"], status: 401))
    #expect(
      await refused.problem(profile: "x") == "the SSO portal does not take the token of profile 'x'; run `aws sso login --profile x`")
    let denied = signedOn(config, cache: file, .json(["__type": "ForbiddenException", "message": "No access"], status: 403))
    #expect(
      await denied.problem(profile: "x")
        == "GetRoleCredentials at https://portal.sso.eu-west-1.amazonaws.com: ForbiddenException: No access")
    let odd = signedOn(config, cache: file, .json(["roleCredentials": [:]]))
    #expect(
      await odd.problem(profile: "x")
        == "GetRoleCredentials at https://portal.sso.eu-west-1.amazonaws.com: answered without roleCredentials; check that AWS_ENDPOINT_URL_SSO "
        + "names the API of IAM Identity Center")
    #expect(!((await denied.problem(profile: "x")) ?? "").contains("bearer"))
  }

  @Test func aPortalInTroubleIsAskedAgain() async throws {
    let world = signedOn(CredentialServiceTests.session, cache: CredentialServiceTests.corpFile)
    world.web.withLock { $0[CredentialServiceTests.portal] = [.text("", status: 503), .json(CredentialServiceTests.given)] }
    #expect(try await world.credentials(profile: "x").accessKeyId == "SSO")
    #expect(world.clock.sleeps == [.milliseconds(500)])
  }

  // MARK: Programs

  private func printed(_ text: String, status: Int = 0, errors: String = "") -> ProgramRunner.Outcome {
    .ended(status: status, output: Array(text.utf8), errors: Array(errors.utf8))
  }

  private func process(_ outcome: ProgramRunner.Outcome, _ command: String = "/opt/tool --for 'two words'") -> CredentialWorld {
    CredentialWorld(config: "[profile x]\ncredential_process = \(command)\n", outcome: outcome)
  }

  @Test func aProgramPrintsKeys() async throws {
    let world = process(
      printed(
        #"{"Version": 1, "AccessKeyId": "P", "SecretAccessKey": "s", "SessionToken": "t", "Expiration": "2027-01-15T09:00:00+00:00"}"#))
    let found = try await world.credentials(profile: "x", ["FOO": "bar"])
    #expect(found.accessKeyId == "P" && found.sessionToken == "t")
    #expect(found.expiration == Timestamp(milliseconds: 1_800_003_600_000))
    let run = try #require(world.runs.withLock { $0 }.first)
    #expect(run.command == ["/opt/tool", "--for", "two words"])
    #expect(run.environment["FOO"] == "bar")
    #expect(run.timeout == .seconds(60))
  }

  @Test func aProgramThatPrintsNoKeysIsNamed() async {
    let cases: [(ProgramRunner.Outcome, String)] = [
      (.notFound, "is not there; check its path"),
      (.cannotStart("Permission denied"), "cannot be started: Permission denied"),
      (.timedOut, "did not end within 60 s and was ended"),
      (.tooMuchOutput, "wrote more than 64 KiB; it has to print one JSON object"),
      (printed("", status: 3, errors: "no\nlogin\u{1B}[2J"), "ended with status 3: no login [2J"),
      (printed("", status: 1), "ended with status 1"),
      (printed("hello"), "did not print a JSON object"),
      (printed("[]"), "did not print a JSON object"),
      (printed(#"{"AccessKeyId": "P", "SecretAccessKey": "s"}"#), "did not print Version 1, the only one there is"),
      (printed(#"{"Version": 1, "AccessKeyId": "P"}"#), "printed no AccessKeyId and SecretAccessKey"),
      (
        printed(#"{"Version": 1, "AccessKeyId": "P", "SecretAccessKey": "s", "Expiration": "soon"}"#),
        "printed an Expiration that is not a time as 2026-01-31T09:00:00Z"
      ),
      (
        printed(#"{"Version": 1, "AccessKeyId": "P", "SecretAccessKey": "s", "Expiration": "2027-01-15T07:00:00Z"}"#),
        "printed credentials that have expired"
      ),
    ]
    for (outcome, sentence) in cases {
      #expect(await process(outcome).problem(profile: "x") == "~/.aws/config:2: credential_process '/opt/tool' \(sentence)")
    }
  }

  // MARK: Roles

  private static let sts = "POST https://sts.us-east-1.amazonaws.com/"
  private static func assumed(_ key: String) -> FakeTransport.Answer {
    .text(
      """
      <?xml version="1.0"?>
      <AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
        <AssumeRoleResult>
          <!-- keys -->
          <AssumedRoleUser><Arn>arn:aws:sts::1:assumed-role/r/s</Arn></AssumedRoleUser>
          <Credentials><AccessKeyId>\(key)</AccessKeyId><SecretAccessKey>a&amp;b/&#x2B;</SecretAccessKey>
            <SessionToken>t</SessionToken><Expiration>2027-01-15T09:00:00Z</Expiration></Credentials>
        </AssumeRoleResult>
        <ResponseMetadata><RequestId>id</RequestId></ResponseMetadata>
      </AssumeRoleResponse>
      """)
  }

  private func form(_ request: HTTPRequest) -> [String: String] {
    let pairs = String(decoding: request.body, as: UTF8.self).split(separator: "&").map {
      $0.split(separator: "=", maxSplits: 1).map(String.init)
    }
    return Dictionary(uniqueKeysWithValues: pairs.map { ($0[0], $0[1].removingPercentEncoding ?? "") })
  }

  private func key(_ request: HTTPRequest) -> String? {
    request.headers["Authorization"]?.split(separator: "=").dropFirst().first?.split(separator: "/").first.map(String.init)
  }

  @Test func aRoleIsTakenWithTheKeysOfAnotherProfile() async throws {
    let world = CredentialWorld(
      config: """
        [profile x]
        role_arn = arn:aws:iam::123456789012:role/reader
        source_profile = base
        external_id = a&b c
        role_session_name = me
        duration_seconds = 900
        """, credentials: "[base]\naws_access_key_id = BASE\naws_secret_access_key = s",
      web: [CredentialServiceTests.sts: CredentialServiceTests.assumed("ROLE")])
    let found = try await world.credentials(profile: "x")
    #expect(found.accessKeyId == "ROLE" && found.secretAccessKey == "a&b/+" && found.sessionToken == "t")
    #expect(found.expiration == Timestamp(milliseconds: 1_800_003_600_000))
    #expect(found.origin == "profile 'x'")
    let request = try #require(world.sent.withLock { $0 }.first)
    #expect(
      form(request) == [
        "Action": "AssumeRole", "Version": "2011-06-15", "RoleArn": "arn:aws:iam::123456789012:role/reader", "RoleSessionName": "me",
        "ExternalId": "a&b c", "DurationSeconds": "900",
      ])
    #expect(request.headers["Content-Type"] == "application/x-www-form-urlencoded; charset=utf-8")
    #expect(request.headers["Authorization"]?.contains("BASE/20270115/us-east-1/sts/aws4_request") == true)
  }

  @Test func rolesMayBeChained() async throws {
    let world = CredentialWorld(
      config: """
        [profile x]
        role_arn = arn:aws:iam::1:role/second
        source_profile = y
        [profile y]
        role_arn = arn:aws:iam::1:role/first
        credential_source = Environment
        """, web: [:])
    world.web.withLock {
      $0[CredentialServiceTests.sts] = [CredentialServiceTests.assumed("FIRST"), CredentialServiceTests.assumed("SECOND")]
    }
    let found = try await world.credentials(profile: "x", ["AWS_ACCESS_KEY_ID": "ENV", "AWS_SECRET_ACCESS_KEY": "s"])
    #expect(found.accessKeyId == "SECOND")
    let sent = world.sent.withLock { $0 }
    #expect(sent.map(key) == ["ENV", "FIRST"])
    #expect(sent.map { form($0)["RoleArn"] } == ["arn:aws:iam::1:role/first", "arn:aws:iam::1:role/second"])
    #expect(form(sent[0])["RoleSessionName"] == "stepscope-1800000000")
  }

  @Test func aProfileMayNameItselfWhenItHasKeys() async throws {
    let world = CredentialWorld(
      config: "[profile x]\nrole_arn = r\nsource_profile = x\naws_access_key_id = SELF\naws_secret_access_key = s",
      web: [CredentialServiceTests.sts: CredentialServiceTests.assumed("ROLE")])
    #expect(try await world.credentials(profile: "x").accessKeyId == "ROLE")
    #expect(world.sent.withLock { $0 }.map(key) == ["SELF"])
  }

  @Test func aRefusedRoleIsSaid() async {
    func world(_ answer: FakeTransport.Answer) -> CredentialWorld {
      CredentialWorld(
        config: "[profile x]\nrole_arn = r\nsource_profile = x\naws_access_key_id = SELF\naws_secret_access_key = s",
        web: [CredentialServiceTests.sts: answer])
    }
    let denied = """
      <ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>AccessDenied</Code>
      <Message>User me is not authorized to perform: sts:AssumeRole on resource: r</Message></Error><RequestId>4f1c</RequestId></ErrorResponse>
      """
    let asked = "AssumeRole at https://sts.us-east-1.amazonaws.com: "
    #expect(
      await world(.text(denied, status: 403)).problem(profile: "x")
        == asked
        + "AccessDenied: User me is not authorized to perform: sts:AssumeRole on resource: r (request 4f1c); allow sts:AssumeRole to "
        + "these credentials, or use others")
    #expect(
      await world(.text("<html>", status: 200)).problem(profile: "x")
        == asked + "answered 200 with an HTML page instead of AssumeRoleResult; check that AWS_ENDPOINT_URL_STS names the API of STS")
    #expect(
      await world(.text("<AssumeRoleResponse><AssumeRoleResult/></AssumeRoleResponse>")).problem(profile: "x")
        == asked + "answered without Credentials; check that AWS_ENDPOINT_URL_STS names the API of STS")
    #expect(
      await world(.refusal("AccessDenied", "no", status: 403)).problem(profile: "x")
        == asked + "AccessDenied: no; allow sts:AssumeRole to these credentials, or use others")
  }

  @Test func withoutARegionTheGlobalEndpointIsAsked() async throws {
    let world = CredentialWorld(
      config: "[profile x]\nrole_arn = arn:aws:iam::1:role/r\nsource_profile = x\naws_access_key_id = SELF\naws_secret_access_key = s",
      web: ["POST https://sts.amazonaws.com/": CredentialServiceTests.assumed("ROLE")])
    let settings = world.settings(profile: "x")
    let chain = CredentialChain(settings, transport: world, runtime: world.clock.runtime)
    let endpoint = try settings.endpoint(of: .stepFunctions, for: ResourceName("arn:aws:states:us-east-1:1:execution:m:e"))
    #expect(try await chain.provider(for: endpoint).credentials().accessKeyId == "ROLE")
  }

  // MARK: Containers

  private static let keys: JSONValue = [
    "AccessKeyId": "MACHINE", "SecretAccessKey": "s", "Token": "t", "Expiration": "2027-01-15T14:00:00Z", "RoleArn": "r",
  ]

  @Test(arguments: [
    (["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/creds?id=1"], "http://169.254.170.2/creds?id=1"),
    (["AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://127.0.0.1:9/c"], "http://127.0.0.1:9/c"),
    (["AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://localhost:9/c"], "http://localhost:9/c"),
    (["AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://169.254.170.23/v1"], "http://169.254.170.23/v1"),
    (["AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://[fd00:ec2::23]/v1"], "http://[fd00:ec2::23]/v1"),
    (["AWS_CONTAINER_CREDENTIALS_FULL_URI": "https://creds.example/c"], "https://creds.example/c"),
  ]) func aContainersEndpointGivesKeys(_ environment: [String: String], _ url: String) async throws {
    let world = CredentialWorld(web: ["GET \(url)": .json(CredentialServiceTests.keys)])
    let found = try await world.credentials(environment)
    #expect(found.accessKeyId == "MACHINE" && found.sessionToken == "t")
    #expect(found.expiration == Timestamp(milliseconds: 1_800_021_600_000))
    #expect(world.sent.withLock { $0 }.map { $0.headers["Authorization"] } == [nil])
  }

  @Test func theTokenOfAContainerIsSent() async throws {
    let url = ["AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://127.0.0.1:9/c", "AWS_CONTAINER_AUTHORIZATION_TOKEN": "variable"]
    let world = CredentialWorld(files: ["/t": "file"], web: ["GET http://127.0.0.1:9/c": .json(CredentialServiceTests.keys)])
    _ = try await world.credentials(url)
    _ = try await world.credentials(url.merging(["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": "/t"]) { a, _ in a })
    #expect(world.sent.withLock { $0 }.map { $0.headers["Authorization"] } == ["variable", "file"])
    #expect(
      await world.problem(url.merging(["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": "/gone"]) { a, _ in a })
        == "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: the file is not there")
    #expect(
      await world.problem(url.merging(["AWS_CONTAINER_AUTHORIZATION_TOKEN": "a\r\nHost: evil"]) { _, b in b })
        == "AWS_CONTAINER_AUTHORIZATION_TOKEN: the token has a line end or a control character in it")
  }

  @Test func aContainersEndpointThatGivesNoneIsNamed() async {
    let environment = ["AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://127.0.0.1:9/c"]
    func problem(_ answer: FakeTransport.Answer) async -> String? {
      await CredentialWorld(web: ["GET http://127.0.0.1:9/c": answer]).problem(environment)
    }
    let endpoint = "the container's credentials endpoint http://127.0.0.1:9 "
    #expect(await problem(.failure(.refused)) == endpoint + "gave no answer: the connection was refused")
    #expect(await problem(.json(["code": "NoRole", "message": "x"], status: 404)) == endpoint + "answered 404: NoRole")
    #expect(await problem(.text("", status: 500)) == endpoint + "answered 500")
    #expect(await problem(.json(["AccessKeyId": "A"])) == endpoint + "answered without AccessKeyId and SecretAccessKey")
    #expect(
      await CredentialWorld().problem(["AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://evil.example/c"])
        == "AWS_CONTAINER_CREDENTIALS_FULL_URI: http://evil.example is neither https nor on this machine; credentials are not asked for there"
    )
    #expect(
      await CredentialWorld().problem(["AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://127.0.0.1.evil.example/c"])
        == "AWS_CONTAINER_CREDENTIALS_FULL_URI: http://127.0.0.1.evil.example is neither https nor on this machine; credentials are not asked "
        + "for there")
  }

  // MARK: Instances

  private static let metadata = "http://169.254.169.254/latest"
  private static func instance(_ base: String = metadata) -> [String: FakeTransport.Answer] {
    [
      "PUT \(base)/api/token": .text("session"), "GET \(base)/meta-data/iam/security-credentials/": .text("role-1\n"),
      "GET \(base)/meta-data/iam/security-credentials/role-1": .json(keys), "GET \(base)/meta-data/placement/region": .text("eu-north-1"),
    ]
  }

  @Test func anInstanceGivesTheKeysOfItsRole() async throws {
    let world = CredentialWorld(web: CredentialServiceTests.instance())
    let found = try await world.credentials()
    #expect(found.accessKeyId == "MACHINE" && found.origin == "the instance's role")
    let sent = world.sent.withLock { $0 }
    #expect(sent.map(\.method) == ["PUT", "GET", "GET"])
    #expect(sent[0].headers["X-aws-ec2-metadata-token-ttl-seconds"] == "21600")
    #expect(sent[1].headers["X-aws-ec2-metadata-token"] == "session")
    #expect(sent.allSatisfy { $0.timeout == .seconds(1) })
  }

  @Test func whereTheInstanceIsAskedCanBeChosen() async throws {
    let other = ["AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://127.0.0.1:9/"]
    let world = CredentialWorld(web: CredentialServiceTests.instance("http://127.0.0.1:9/latest"))
    #expect(try await world.credentials(other).accessKeyId == "MACHINE")
    let six = CredentialWorld(web: CredentialServiceTests.instance("http://[fd00:ec2::254]/latest"))
    #expect(try await six.credentials(["AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE": "IPv6"]).accessKeyId == "MACHINE")
  }

  @Test func anInstanceWithoutKeysIsNamed() async {
    func problem(_ path: String, _ method: String, _ answer: FakeTransport.Answer) async -> String? {
      var web = CredentialServiceTests.instance()
      web["\(method) \(CredentialServiceTests.metadata)\(path)"] = answer
      return await CredentialWorld(web: web).problem()
    }
    func sentence(_ text: String) -> String {
      "no AWS credentials: nothing else is configured, and the instance's metadata service \(text); choose a profile with --profile, run "
        + "`aws configure`, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (and AWS_SESSION_TOKEN for temporary keys)"
    }
    let roles = "/meta-data/iam/security-credentials/"
    #expect(await problem("/api/token", "PUT", .text("", status: 403)) == sentence("gives no session token (status 403)"))
    #expect(await problem("/api/token", "PUT", .text("two words")) == sentence("gives no session token (status 200)"))
    #expect(await problem(roles, "GET", .text("", status: 404)) == sentence("knows no role of this instance"))
    #expect(await problem(roles, "GET", .text("")) == sentence("names no role"))
    #expect(
      await problem(roles + "role-1", "GET", .json(["Code": "AssumeRoleUnauthorizedAccess"]))
        == sentence("gives no credentials for the instance's role"))
    #expect(await problem(roles + "role-1", "GET", .text("", status: 500)) == sentence("answers 500"))
    #expect(
      await problem(roles + "role-1", "GET", .failure(.timedOut(after: .seconds(1)))) == sentence("does not answer (no answer within 1 s)"))
  }

  @Test func theInstancesRegionIsAskedForWhenNobodyNamesOne() async throws {
    let world = CredentialWorld(web: CredentialServiceTests.instance())
    let session = AWSSession(world.settings(), transport: world, runtime: world.clock.runtime)
    #expect(throws: AWSError.self) { try session.client(of: .stepFunctions) }
    await session.findRegion()
    #expect(try session.client(of: .stepFunctions).endpoint.address.origin == "https://states.eu-north-1.amazonaws.com")
    // Not where somebody named one, where other credentials are configured, or at an emulator.
    let keys = ["AWS_ACCESS_KEY_ID": "A", "AWS_SECRET_ACCESS_KEY": "s"]
    for settings in [world.settings(region: "us-east-1"), world.settings(keys), world.settings(url: "http://127.0.0.1:1")] {
      let quiet = CredentialWorld(web: CredentialServiceTests.instance())
      await AWSSession(settings, transport: quiet, runtime: world.clock.runtime).findRegion()
      #expect(quiet.sent.withLock { $0 }.isEmpty)
    }
  }
}
