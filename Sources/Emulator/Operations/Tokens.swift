import Hosting
import JSON

extension StepFunctionsAPI {
  func sendTaskSuccess(_ request: APIRequest) async throws(APIError) -> [UInt8] {
    let output = request.required("output")
    do throws(JSONSyntaxError) { _ = try JSONValue(parsing: output, limits: .payload) } catch {
      throw APIError("InvalidOutput", "Invalid Output: '\(JacksonReader.problem(in: output)?.message ?? error.message)'")
    }
    return try await answer(request, .success(output: output))
  }

  func sendTaskFailure(_ request: APIRequest) async throws(APIError) -> [UInt8] {
    try await answer(request, .failure(error: request.text("error"), cause: request.text("cause")))
  }

  func sendTaskHeartbeat(_ request: APIRequest) async throws(APIError) -> [UInt8] { try await answer(request, .heartbeat) }

  private func answer(_ request: APIRequest, _ answer: TokenAnswer) async throws(APIError) -> [UInt8] {
    do throws(HostRefusal) { try await host.answer(token: request.required("taskToken"), answer) } catch {
      throw APIError(refusal: error, arn: "")
    }
    return AnswerObject.empty
  }
}
