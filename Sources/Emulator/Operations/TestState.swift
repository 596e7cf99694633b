import Engine
import JSON

extension StepFunctionsAPI {
  /// One state by itself: it is run here, with the results that the request says, and calls nobody.
  func testState(_ request: APIRequest) throws(APIError) -> [UInt8] {
    if let role = request.text("roleArn") { try ResourceNaming.checkRole(role) }
    do throws(TestStateError) {
      var bytes: [UInt8] = []
      JSONWriter.write(try TestState.answer(request.value, at: now(), seed: draw()), into: &bytes)
      return bytes
    } catch {
      throw APIError(error.code, error.message)
    }
  }
}
