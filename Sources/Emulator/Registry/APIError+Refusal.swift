import Hosting

extension APIError {
  /// What a host's refusal is called by the API.
  init(refusal: HostRefusal, arn: String) {
    switch refusal {
    case .executionDoesNotExist: self = .noExecution(arn)
    case .executionAlreadyExists: self = .executionExists(arn)
    case .notRedrivable(let sentence): self = APIError("ExecutionNotRedrivable", sentence)
    case .invalidToken: self = .invalidToken
    case .taskTimedOut: self = .taskTimedOut
    case .mapRunDoesNotExist: self = .noResource(arn)
    case .limitExceeded(let sentence): self = APIError("ExecutionLimitExceeded", sentence)
    case .unsupported(let sentence): self = .validation(sentence)
    case .store(let sentence): self = .failure(sentence)
    }
  }
}
