import AWS
import ExecutionSource
import JSON
import Time

/// A row that a list can hold once.
protocol CatalogRow: Sendable, Equatable { var arn: String { get } }
extension MachineRow: CatalogRow {}
extension ExecutionRow: CatalogRow {}

/// Reads a list page by page, as far as it is wanted, and again after a while. It knows no clock and no network.
///
/// A list that is read again keeps its rows until all new pages are there. An endpoint that does not page, or gives the same page for ever, is noticed by its tokens and rows.
struct ListFollower<Row: CatalogRow>: Sendable {
  /// What is known.
  private(set) var list = CatalogList<Row>()
  /// When the next page is to be asked for.
  private(set) var due: Timestamp?
  /// The token of that page; nil for the first.
  private(set) var token: String?

  /// How many rows are wanted at least.
  private var wanted: Int
  private let interval: Duration
  private var gathered: [Row] = []
  private var seen: Set<String> = []
  private var pages = 0
  private var emptyPages = 0
  private var failures = 0

  /// More rows than these are not kept.
  static var maximumRows: Int { 10_000 }
  /// The pages of one reading.
  private static var maximumPages: Int { 200 }
  /// Between two calls of a reading that goes over several pages, on the average.
  private static var perPage: Duration { .milliseconds(2_500) }
  /// While an endpoint refuses.
  static var afterRefusal: Duration { .seconds(60) }

  init(wanted: Int, interval: Duration, now: Timestamp) {
    self.wanted = min(max(1, wanted), ListFollower.maximumRows)
    self.interval = interval
    due = now
  }

  /// The size of the next page.
  var maxResults: Int { min(1_000, max(1, wanted - gathered.count)) }

  /// Asks for at least so many rows from now on; reads at once where that is more than there are.
  mutating func want(_ rows: Int, now: Timestamp) {
    let rows = min(max(1, rows), ListFollower.maximumRows)
    if rows > wanted, list.hasMore { due = now }
    wanted = rows
  }

  /// Reads the list as soon as possible.
  mutating func hurry(at now: Timestamp) { due = now }

  /// Takes in a page; `chance` (0 to 1) spreads the next reading.
  mutating func accept(_ rows: [Row], next: String?, sorted: ([Row]) -> [Row], now: Timestamp, chance: Double) {
    let fresh = rows.filter { seen.insert($0.arn).inserted }
    let room = max(0, ListFollower.maximumRows - gathered.count)
    gathered += fresh.prefix(room)
    pages += 1
    emptyPages = fresh.isEmpty ? emptyPages + 1 : 0
    failures = 0
    let isCut = fresh.count > room
    let goesOn = next.map { !$0.isEmpty && $0 != token } ?? false
    let following = goesOn && emptyPages < 10 && pages < ListFollower.maximumPages ? next : nil
    if let following, gathered.count < wanted {
      token = following
      due = now
      // The first reading is shown as it comes.
      if list.asOf == nil || gathered.count > list.rows.count { show(sorted(gathered), hasMore: true, now) }
      return
    }
    let cost = pages
    show(sorted(gathered), hasMore: following != nil || isCut, now)
    restart()
    due = now + ListFollower.spread(interval, chance) + ListFollower.perPage * (cost - 1)
  }

  /// A call brought nothing: the rows stay, with the reason why they are not newer.
  mutating func fail(_ error: AWSError, _ why: String? = nil, now: Timestamp, chance: Double) {
    restart()
    failures += 1
    list.problem = why ?? "\(error)"
    let mayPass = error.mayPass || error.isThrottle
    let wait = mayPass ? min(ListFollower.afterRefusal, .seconds(2 << min(failures - 1, 5))) : ListFollower.afterRefusal
    due = now + ListFollower.spread(max(wait, mayPass ? .zero : interval), chance)
  }

  private mutating func show(_ rows: [Row], hasMore: Bool, _ now: Timestamp) {
    list.rows = rows
    list.hasMore = hasMore
    list.asOf = now
    list.problem = nil
  }

  private mutating func restart() {
    gathered = []
    seen = []
    token = nil
    pages = 0
    emptyPages = 0
  }

  /// A fifth more or less.
  private static func spread(_ duration: Duration, _ chance: Double) -> Duration { duration * (0.8 + 0.4 * min(max(chance, 0), 1)) }
}
