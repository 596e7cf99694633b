import ExecutionSource
import Monitor
import Terminal

/// The catalog and the sources of a session: opened and closed as screens come and go, read only while their screen is in front.
@TerminalActor final class ScreenSources {
  private let catalog: (any ExecutionCatalog)?
  private var sources: [SourceID: any ExecutionSource] = [:]
  private var readers: [SourceID: Task<Void, Never>] = [:]
  private var catalogReader: Task<Void, Never>?
  /// What is looked at is told in the order in which it was decided.
  private var looking: Task<Void, Never>?
  /// Sources whose screen went before they were open.
  private var unwanted: Set<SourceID> = []
  private var resting: Set<SourceID> = []
  /// Takes what comes.
  var tell: (WorkspaceInput) -> Void = { _ in }

  init(catalog: (any ExecutionCatalog)?) { self.catalog = catalog }

  /// Keeps a source that is open already.
  func keep(_ source: any ExecutionSource, as id: SourceID) { sources[id] = source }

  func readCatalog() {
    guard let catalog else { return }
    catalogReader = Task { @TerminalActor [weak self] in
      for await snapshot in catalog.updates() { self?.tell(.catalog(snapshot)) }
    }
  }

  func look(at view: CatalogView) {
    guard let catalog else { return }
    let before = looking
    looking = Task {
      await before?.value
      await catalog.look(at: view)
    }
  }

  /// Opens an execution and reads it, unless its screen has gone in the meantime.
  func open(_ id: SourceID, _ arn: String) {
    guard let catalog else { return tell(.refused(id, "other executions cannot be opened here")) }
    Task { @TerminalActor [weak self] in
      do throws(SourceRefusal) {
        let source = try await catalog.open(arn)
        guard let self, self.unwanted.remove(id) == nil else { return await source.close() }
        self.sources[id] = source
        if !self.resting.contains(id) { self.read(id) }
      } catch {
        self?.unwanted.remove(id)
        self?.tell(.refused(id, error.message))
      }
    }
  }

  func read(_ id: SourceID) {
    resting.remove(id)
    guard readers[id] == nil, let source = sources[id] else { return }
    readers[id] = Task { @TerminalActor [weak self] in
      for await snapshot in source.updates() {
        guard !Task.isCancelled else { return }
        self?.tell(.snapshot(snapshot, id))
      }
    }
  }

  /// Nothing is asked for a source that nobody reads.
  func rest(_ id: SourceID) {
    resting.insert(id)
    readers.removeValue(forKey: id)?.cancel()
  }

  func close(_ id: SourceID) {
    rest(id)
    resting.remove(id)
    guard let source = sources.removeValue(forKey: id) else { return _ = unwanted.insert(id) }
    Task { await source.close() }
  }

  // MARK: Actions

  /// An action of the execution on a screen.
  func perform(_ action: SourceAction, _ label: String, of screen: ScreenID) {
    guard let source = sources[SourceID(screen: screen, side: 0)] else {
      return tell(.effectResult(.performed(label: label, refusal: "the execution is not open yet"), screen))
    }
    Task { @TerminalActor [weak self] in
      // Nobody waits for what is only told.
      if case .attend = action { return _ = try? await source.perform(action) }
      do throws(SourceRefusal) { self?.done(try await source.perform(action), label, screen) } catch { self?.refused(error, label, screen) }
    }
  }

  /// An action of the catalog.
  func perform(_ action: CatalogAction, _ label: String, of screen: ScreenID) {
    guard let catalog else {
      return tell(.effectResult(.performed(label: label, refusal: "there are no machines to list here"), screen))
    }
    Task { @TerminalActor [weak self] in
      do throws(SourceRefusal) { self?.done(try await catalog.perform(action), label, screen) } catch {
        self?.refused(error, label, screen)
      }
    }
  }

  private func done(_ answer: SourceAnswer, _ label: String, _ screen: ScreenID) {
    tell(.effectResult(.performed(label: label, refusal: nil), screen))
    if case .started(let arn) = answer { tell(.started(executionArn: arn, screen)) }
  }

  private func refused(_ refusal: SourceRefusal, _ label: String, _ screen: ScreenID) {
    tell(.effectResult(.performed(label: label, refusal: refusal.message), screen))
  }
}
