import Engine
import JSON

extension StepFunctionsAPI {
  func testState(_ request: APIRequest) throws(APIError) -> [UInt8] {
    throw APIError("UnknownOperationException", "TestState is not here yet.")
  }
}
