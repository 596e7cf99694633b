/// Small machines that several tests run.
enum Machines {
  /// A job whose command comes from the input, and an approval by token.
  static let jobAndApproval = """
    {
      "StartAt": "Run job",
      "States": {
        "Run job": {
          "Type": "Task",
          "Resource": "arn:aws:states:::ecs:runTask.sync",
          "Parameters": {
            "Cluster": "batch",
            "TaskDefinition": "job",
            "Overrides": {
              "ContainerOverrides": [{"Name": "app", "Command.$": "$.commands"}]
            }
          },
          "ResultPath": null,
          "Next": "Ask"
        },
        "Ask": {
          "Type": "Task",
          "Resource": "arn:aws:states:::ecs:runTask.waitForTaskToken",
          "TimeoutSeconds": 3600,
          "Parameters": {
            "Cluster": "batch",
            "TaskDefinition": "ask",
            "Overrides": {
              "ContainerOverrides": [{"Name": "asker", "Environment": [{"Name": "TASK_TOKEN", "Value.$": "$$.Task.Token"}]}]
            }
          },
          "Next": "Done"
        },
        "Done": {"Type": "Succeed"}
      }
    }
    """

  static let jobInput = #"{"commands": ["report sales", "report stock"]}"#
}
