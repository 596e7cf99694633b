import Canvas
import ECSModel

/// Which task it is and where it runs: label and value pairs, as many on a line as fit.
struct TaskFacts {
  let context: TabContext
  let task: ECSTask

  var rows: [Row] {
    var pieces: [StyledText] = []
    func fact(_ label: String, _ value: String?) {
      guard let value, !value.isEmpty else { return }
      pieces.append(StyledText(label + " ", Style(.muted)).appending(context.clean(value)))
    }
    fact("task", TaskText.shortId(task))
    fact("cluster", task.clusterName)
    fact(task.launchType ?? task.capacityProviderName ?? "size", task.sizeText)
    if task.sizeText == nil { fact("launch type", task.launchType) }
    fact("definition", task.definitionName)
    fact("subnet", task.networkInterface?.subnetId)
    fact("zone", task.availabilityZone)
    fact("address", task.networkInterface?.privateIPv4Address)
    return TabText.flow("facts", pieces, width: context.width, gap: StyledText("   ")).map {
      var row = $0
      row.value = .text(task.arn)
      return row
    }
  }
}
