import Canvas
import StatesLanguage

/// A state's type in a few words: `Task · ecs:runTask.sync`.
enum StateText {
  static func kind(_ state: State) -> String {
    guard case .task(let task) = state.kind else { return state.type.rawValue }
    let target = task.target
    switch target.kind {
    case .service: return "Task · \(target.resourceType):\(target.resource)"
    case .activity: return "Task · activity \(EventText.shortArn(target.arn))"
    case .lambdaFunction: return "Task · lambda \(EventText.shortArn(target.arn))"
    }
  }
}
