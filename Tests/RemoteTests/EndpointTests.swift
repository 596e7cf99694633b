import AWS
import HTTP
import Testing

@Suite struct AddressTests {
  @Test(arguments: [
    ("http://127.0.0.1:4566", "127.0.0.1:4566", "/", "http://127.0.0.1:4566/"),
    ("HTTPS://states.us-east-1.amazonaws.com", "states.us-east-1.amazonaws.com", "/", "https://states.us-east-1.amazonaws.com/"),
    ("https://host:443/base/", "host", "/base/", "https://host/base/"),
    ("http://[::1]:8083?x=1#part", "[::1]:8083", "/", "http://[::1]:8083/?x=1"),
  ]) func reads(_ text: String, _ hostHeader: String, _ path: String, _ whole: String) throws {
    let address = try HTTPAddress(parsing: text)
    #expect(address.hostHeader == hostHeader)
    #expect(address.path == path)
    #expect(address.description == whole)
  }

  @Test(arguments: [
    ("localhost:4566", "'localhost:4566' has no scheme; write it as http://HOST:PORT or https://HOST"),
    ("ftp://host", "'ftp://host' is neither http nor https"),
    ("http://", "'http://' names no host"),
    ("http://host:0", "'http://host:0' has a port that is not a number from 1 to 65535"),
    ("http://host:x", "'http://host:x' has a port that is not a number from 1 to 65535"),
    ("http://me:secret@host", "the address carries a user name; give credentials in the environment instead"),
    ("http://host/\u{1B}[2J", "'http://host/\u{1B}[2J' has a space or a control character in it"),
  ]) func refuses(_ text: String, _ why: String) {
    let failure = #expect(throws: HTTPFailure.self) { try HTTPAddress(parsing: text) }
    #expect(failure?.description == why)
  }
}

@Suite struct EndpointTests {
  private func resolve(
    _ service: AWSService = .stepFunctions, region: String? = nil, url: String? = nil, ecs: String? = nil, arn: String? = nil,
    environment: [String: String] = [:]
  ) throws -> String {
    let settings = AWSEndpointSettings(region: region, endpointURL: url, ecsEndpointURL: ecs, environment: environment)
    let endpoint = try settings.endpoint(of: service, for: arn.flatMap { ResourceName($0) })
    return "\(endpoint.address.origin) \(endpoint.region)\(endpoint.isCustom ? " custom" : "")"
  }

  @Test func theNearestWordWins() throws {
    let environment = [
      "AWS_ENDPOINT_URL_SFN": "http://sfn:1", "AWS_ENDPOINT_URL_ECS": "http://ecs:2", "AWS_ENDPOINT_URL": "http://all:3",
      "AWS_REGION": "eu-west-1",
    ]
    #expect(try resolve(url: "http://flag:4", environment: environment) == "http://flag:4 eu-west-1 custom")
    #expect(try resolve(environment: environment) == "http://sfn:1 eu-west-1 custom")
    #expect(try resolve(.ecs, environment: environment) == "http://ecs:2 eu-west-1 custom")
    #expect(try resolve(.ecs, url: "http://flag:4", environment: environment) == "http://flag:4 eu-west-1 custom")
    #expect(try resolve(.ecs, url: "http://flag:4", ecs: "http://flag:5", environment: environment) == "http://flag:5 eu-west-1 custom")
    #expect(try resolve(environment: ["AWS_ENDPOINT_URL": "http://all:3"]) == "http://all:3 us-east-1 custom")
    #expect(
      try resolve(environment: [
        "AWS_ENDPOINT_URL": "http://all:3", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "TRUE", "AWS_REGION": "us-west-2",
      ])
        == "https://states.us-west-2.amazonaws.com us-west-2")
    #expect(
      try resolve(environment: ["AWS_ENDPOINT_URL": "", "AWS_REGION": "us-west-2"]) == "https://states.us-west-2.amazonaws.com us-west-2")
  }

  @Test func theRegionIsTheFlagsTheArnsOrTheEnvironments() throws {
    let arn = "arn:aws:states:eu-central-1:123456789012:execution:m:e"
    let environment = ["AWS_REGION": "us-west-1", "AWS_DEFAULT_REGION": "us-west-2"]
    #expect(try resolve(region: "sa-east-1", arn: arn, environment: environment) == "https://states.sa-east-1.amazonaws.com sa-east-1")
    #expect(try resolve(arn: arn, environment: environment) == "https://states.eu-central-1.amazonaws.com eu-central-1")
    #expect(try resolve(environment: environment) == "https://states.us-west-1.amazonaws.com us-west-1")
    #expect(try resolve(environment: ["AWS_DEFAULT_REGION": "us-west-2"]) == "https://states.us-west-2.amazonaws.com us-west-2")
  }

  @Test(arguments: [
    ("cn-north-1", "https://states.cn-north-1.amazonaws.com.cn cn-north-1"),
    ("us-gov-west-1", "https://states.us-gov-west-1.amazonaws.com us-gov-west-1"),
    ("eusc-de-east-1", "https://states.eusc-de-east-1.amazonaws.eu eusc-de-east-1"),
    ("us-isob-east-1", "https://states.us-isob-east-1.sc2s.sgov.gov us-isob-east-1"),
    ("mars-north-1", "https://states.mars-north-1.amazonaws.com mars-north-1"),
  ]) func partitions(_ region: String, _ endpoint: String) throws { #expect(try resolve(region: region) == endpoint) }

  @Test func saysWhatToSet() {
    #expect(throws: AWSError(.configuration("no AWS region: give --region, set AWS_REGION, or run `aws configure set region REGION`"))) {
      try resolve()
    }
    #expect(throws: AWSError(.configuration("'evil.example/' is not a region; write it as us-east-1"))) {
      try resolve(region: "evil.example/")
    }
    #expect(
      throws: AWSError(.configuration("AWS_ENDPOINT_URL_SFN: 'localhost:1' has no scheme; write it as http://HOST:PORT or https://HOST"))
    ) {
      try resolve(environment: ["AWS_ENDPOINT_URL_SFN": "localhost:1"])
    }
  }

  @Test func resourceNames() {
    let task = ResourceName("arn:aws:ecs:us-east-1:123456789012:task/demo/5cb648c2")
    #expect(task?.name == "5cb648c2")
    #expect(task?.resource == "task/demo/5cb648c2")
    #expect(task?.description == "arn:aws:ecs:us-east-1:123456789012:task/demo/5cb648c2")
    #expect(ResourceName("arn:aws:states:us-east-1:123456789012:execution:machine:run-1")?.name == "run-1")
    #expect(ResourceName("run-1") == nil)
    #expect(ResourceName("arn:aws:states:us-east-1") == nil)
  }
}
