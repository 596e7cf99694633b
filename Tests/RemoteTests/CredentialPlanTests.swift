import AWS
import HTTP
import Testing

/// Where credentials are taken from, and what is said when there are none.
@Suite struct CredentialOrderTests {
  private let keys = ["AWS_ACCESS_KEY_ID": "ENV", "AWS_SECRET_ACCESS_KEY": "s"]
  private let credentials = """
    [default]
    aws_access_key_id = DEFAULT
    aws_secret_access_key = s
    [dev]
    aws_access_key_id = DEV
    aws_secret_access_key = s
    aws_session_token = t
    """

  @Test func theEnvironmentsKeysComeFirst() async throws {
    let world = CredentialWorld(config: "", credentials: credentials)
    let found = try await world.credentials(keys.merging(["AWS_SESSION_TOKEN": "t"]) { a, _ in a })
    #expect(found.accessKeyId == "ENV" && found.secretAccessKey == "s" && found.sessionToken == "t")
    #expect(found.origin == "the environment")
  }

  @Test func anExplicitProfileSkipsThemAndTheVariableDoesNot() async throws {
    let world = CredentialWorld(config: "", credentials: credentials)
    #expect(try await world.credentials(profile: "dev", keys).accessKeyId == "DEV")
    #expect(try await world.credentials(keys.merging(["AWS_PROFILE": "dev"]) { a, _ in a }).accessKeyId == "ENV")
    #expect(try await world.credentials(["AWS_PROFILE": "dev"]).accessKeyId == "DEV")
    #expect(try await world.credentials().accessKeyId == "DEFAULT")
    #expect(try await world.credentials(profile: "dev").sessionToken == "t")
    #expect(try await world.credentials(profile: "dev").origin == "profile 'dev'")
  }

  @Test func keysOfTheCredentialsFileComeBeforeAProgramAndThoseOfTheConfigurationAfter() async throws {
    let printed = ProgramRunner.Outcome.ended(
      status: 0, output: Array(#"{"Version": 1, "AccessKeyId": "PROGRAM", "SecretAccessKey": "s"}"#.utf8), errors: [])
    let profile = "[profile x]\naws_access_key_id = CONFIG\naws_secret_access_key = s\n"
    #expect(try await CredentialWorld(config: profile).credentials(profile: "x").accessKeyId == "CONFIG")
    let both = CredentialWorld(config: profile + "credential_process = tool", outcome: printed)
    #expect(try await both.credentials(profile: "x").accessKeyId == "PROGRAM")
    let file = CredentialWorld(
      config: "[profile x]\ncredential_process = tool", credentials: "[x]\naws_access_key_id = FILE\naws_secret_access_key = s",
      outcome: printed)
    #expect(try await file.credentials(profile: "x").accessKeyId == "FILE")
  }

  @Test func anEmulatorGetsTestKeysWhenNothingIsConfigured() async throws {
    let nothing = CredentialWorld()
    #expect(try await nothing.credentials(url: "http://127.0.0.1:4566") == .emulator)
    // Nobody waits for an instance's metadata there.
    #expect(nothing.sent.withLock { $0 }.isEmpty)
    let world = CredentialWorld(config: "", credentials: credentials)
    #expect(try await world.credentials(url: "http://127.0.0.1:4566").accessKeyId == "DEFAULT")
    #expect(try await world.credentials(url: "http://127.0.0.1:4566", keys).accessKeyId == "ENV")
    let sentence = await nothing.problem(url: "https://emulator.example", ["AWS_EC2_METADATA_DISABLED": "true"])
    #expect(sentence?.hasPrefix("no AWS credentials: ") == true)
  }

  @Test func nothingAtAllIsSaid() async {
    let off = ["AWS_EC2_METADATA_DISABLED": "true"]
    #expect(
      await CredentialWorld().problem(off)
        == "no AWS credentials: choose a profile with --profile, run `aws configure`, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (and "
        + "AWS_SESSION_TOKEN for temporary keys)")
    #expect(
      await CredentialWorld(config: "[profile x]\nregion = us-east-1").problem(profile: "x", off)
        == "no AWS credentials in profile 'x': choose a profile with --profile, run `aws configure`, or set AWS_ACCESS_KEY_ID and "
        + "AWS_SECRET_ACCESS_KEY (and AWS_SESSION_TOKEN for temporary keys)")
    #expect(
      await CredentialWorld().problem()
        == "no AWS credentials: nothing else is configured, and the instance's metadata service does not answer (the connection was refused); choose a "
        + "profile with --profile, run `aws configure`, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (and AWS_SESSION_TOKEN for temporary "
        + "keys)")
    #expect(
      await CredentialWorld().problem(url: "http://127.0.0.1:4566", ["AWS_ACCESS_KEY_ID": "A"])
        == "half of the AWS credentials: AWS_ACCESS_KEY_ID is set, AWS_SECRET_ACCESS_KEY is not; set both")
    #expect(
      await CredentialWorld().problem(["AWS_SECRET_ACCESS_KEY": "A"])
        == "half of the AWS credentials: AWS_SECRET_ACCESS_KEY is set, AWS_ACCESS_KEY_ID is not; set both")
    #expect(
      await CredentialWorld().problem(["AWS_WEB_IDENTITY_TOKEN_FILE": "/t", "AWS_ROLE_ARN": "arn:aws:iam::1:role/r"])
        == "AWS_WEB_IDENTITY_TOKEN_FILE is set, which Stepscope does not use: run `eval \"$(aws configure export-credentials --format env)\"` first"
    )
  }

  @Test(arguments: [
    (
      "role_arn = r\nweb_identity_token_file = /t\n",
      "profile 'x' uses web_identity_token_file (~/.aws/config:3), which Stepscope does not read: make another profile with "
        + "`credential_process = aws configure export-credentials --profile x --format process` and choose it with --profile"
    ),
    (
      "login_session = arn:aws:iam::1:user/me\n",
      "profile 'x' uses login_session (~/.aws/config:2), which Stepscope does not read: make another profile with "
        + "`credential_process = aws configure export-credentials --profile x --format process` and choose it with --profile"
    ),
    (
      "aws_access_key_id = A\n",
      "profile 'x' has aws_access_key_id (~/.aws/config:2) but no aws_secret_access_key; add it, or run `aws configure --profile x`"
    ),
    (
      "region = r\naws_secret_access_key = A\n",
      "profile 'x' has aws_secret_access_key (~/.aws/config:3) but no aws_access_key_id; add it, or run `aws configure --profile x`"
    ),
    ("credential_process = tool 'open\n", "~/.aws/config:2: a quotation of credential_process does not end"),
    (
      "role_arn = r\n", "profile 'x' has role_arn (~/.aws/config:2) but neither source_profile nor credential_source; add one of them"
    ),
    (
      "role_arn = r\nsource_profile = x\ncredential_source = Environment\n",
      "profile 'x' has both source_profile and credential_source (~/.aws/config:4); keep one of them"
    ),
    (
      "role_arn = r\nsource_profile = gone\n",
      "profile 'x' names source_profile 'gone' (~/.aws/config:3), which is not in ~/.aws/config or ~/.aws/credentials"
    ),
    (
      "role_arn = r\nsource_profile = empty\n",
      "the source_profile 'empty' of profile 'x' (~/.aws/config:3) has no credentials; run `aws configure --profile empty`"
    ),
    (
      "role_arn = r\nsource_profile = circle\n",
      "profiles name each other as source_profile: 'x' → 'circle' → 'x' (~/.aws/config:15); give one of them credentials of its own"
    ),
    (
      "role_arn = r\nsource_profile = x\n",
      "profiles name each other as source_profile: 'x' → 'x' (~/.aws/config:3); give one of them credentials of its own"
    ),
    (
      "role_arn = r\nmfa_serial = arn:aws:iam::1:mfa/me\nsource_profile = empty\n",
      "profile 'x' wants an MFA code (mfa_serial, ~/.aws/config:3), which Stepscope does not ask for: run "
        + "`eval \"$(aws configure export-credentials --profile x --format env)\"` and start again without --profile"
    ),
    (
      "role_arn = r\ncredential_source = Somewhere\n",
      "credential_source 'Somewhere' of profile 'x' (~/.aws/config:3) is none of Environment, Ec2InstanceMetadata and EcsContainer"
    ),
    (
      "role_arn = r\ncredential_source = Environment\n",
      "profile 'x' takes its keys from the environment (credential_source, ~/.aws/config:3), where AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY "
        + "are not set; set both"
    ),
    (
      "role_arn = r\ncredential_source = EcsContainer\n",
      "profile 'x' takes its keys from the container (credential_source, ~/.aws/config:3), but AWS_CONTAINER_CREDENTIALS_RELATIVE_URI and "
        + "AWS_CONTAINER_CREDENTIALS_FULL_URI are not set; this is no container of ECS"
    ),
    (
      "role_arn = r\ncredential_source = Ec2InstanceMetadata\n",
      "profile 'x' takes its keys from the instance (credential_source, ~/.aws/config:3), but AWS_EC2_METADATA_DISABLED is true; unset it"
    ),
    (
      "role_arn = r\nsource_profile = empty\nduration_seconds = 60\n",
      "duration_seconds of profile 'x' (~/.aws/config:4) is not a number from 900 to 43200"
    ),
    (
      "sso_account_id = 1\nsso_role_name = r\n",
      "profile 'x' uses SSO but lacks sso_start_url and sso_region (~/.aws/config:1); run `aws configure sso --profile x`"
    ),
    (
      "sso_role_name = r\nsso_start_url = u\nsso_region = r\n",
      "profile 'x' uses SSO but lacks sso_account_id (~/.aws/config:1); run `aws configure sso --profile x`"
    ),
    (
      "sso_account_id = 1\nsso_role_name = r\nsso_session = gone\n",
      "profile 'x' names sso_session 'gone' (~/.aws/config:4), but there is no [sso-session gone]; run `aws configure sso --profile x`"
    ),
  ]) func aProfileThatCannotBeUsed(_ profile: String, _ sentence: String) async {
    let lines = profile.split(separator: "\n", omittingEmptySubsequences: false).count
    let filler = String(repeating: "\n", count: 10 - lines)
    let config = "[profile x]\n\(profile)\(filler)[profile empty]\nregion = us-east-1\n[profile circle]\nrole_arn = r\nsource_profile = x\n"
    let world = CredentialWorld(config: config)
    #expect(await world.problem(profile: "x", ["AWS_EC2_METADATA_DISABLED": "true"]) == sentence)
    #expect(world.sent.withLock { $0 }.isEmpty)
  }

  @Test func aLongChainOfProfilesIsCut() async {
    let config = (0..<12).map { "[profile p\($0)]\nrole_arn = r\nsource_profile = p\($0 + 1)\n" }.joined()
    #expect(
      await CredentialWorld(config: config).problem(profile: "p0")
        == "more than 10 profiles name each other as source_profile (~/.aws/config:30); shorten the chain")
  }

  @Test func noSecretIsEverPrinted() {
    let credentials = AWSCredentials(accessKeyId: "AKIDEXAMPLE", secretAccessKey: "topsecret", sessionToken: "alsosecret")
    var dumped = ""
    dump(credentials, to: &dumped)
    for text in ["\(credentials)", String(reflecting: credentials), dumped] { #expect(!text.contains("secret")) }
    #expect("\(credentials)" == "credentials …MPLE")
  }
}
