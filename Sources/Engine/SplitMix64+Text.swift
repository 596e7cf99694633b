import Time

extension SplitMix64 {
  /// A generator seeded by a text (FNV-1a): the same on every machine and in every run. For names that must only differ, not for secrets.
  package init(text: String) {
    self.init(seed: text.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 })
  }
}
