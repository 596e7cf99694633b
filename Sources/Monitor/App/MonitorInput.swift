import Canvas
import ECSModel
import ExecutionSource
import JSON

/// What the monitor is told.
public enum MonitorInput: Sendable {
  case key(Key)
  case resize(Size)
  /// The newest snapshot of the source.
  case snapshot(ExecutionSnapshot)
  /// The newest snapshot of the catalog beside the execution.
  case catalog(CatalogSnapshot)
  /// What was last drawn is on the terminal. Only then does a question that writes take its `y`.
  case painted
  /// Time passed; sent when `nextDeadline` has come.
  case tick
  case effectResult(MonitorEffectResult)
}

/// What became of an effect.
public enum MonitorEffectResult: Sendable {
  /// An action of the source: `refusal` is its sentence, nil when it was done.
  case performed(label: String, refusal: String?)
  /// $EDITOR was left; nil text when it failed, with the sentence.
  case edited(EditPurpose, text: String?, problem: String?)
  /// A file was written, or why not.
  case wrote(path: String, problem: String?)
  /// Task definitions that a file held, or why it could not be read.
  case taskDefinitions(path: String, [TaskDefinition], problem: String?)
  /// What an expression came to.
  case evaluated(EvaluatedExpression)
  /// Anything else worth saying.
  case said(String, isProblem: Bool)
}

/// What the monitor asks of the world. The monitor itself touches nothing.
public enum MonitorEffect: Sendable, Equatable {
  /// Ask the source; `label` says in the past tense what was done: `approved "Deploy"`; empty where the screen shows it by itself.
  case perform(SourceAction, label: String)
  /// Ask the catalog; `label` as above.
  case performCatalog(CatalogAction, label: String)
  /// Another screen comes before this one.
  case show(Destination)
  /// This screen is left, for the one behind it.
  case back
  /// Let the user edit a text in $EDITOR and answer with `.edited`.
  case runEditor(text: String, purpose: EditPurpose)
  case writeFile(path: String, bytes: [UInt8])
  /// Put a text on the clipboard (OSC 52, or the desktop's).
  case copy(String)
  /// The terminal's title; sanitised.
  case setTitle(String)
  case bell
  /// A notification of the desktop (OSC 9); sanitised.
  case notify(String)
  /// Colours changed: everything is to be painted anew.
  case useTheme(name: String)
  /// Keep the theme for the next time.
  case saveTheme(name: String)
  case loadTaskDefinitions(path: String)
  /// Evaluate an expression, away from the screen's thread, and answer with `.evaluated`.
  case evaluate(TypedEvaluation)
  /// Nobody waits for it any more.
  case endEvaluation(TypedEvaluation)
  /// Leave. Whether a running local run is given up was asked before.
  case quit
}

/// What an edited text is for.
public enum EditPurpose: Sendable, Equatable {
  /// The input or request of a cursor.
  case cursor(CursorID)
  /// A Task's result by hand.
  case result(CursorID)
  /// The output that answers a token.
  case answer(token: String)
  /// The input of an execution to be started.
  case startInput

  /// Whether it is the draft of a form, which is kept whatever becomes of the editing.
  var isDraft: Bool {
    switch self {
    case .answer, .startInput: true
    case .cursor, .result: false
    }
  }
}

/// A screen that can be gone to.
public enum Destination: Sendable, Equatable {
  case machines
  case executions(machineArn: String, name: String)
  /// The child executions of a Map Run.
  case mapRun(arn: String, name: String)
  case execution(arn: String)
  /// Two executions side by side.
  case compare(String, String)
  /// The task tokens of the watched machines.
  case tokens
}
