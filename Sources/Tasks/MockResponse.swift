import JSON

/// One recorded answer of a mock file.
public struct MockResponse: Sendable, Equatable {
  /// A result or an error.
  public enum Outcome: Sendable, Equatable {
    case returns(JSONValue)
    /// `States.Timeout` and `States.HeartbeatTimeout` are recorded as the timed-out event.
    case throwing(error: String?, cause: String?)
  }

  /// How the task ends.
  public var outcome: Outcome
  /// The service's own answer, recorded as TaskSubmitted in the `.sync` and callback patterns; nil records none.
  public var submitted: JSONValue?

  /// Made from its parts.
  public init(_ outcome: Outcome, submitted: JSONValue? = nil) {
    self.outcome = outcome
    self.submitted = submitted
  }
}

/// A named entry of `MockedResponses`: which answer the n-th scheduling of a state gets.
public struct MockSequence: Sendable, Equatable {
  /// One answer and the schedulings that get it.
  public struct Entry: Sendable, Equatable {
    /// Schedulings, counted from 0.
    public var range: ClosedRange<Int>
    /// The answer.
    public var response: MockResponse

    /// Made from its parts.
    public init(_ range: ClosedRange<Int>, _ response: MockResponse) {
      self.range = range
      self.response = response
    }
  }

  /// As `MockedResponses` calls it.
  public var name: String
  /// In ascending order, without overlaps.
  public var entries: [Entry]
  /// `file:line:column` of the entry, where it was read from a file.
  public var place: String

  /// Several answers in order: the first scheduling gets the first.
  public init(name: String, responses: [MockResponse], place: String = "mocks") {
    self.init(name: name, entries: responses.enumerated().map { Entry($0...$0, $1) }, place: place)
  }

  /// Made from its parts.
  public init(name: String, entries: [Entry], place: String) {
    self.name = name
    self.entries = entries.sorted { $0.range.lowerBound < $1.range.lowerBound }
    self.place = place
  }

  /// The answer for the n-th scheduling, counted from 0.
  public func response(_ scheduling: Int) -> MockResponse? { entries.first { $0.range.contains(scheduling) }?.response }
}
