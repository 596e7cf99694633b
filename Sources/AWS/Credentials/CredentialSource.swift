import HTTP

/// Where credentials come from, decided from flags, environment and files before anybody is asked for them.
enum CredentialSource: Sendable, Equatable {
  /// The keys themselves.
  case keys(AWSCredentials)
  /// A token of `aws sso login`.
  case signOn(SignOn)
  /// A program that prints keys.
  case process(CredentialProcess)
  /// A role that other credentials may take.
  indirect case role(RoleRequest, by: CredentialSource)
  /// The endpoint that containers are given.
  case container(ContainerEndpoint)
  /// The metadata service of the instance.
  case instance(HTTPAddress)
}

/// A permission set of IAM Identity Center that a profile names.
struct SignOn: Sendable, Equatable {
  var profile: String
  /// What the cached token's file is named after: the SSO session's name, or the start URL.
  var cacheKey: String
  var region: String
  var account: String
  var role: String
}

/// A program of `credential_process`.
struct CredentialProcess: Sendable, Equatable {
  var profile: String
  var command: [String]
  var place: String
}

/// A role to take.
struct RoleRequest: Sendable, Equatable {
  var profile: String
  var arn: String
  var sessionName: String?
  var externalId: String?
  var seconds: Int?
}

/// The endpoint that a container gets its credentials from.
struct ContainerEndpoint: Sendable, Equatable {
  /// What to send as Authorization.
  enum Authorization: Sendable, Equatable {
    case none
    case token(String)
    case file(String)
  }

  var address: HTTPAddress
  var authorization: Authorization
}

extension CredentialProcess: CustomStringConvertible, CustomReflectable {
  /// The program without its arguments, which may hold secrets.
  var description: String { "the program \(INIFile.quoted(command.first ?? ""))" }
  var customMirror: Mirror { Mirror(self, children: []) }
}

extension ContainerEndpoint: CustomStringConvertible, CustomReflectable {
  /// The address without the token.
  var description: String { address.origin }
  var customMirror: Mirror { Mirror(self, children: []) }
}
