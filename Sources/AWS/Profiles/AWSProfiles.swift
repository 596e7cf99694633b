/// What `~/.aws/config` and `~/.aws/credentials` say, joined as botocore joins them: a setting of the credentials file wins.
struct AWSProfiles: Sendable, Equatable {
  /// One setting and where it is written. Values may be secret: no description shows them.
  struct Setting: Sendable, Equatable {
    var value: String
    var place: String
    /// The settings of a block below it.
    var block: [String: Setting] = [:]
    /// Whether the file of keys says so, rather than the configuration.
    var isFromCredentialsFile = false
  }

  /// A profile, an SSO session or a set of services.
  struct Section: Sendable, Equatable {
    var name: String
    var place: String
    var settings: [String: Setting] = [:]

    /// A setting's value; an empty one counts as absent.
    func value(_ name: String) -> String? { settings[name].flatMap { $0.value.isEmpty ? nil : $0.value } }
    /// Where a setting is written; where the section begins when it is not.
    func place(of name: String) -> String { settings[name]?.place ?? place }
    func isTrue(_ name: String) -> Bool { value(name)?.lowercased() == "true" }
  }

  private(set) var profiles: [String: Section] = [:]
  private(set) var sessions: [String: Section] = [:]
  private(set) var services: [String: Section] = [:]
  /// The files that were looked for, as messages name them.
  private(set) var files = "~/.aws/config or ~/.aws/credentials"

  /// No files at all.
  init() {}

  /// Reads the files that the environment names: AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE, else those in `$HOME/.aws`. A missing file
  /// is an empty one.
  init(environment: [String: String], files: AWSFiles) throws(AWSError) {
    let config = AWSProfiles.path(environment, "AWS_CONFIG_FILE", "~/.aws/config")
    let credentials = AWSProfiles.path(environment, "AWS_SHARED_CREDENTIALS_FILE", "~/.aws/credentials")
    self.files = "\(config.shown) or \(credentials.shown)"
    for section in try AWSProfiles.read(config, files) {
      let place = "\(config.shown):\(section.line)"
      var settings = section.entries.mapValues { Setting($0, file: config.shown) }
      guard section.name != "default" else {
        profiles["default"] = Section(name: "default", place: place, settings: settings)
        continue
      }
      guard let words = ShellWords.split(section.name), words.count == 2 else { continue }
      switch words[0] {
      case "profile": profiles[words[1]] = Section(name: words[1], place: place, settings: settings)
      case "sso-session": sessions[words[1]] = Section(name: words[1], place: place, settings: settings)
      case "services":
        settings = settings.filter { !$0.value.block.isEmpty }
        services[words[1]] = Section(name: words[1], place: place, settings: settings)
      default: break
      }
    }
    for section in try AWSProfiles.read(credentials, files) {
      var profile = profiles[section.name] ?? Section(name: section.name, place: "\(credentials.shown):\(section.line)")
      for (name, entry) in section.entries {
        profile.settings[name] = Setting(entry, file: credentials.shown, isFromCredentialsFile: true)
      }
      profiles[section.name] = profile
    }
  }

  private static func path(_ environment: [String: String], _ variable: String, _ usual: String) -> (shown: String, real: String?) {
    let shown = environment[variable] ?? usual
    return (shown, expanded(shown, environment))
  }

  /// `~/` is the home directory; nil when nobody knows where that is.
  static func expanded(_ path: String, _ environment: [String: String]) -> String? {
    guard path.hasPrefix("~/") else { return path }
    return environment["HOME"].map { ($0.hasSuffix("/") ? $0 : $0 + "/") + path.dropFirst(2) }
  }

  private static func read(_ path: (shown: String, real: String?), _ files: AWSFiles) throws(AWSError) -> [INIFile.Section] {
    guard let real = path.real else { return [] }
    let bytes: [UInt8]?
    do throws(AWSFiles.Problem) {
      bytes = try files.read(real, INIFile.limit)
    } catch {
      throw AWSError(.configuration("\(path.shown) \(error.reason)"))
    }
    guard let bytes else { return [] }
    do throws(INIFile.Problem) {
      return try INIFile(bytes).sections
    } catch {
      throw AWSError(.configuration("\(path.shown):\(error.line): \(error.sentence)"))
    }
  }
}

extension AWSProfiles.Setting {
  fileprivate init(_ entry: INIFile.Entry, file: String, isFromCredentialsFile: Bool = false) {
    value = entry.value
    place = "\(file):\(entry.line)"
    block = (entry.block ?? [:]).mapValues { AWSProfiles.Setting(value: $0.value, place: "\(file):\($0.line)") }
    self.isFromCredentialsFile = isFromCredentialsFile
  }
}

extension AWSProfiles.Setting: CustomStringConvertible, CustomReflectable {
  /// Where it is; never the value.
  var description: String { "a setting in \(place)" }
  /// Nothing: a dump shows no secret.
  var customMirror: Mirror { Mirror(self, children: []) }
}
