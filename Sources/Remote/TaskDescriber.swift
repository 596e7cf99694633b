import AWS
import JSON

/// Describes tasks for several sources at once: while one DescribeTasks of a cluster is under way, or waits for the budget, what else is
/// asked about that cluster is put into the next one, up to a hundred tasks. A hundred monitored tasks so cost no more calls than one.
actor TaskDescriber {
  private struct Asked {
    var arns: [String]
    var answer: CheckedContinuation<Result<AWSClient.Answer, AWSError>, Never>
  }

  private let client: AWSClient
  private var waiting: [String: [Asked]] = [:]
  private var flying: Set<String> = []

  /// A describer that has asked nothing.
  init(_ client: AWSClient) { self.client = client }

  /// What ECS says of `arns`; the answer may tell of other tasks too.
  func describe(_ arns: [String], in cluster: String) async throws(AWSError) -> AWSClient.Answer {
    let result = await withCheckedContinuation { continuation in
      waiting[cluster, default: []].append(Asked(arns: arns, answer: continuation))
      if flying.insert(cluster).inserted { Task { await self.fly(cluster) } }
    }
    return try result.get()
  }

  private func fly(_ cluster: String) async {
    while let group = next(cluster) {
      let result = await call(Set(group.flatMap(\.arns)), cluster)
      if case .failure(let error) = result, group.count > 1, !error.mayPass, !error.isThrottle {
        // One of them is what ECS does not take: each is told of its own.
        for asked in group { asked.answer.resume(returning: await call(Set(asked.arns), cluster)) }
      } else {
        for asked in group { asked.answer.resume(returning: result) }
      }
    }
    flying.remove(cluster)
  }

  /// As many as fit into one call, in the order in which they came.
  private func next(_ cluster: String) -> [Asked]? {
    guard let all = waiting[cluster], let first = all.first else {
      waiting[cluster] = nil
      return nil
    }
    var arns = Set(first.arns)
    var count = 1
    while count < all.count, arns.union(all[count].arns).count <= TaskWatch.batch {
      arns.formUnion(all[count].arns)
      count += 1
    }
    waiting[cluster] = Array(all.dropFirst(count))
    return Array(all.prefix(count))
  }

  private func call(_ arns: Set<String>, _ cluster: String) async -> Result<AWSClient.Answer, AWSError> {
    let request = PollRequest.tasks(cluster: cluster, arns: arns.sorted())
    do throws(AWSError) {
      return .success(try await client.answer(to: request.operation, request.input(executionArn: "")))
    } catch { return .failure(error) }
  }
}
