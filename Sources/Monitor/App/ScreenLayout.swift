import Canvas

/// The parts of the main screen that can have the focus.
public enum Pane: Int, Sendable, CaseIterable, Hashable {
  case graph, inspector, events

  /// The pane's name as people read it.
  public var title: String {
    switch self {
    case .graph: "Graph"
    case .inspector: "Inspector"
    case .events: "Events"
    }
  }
}

/// Where everything is, for every size: one function, total from 0×0 on.
public struct ScreenLayout: Sendable, Equatable {
  /// Below it nothing can be shown but the size that is needed.
  static let smallest = Size(width: 40, height: 10)
  /// From here on three panes have frames and the graph is drawn; below, states are lines; below `split`, one pane at a time.
  static let wide = 120
  static let split = 80

  /// How much the terminal's size allows to be shown at once.
  public enum Form: Sendable, Equatable {
    /// Too small for anything.
    case none
    /// One pane at a time.
    case single
    /// States as lines beside the inspector, events below; rules instead of frames.
    case split
    /// Framed panes.
    case wide
  }

  /// The form this size led to.
  public let form: Form
  /// The screen's first line; empty when the form is `none`.
  public let header: Rect
  /// The screen's last line; empty when the form is `none`.
  public let footer: Rect
  /// Everything between header and footer.
  public let body: Rect
  /// Pane to its whole area, frames included; only those that are shown.
  public let panes: [Pane: Rect]

  /// - Parameters:
  ///   - graphColumns: How wide the graph is as it is laid out: where there is room, its pane is as wide.
  ///   - focus: The pane that stays when there is room for one only, or when `isZoomed`.
  init(size: Size, focus: Pane, isZoomed: Bool, graphColumns: Int = 0) {
    let screen = Rect(size)
    guard size.width >= ScreenLayout.smallest.width, size.height >= ScreenLayout.smallest.height else {
      (form, header, footer, body, panes) = (.none, .empty, .empty, screen, [:])
      return
    }
    let (top, rest) = screen.splitTop(1)
    let (middle, bottom) = rest.splitBottom(1)
    (header, footer, body) = (top, bottom, middle)
    form = size.width >= ScreenLayout.wide ? .wide : size.width >= ScreenLayout.split ? .split : .single
    if form == .single || isZoomed {
      panes = [focus: middle]
    } else if form == .wide {
      let (upper, events) = middle.splitBottom(min(max(middle.height * 31 / 100, 5), 16))
      let share = min(max(upper.width * 41 / 100, 52), 84)
      // The inspector keeps what its tables need.
      let most = max(share, min(upper.width * 6 / 10, upper.width - 76))
      let (graph, inspector) = upper.splitLeft(min(max(share, graphColumns + 6), most))
      panes = [.graph: graph, .inspector: inspector, .events: events]
    } else {
      let (upper, events) = middle.splitBottom(max(3, middle.height * 23 / 100))
      let (graph, inspector) = upper.splitLeft(max(27, upper.width / 3))
      panes = [.graph: graph, .inspector: inspector, .events: events]
    }
  }

  /// The part of a pane that its contents may use.
  func content(_ pane: Pane) -> Rect {
    guard let area = panes[pane] else { return .empty }
    switch form {
    case .none: return .empty
    case .wide: return area.inset(dx: 1, dy: 1)
    case .single: return area.splitTop(1).rest
    case .split:
      if panes.count == 1 { return area.splitTop(1).rest }
      switch pane {
      case .graph: return area.splitRight(1).rest
      case .inspector: return area.splitLeft(1).rest
      case .events: return area.splitTop(1).rest
      }
    }
  }
}
