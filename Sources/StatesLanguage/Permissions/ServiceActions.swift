/// From the names in a Resource to the names in an IAM policy.
enum ServiceActions {
  /// The IAM actions of a call: mostly the service's prefix and the action with a capital, for some calls others.
  static func actions(service: String, api: String) -> [String] {
    let name = service.hasPrefix("aws-sdk:") ? String(service.dropFirst(8)) : service
    let prefix = prefixes[name] ?? name
    if let special = specials[prefix + ":" + api] { return special }
    return [prefix + ":" + api.capitalisedFirst]
  }

  /// Services whose IAM prefix is not their name in the SDK.
  private static let prefixes = [
    "sfn": "states", "eventbridge": "events", "cloudwatchevents": "events", "cloudwatchlogs": "logs", "emr": "elasticmapreduce",
    "emrserverless": "emr-serverless", "emrcontainers": "emr-containers", "emr-serverless": "emr-serverless",
    "emr-containers": "emr-containers", "sesv2": "ses", "cognitoidentityprovider": "cognito-idp", "cognitoidentity": "cognito-identity",
    "costexplorer": "ce", "databasemigration": "dms", "ecrpublic": "ecr-public", "bedrockruntime": "bedrock", "bedrockagent": "bedrock",
    "bedrockagentruntime": "bedrock", "sagemakerruntime": "sagemaker", "s3control": "s3", "dynamodbstreams": "dynamodb",
    "rdsdata": "rds-data", "redshiftdata": "redshift-data", "iotdataplane": "iot", "applicationautoscaling": "application-autoscaling",
    "resourcegroupstaggingapi": "tag", "elasticloadbalancingv2": "elasticloadbalancing", "apigatewayv2": "apigateway",
    "efs": "elasticfilesystem",
    "timestreamquery": "timestream", "timestreamwrite": "timestream", "mediaconvert": "mediaconvert", "configservice": "config",
    "directory": "ds", "acmpca": "acm-pca", "pinpointsmsvoicev2": "sms-voice", "ssoadmin": "sso", "kinesisanalyticsv2": "kinesisanalytics",
    "marketplacemetering": "aws-marketplace", "servicequotas": "servicequotas", "cloudcontrol": "cloudformation",
  ]

  /// Calls whose action has another name.
  private static let specials = [
    "s3:listObjectsV2": ["s3:ListBucket"], "s3:listObjects": ["s3:ListBucket"], "s3:headObject": ["s3:GetObject"],
    "s3:headBucket": ["s3:ListBucket"], "s3:listBuckets": ["s3:ListAllMyBuckets"], "s3:deleteObjects": ["s3:DeleteObject"],
    "s3:copyObject": ["s3:GetObject", "s3:PutObject"], "s3:createMultipartUpload": ["s3:PutObject"],
    "s3:completeMultipartUpload": ["s3:PutObject"], "s3:uploadPart": ["s3:PutObject"], "lambda:invoke": ["lambda:InvokeFunction"],
    "bedrock:converse": ["bedrock:InvokeModel"],
    "dynamodb:transactWriteItems": [
      "dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem", "dynamodb:ConditionCheckItem",
    ], "dynamodb:transactGetItems": ["dynamodb:GetItem"], "apigateway:invoke": ["execute-api:Invoke"],
    "dynamodb:executeStatement": ["dynamodb:PartiQLSelect", "dynamodb:PartiQLInsert", "dynamodb:PartiQLUpdate", "dynamodb:PartiQLDelete"],
  ]
}

extension String {
  /// The text with its first letter a capital: `runTask` is the action `RunTask`.
  var capitalisedFirst: String { prefix(1).uppercased() + dropFirst() }

  /// The text as a part of a statement's id: letters and digits, each word with a capital.
  var sidPart: String {
    split { !$0.isASCII || !($0.isLetter || $0.isNumber) }.map { String($0).capitalisedFirst }.joined()
  }
}
