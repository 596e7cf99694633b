/// A separate world of AWS: its own regions, domain and accounts.
public struct AWSPartition: Sendable, Hashable {
  /// The second part of its ARNs.
  public var name: String
  /// The domain of its endpoints.
  public var domain: String

  private init(_ name: String, _ domain: String) {
    self.name = name
    self.domain = domain
  }

  private static let commercial = AWSPartition("aws", "amazonaws.com")
  private static let others: [(prefix: String, partition: AWSPartition)] = [
    ("cn-", AWSPartition("aws-cn", "amazonaws.com.cn")),
    ("us-gov-", AWSPartition("aws-us-gov", "amazonaws.com")),
    ("us-isob-", AWSPartition("aws-iso-b", "sc2s.sgov.gov")),
    ("us-isof-", AWSPartition("aws-iso-f", "csp.hci.ic.gov")),
    ("us-iso-", AWSPartition("aws-iso", "c2s.ic.gov")),
    ("eu-isoe-", AWSPartition("aws-iso-e", "cloud.adc-e.uk")),
    ("eusc-", AWSPartition("aws-eusc", "amazonaws.eu")),
  ]

  /// The partition a region belongs to, told by its prefix; a region nobody has heard of is a commercial one.
  public init(region: String) {
    self = AWSPartition.others.first { region.hasPrefix($0.prefix) }?.partition ?? AWSPartition.commercial
  }

  /// The region that stands for a whole partition where nobody names one.
  static func globalRegion(of partition: String) -> String {
    switch partition {
    case "aws-cn": "cn-north-1"
    case "aws-us-gov": "us-gov-west-1"
    case "aws-iso": "us-iso-east-1"
    case "aws-iso-b": "us-isob-east-1"
    case "aws-iso-e": "eu-isoe-west-1"
    case "aws-iso-f": "us-isof-south-1"
    case "aws-eusc": "eusc-de-east-1"
    default: "us-east-1"
    }
  }
}
