import HTTP
import JSON
import Testing

@testable import AWS

/// Files in the form of `~/.aws/config`, read as botocore reads them.
@Suite struct ProfileFileTests {
  private func read(_ text: String) throws(INIFile.Problem) -> [INIFile.Section] { try INIFile(Array(text.utf8)).sections }

  private func value(_ text: String, _ key: String = "key") throws -> String? { try read("[s]\n" + text).first?.entries[key]?.value }

  private func problem(_ text: String) -> String? {
    do throws(INIFile.Problem) {
      _ = try read(text)
      return nil
    } catch { return "\(error.line): \(error.sentence)" }
  }

  @Test func sectionsAndSettings() throws {
    let sections = try read(
      """
      # a comment
      [default]
      region = us-east-1
      ; another
      aws_access_key_id=AKIDEXAMPLE

      [profile two words]
      Output : json
      """)
    #expect(sections.map(\.name) == ["default", "profile two words"])
    #expect(sections[0].entries["region"]?.value == "us-east-1")
    #expect(sections[0].entries["aws_access_key_id"]?.line == 5)
    #expect(sections[1].entries["output"]?.value == "json")
    #expect(sections[1].line == 7)
  }

  @Test(arguments: [
    ("key = a # not a comment", "a # not a comment"),
    ("key = a=b:c", "a=b:c"),
    ("key: a = b", "a = b"),
    ("key =", ""),
    ("key = a\n  b\n\n  c\n", "a\nb\n\nc"),
    ("key = a\n  # inside\n  b", "a\nb"),
    ("  key = a\n  other = b", "a"),
    ("KEY = Mixed Case", "Mixed Case"),
    ("key = \u{E4}\u{1F511}", "\u{E4}\u{1F511}"),
    ("key = a\r\nother = b\r\n", "a"),
  ]) func values(_ text: String, _ value: String) throws { #expect(try self.value(text) == value) }

  @Test func aBlockIsSettingsOfItsOwn() throws {
    let text = """
      [default]
      s3 =
        max_concurrent_requests = 20
        Addressing_Style=path

      region = us-east-1
      """
    let section = try #require(try read(text).first)
    #expect(section.entries["s3"]?.block?.mapValues(\.value) == ["max_concurrent_requests": "20", "Addressing_Style": "path"])
    #expect(section.entries["s3"]?.block?["Addressing_Style"]?.line == 4)
    #expect(section.entries["region"]?.value == "us-east-1")
    #expect(section.entries["region"]?.block == nil)
  }

  @Test func aByteOrderMarkIsPassedOver() throws { #expect(try read("\u{FEFF}[a]\nb = c").map(\.name) == ["a"]) }

  @Test(arguments: [
    ("region = x", "1: a line before the first [section]; write the section's name above it"),
    ("[a]\nnonsense", "2: neither '[section]' nor 'key = value'"),
    ("[a]\n= x", "2: neither '[section]' nor 'key = value'"),
    ("[]\n", "1: a line before the first [section]; write the section's name above it"),
    ("[a]\nb = 1\n[a]\n", "3: the section 'a' is there twice, first in line 1; join the two"),
    ("[a]\nb = 1\n\nB = 2\n", "4: 'b' is there twice in this section, first in line 2; keep one"),
    ("[a]\ns3 =\n  x = 1\n  nonsense\n", "4: not 'key = value', which lines below 's3' have to be"),
    ("[a]\u{0}", "1: the file is not UTF-8 text"),
  ]) func says(_ text: String, _ sentence: String) { #expect(problem(text) == sentence) }

  @Test func whatIsNoTextOrTooLongIsRefused() {
    #expect(throws: INIFile.Problem(line: 1, sentence: "the file is not UTF-8 text")) { try INIFile([0x5B, 0xFF, 0x5D]) }
    let long = [UInt8](repeating: UInt8(ascii: "#"), count: (1 << 20) + 1)
    #expect(throws: INIFile.Problem(line: 1, sentence: "the file is longer than 1 MiB")) { try INIFile(long) }
  }

  @Test(arguments: [
    ("a b  c", ["a", "b", "c"]), ("a 'b c' \"d e\"", ["a", "b c", "d e"]), (#"a\ b "c\"d\\e\f" 'g\h'"#, ["a b", #"c"d\e\f"#, #"g\h"#]),
    ("a''b ''", ["ab", ""]), ("# $HOME *", ["#", "$HOME", "*"]), ("", []),
  ]) func words(_ text: String, _ words: [String]) { #expect(ShellWords.split(text) == words) }

  @Test(arguments: ["'open", "\"open", "end\\"]) func wordsThatDoNotEnd(_ text: String) { #expect(ShellWords.split(text) == nil) }

  @Test func quotedForAShell() {
    #expect(ShellWords.quoted("dev-1") == "dev-1")
    #expect(ShellWords.quoted("it's mine") == #"'it'\''s mine'"#)
    #expect(ShellWords.quoted("") == "''")
  }
}

@Suite struct ProfileTests {
  private let config = """
    [default]
    region = eu-west-1

    [profile dev]
    region = eu-central-1
    services = local
    endpoint_url = http://everything:1
    stepscope_read_only = true

    [profile "two words"]
    region = eu-north-1

    [profile bare]
    endpoint_url = http://everything:1
    ignore_configured_endpoint_urls = true
    region = us-west-2

    [services local]
    sfn =
      endpoint_url = http://sfn:2
    cloudwatch_logs =
      endpoint_url = http://logs:3
    """

  private func endpoint(_ service: AWSService, _ profile: String?, _ environment: [String: String] = [:]) throws -> String {
    let endpoint = try CredentialWorld(config: config).settings(profile: profile, environment).endpoint(of: service)
    return "\(endpoint.address.origin) \(endpoint.region)"
  }

  @Test func theProfileNamesRegionAndEndpoints() throws {
    #expect(try endpoint(.stepFunctions, nil) == "https://states.eu-west-1.amazonaws.com eu-west-1")
    #expect(try endpoint(.stepFunctions, "two words") == "https://states.eu-north-1.amazonaws.com eu-north-1")
    #expect(try endpoint(.stepFunctions, "dev") == "http://sfn:2 eu-central-1")
    #expect(try endpoint(.logs, "dev") == "http://logs:3 eu-central-1")
    #expect(try endpoint(.ecs, "dev") == "http://everything:1 eu-central-1")
    #expect(try endpoint(.stepFunctions, nil, ["AWS_PROFILE": "dev"]) == "http://sfn:2 eu-central-1")
    #expect(try endpoint(.stepFunctions, "two words", ["AWS_PROFILE": "dev"]) == "https://states.eu-north-1.amazonaws.com eu-north-1")
  }

  @Test func theEnvironmentStandsBeforeTheProfile() throws {
    #expect(try endpoint(.stepFunctions, "dev", ["AWS_ENDPOINT_URL_SFN": "http://variable:4"]) == "http://variable:4 eu-central-1")
    #expect(try endpoint(.stepFunctions, "dev", ["AWS_ENDPOINT_URL": "http://variable:5"]) == "http://variable:5 eu-central-1")
    #expect(try endpoint(.logs, "dev", ["AWS_ENDPOINT_URL_LOGS": "http://wrong:6"]) == "http://logs:3 eu-central-1")
    #expect(try endpoint(.logs, "dev", ["AWS_ENDPOINT_URL_CLOUDWATCH_LOGS": "http://right:6"]) == "http://right:6 eu-central-1")
    #expect(try endpoint(.stepFunctions, nil, ["AWS_DEFAULT_REGION": "sa-east-1"]) == "https://states.sa-east-1.amazonaws.com sa-east-1")
  }

  @Test func configuredEndpointsCanBeIgnored() throws {
    #expect(try endpoint(.stepFunctions, "bare") == "https://states.us-west-2.amazonaws.com us-west-2")
    #expect(
      try endpoint(.stepFunctions, "bare", ["AWS_ENDPOINT_URL_SFN": "http://variable:4"])
        == "https://states.us-west-2.amazonaws.com us-west-2")
    #expect(
      try endpoint(.stepFunctions, "dev", ["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true"])
        == "https://states.eu-central-1.amazonaws.com eu-central-1")
  }

  @Test func theFlagsStandBeforeAll() throws {
    let settings = AWSEndpointSettings(
      endpointURL: "http://flag:1", ecsEndpointURL: "http://flag:2", logsEndpointURL: "http://flag:3", profile: "dev",
      environment: ["HOME": "/home/me", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true"], files: CredentialWorld(config: config).fileReader)
    #expect(try settings.endpoint(of: .stepFunctions).address.origin == "http://flag:1")
    #expect(try settings.endpoint(of: .ecs).address.origin == "http://flag:2")
    #expect(try settings.endpoint(of: .logs).address.origin == "http://flag:3")
    // An emulator is not asked for the credentials of real accounts.
    #expect(try settings.endpoint(of: .sts).address.origin == "https://sts.eu-central-1.amazonaws.com")
  }

  @Test func onlyAwsOwnHostsHaveThePrefixOfWaitingCalls() throws {
    let own = try AWSEndpointSettings(region: "us-east-1", environment: [:]).endpoint(of: .stepFunctions)
    #expect(own.address(of: "TestState").host == "sync-states.us-east-1.amazonaws.com")
    #expect(own.address(of: "StartSyncExecution").host == "sync-states.us-east-1.amazonaws.com")
    #expect(own.address(of: "StartExecution").host == "states.us-east-1.amazonaws.com")
    #expect(try emulator().address(of: "TestState").host == "127.0.0.1")
  }

  @Test func aProfileCanBeReadOnly() {
    let world = CredentialWorld(config: config)
    #expect(world.settings(profile: "dev").isReadOnly)
    #expect(!world.settings().isReadOnly)
    #expect(!world.settings(profile: "none").isReadOnly)
  }

  @Test func theCredentialsFileWins() throws {
    let world = CredentialWorld(config: "[profile a]\nregion = eu-west-1\noutput = json", credentials: "[a]\nregion = eu-west-2")
    let section = try world.settings(profile: "a").chosenProfile()
    #expect(section?.value("region") == "eu-west-2")
    #expect(section?.place(of: "region") == "~/.aws/credentials:2")
    #expect(section?.place(of: "output") == "~/.aws/config:3")
    #expect(section?.place == "~/.aws/config:1")
  }

  @Test func theFilesCanBeElsewhere() throws {
    let world = CredentialWorld(files: ["/etc/aws": "[profile x]\nregion = eu-west-1", "/home/me/keys": "[x]\naws_access_key_id = A"])
    let section = try world.settings(profile: "x", ["AWS_CONFIG_FILE": "/etc/aws", "AWS_SHARED_CREDENTIALS_FILE": "~/keys"]).chosenProfile()
    #expect(section?.place(of: "region") == "/etc/aws:2")
    #expect(section?.place(of: "aws_access_key_id") == "~/keys:2")
  }

  @Test func whatIsWrongIsSaidWithItsPlace() async {
    let broken = CredentialWorld(config: "[default]\nregion\n")
    #expect(throws: AWSError(.configuration("~/.aws/config:2: neither '[section]' nor 'key = value'"))) {
      try broken.settings().endpoint(of: .stepFunctions)
    }
    let locked = CredentialWorld(config: "", credentials: "unreadable")
    #expect(throws: AWSError(.configuration("~/.aws/credentials may not be read; check its permissions"))) {
      try locked.settings().endpoint(of: .stepFunctions)
    }
    let missing =
      "there is no profile 'none' in ~/.aws/config or ~/.aws/credentials; `aws configure list-profiles` lists those there are"
    #expect(throws: AWSError(.configuration(missing))) {
      try CredentialWorld(config: config).settings(profile: "none").endpoint(of: .stepFunctions)
    }
    #expect(throws: AWSError(.configuration(missing))) {
      try CredentialWorld(config: config).settings(["AWS_PROFILE": "none"]).endpoint(of: .stepFunctions)
    }
    let services = "profile 'default' names services 'gone' (~/.aws/config:2), but there is no [services gone]; add it, or remove the line"
    #expect(throws: AWSError(.configuration(services))) {
      try CredentialWorld(config: "[default]\nservices = gone").settings().endpoint(of: .stepFunctions)
    }
    let address = CredentialWorld(config: "[default]\nendpoint_url = localhost:1")
    #expect(
      throws: AWSError(.configuration("~/.aws/config:2: 'localhost:1' has no scheme; write it as http://HOST:PORT or https://HOST"))
    ) { try address.settings().endpoint(of: .stepFunctions) }
  }

  @Test func noDescriptionShowsASecret() throws {
    let world = CredentialWorld(
      config: "[profile a]\ncredential_process = tool --password hunter2\n", credentials: "[b]\naws_secret_access_key = hunter2\n")
    let settings = world.settings()
    let file = try INIFile(Array("[b]\naws_secret_access_key = hunter2\ns3 =\n  key = hunter2\n".utf8))
    let container = ContainerEndpoint(address: HTTPAddress(isSecure: true, host: "c"), authorization: .token("hunter2"))
    let process = CredentialProcess(profile: "a", command: ["tool", "hunter2"], place: "p")
    let keys = CredentialSource.keys(AWSCredentials(accessKeyId: "AKIDEXAMPLE", secretAccessKey: "hunter2", sessionToken: "hunter2"))
    for value in [try settings.allProfiles(), settings, file, container, process, keys, CredentialSource.process(process)] as [Any] {
      var dumped = ""
      dump(value, to: &dumped)
      for text in ["\(value)", String(reflecting: value), dumped] { #expect(!text.contains("hunter2")) }
    }
  }
}
