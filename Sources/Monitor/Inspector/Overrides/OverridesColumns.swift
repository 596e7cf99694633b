import ECSModel

/// Which columns the overrides' table has at a width, and how wide they are.
struct OverridesColumns: Sendable, Equatable {
  enum Column: Sendable, Equatable {
    case definition, requested, effective, reported
  }

  /// Of the field's name, its gap included.
  let field: Int
  /// Of every other column, gap included.
  let value: Int
  let columns: [Column]

  /// - Parameter longestField: columns of the longest field's name.
  init(width: Int, longestField: Int, showsReported: Bool) {
    let wanted = min(max(longestField, 10), 26) + 2
    field = max(0, min(width, wanted, width < 60 ? max(10, width - 30) : width * 2 / 5))
    let room = max(0, width - field)
    let columns: [Column] =
      if showsReported, room / 4 >= 13 {
        [.definition, .requested, .effective, .reported]
      } else if room / 3 >= 9 {
        [.definition, .requested, .effective]
      } else if room / 2 >= 8 {
        [.requested, .effective]
      } else {
        [.effective]
      }
    self.columns = columns
    value = min(24, room / columns.count)
  }

  func title(_ column: Column) -> String {
    switch column {
    case .definition: value > 15 ? "task definition" : value > 10 ? "definition" : "defined"
    case .requested: "requested"
    case .effective: "effective"
    case .reported: value > 15 ? "reported by ECS" : "ECS reports"
    }
  }
}

extension EffectiveOverrides.Row {
  subscript(column: OverridesColumns.Column) -> EffectiveOverrides.Cell {
    switch column {
    case .definition: definition
    case .requested: requested
    case .effective: effective
    case .reported: reported
    }
  }

  /// Whether there is nothing to say: neither set, nor asked for, nor reported.
  var isEmpty: Bool { [definition, requested, effective, reported].allSatisfy { $0.value == nil } }
}
