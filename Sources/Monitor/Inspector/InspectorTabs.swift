/// The tabs the inspector has.
enum InspectorTabs {
  static let all: [any InspectorTab] = [WaitTab(), OverridesTab(), DataTab(), LogsTab(), AttemptsTab(), DefinitionTab()]
}
