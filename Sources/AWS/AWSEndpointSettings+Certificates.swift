extension AWSEndpointSettings {
  /// The longest file of certificates that is looked into; the system's own has about 250 KiB.
  private static let longestBundle = 16 << 20

  /// The file of certificates to trust instead of the system's: AWS_CA_BUNDLE, else the profile's `ca_bundle`; nil when neither is set. It is looked at now, so that what is wrong
  /// with it is said with its name.
  func certificates() throws(AWSError) -> String? {
    var named = environment["AWS_CA_BUNDLE"].map { (path: $0, source: "AWS_CA_BUNDLE") }
    if named == nil, let profile = (try? chosenProfile()) ?? nil, let path = profile.value("ca_bundle") {
      named = (path, "\(profile.place(of: "ca_bundle")): ca_bundle")
    }
    guard let (path, source) = named else { return nil }
    func problem(_ why: String) -> AWSError {
      AWSError(.configuration("\(source): the file \(INIFile.quoted(path)) \(why); name a file of PEM certificates"))
    }
    guard let file = AWSProfiles.expanded(path, environment) else { throw problem("begins with ~, and HOME is not set") }
    guard !file.utf8.contains(0) else { throw problem("has a control character in its name") }
    let found: [UInt8]?
    do throws(AWSFiles.Problem) { found = try files.read(file, AWSEndpointSettings.longestBundle) } catch { throw problem(error.reason) }
    guard let bytes = found else { throw problem("is not there") }
    guard bytes.count <= AWSEndpointSettings.longestBundle else { throw problem("is longer than 16 MiB") }
    guard String(decoding: bytes, as: UTF8.self).firstRange(of: "-----BEGIN ") != nil else { throw problem("holds no certificate") }
    return file
  }
}
