import Base
package import CrestFormat
package import Inference
import Kernels
import Synchronization

/// The models that are served, by name; opened when first asked for.
///
/// A model that nobody has asked for during `idleTime` is closed, but for the first. Its file is unmapped when the
/// last request that uses it is done. A model whose file was shortened is opened anew for the next request.
package final class ModelShelf: Sendable {
  private let files: [(name: String, path: String)]
  private let options: RuntimeOptions
  private let idleTime: Duration?
  private let slots: Mutex<Slots>

  fileprivate struct Slots: Sendable {
    var models: [Slot]
    /// Whether a task closes models.
    var areWatched = false
  }

  /// What is known of a file.
  fileprivate struct Slot: Sendable {
    var state = State.closed
    var lastUse = ContinuousClock.now
    /// A model that was closed and that requests still use.
    weak var used: ServedModel?
    /// Of the file as it was first opened.
    var fingerprint: Checksum?
  }

  fileprivate enum State: Sendable {
    case closed
    /// Who waits for the model.
    case opening([CheckedContinuation<Result<ServedModel, ServingError>, Never>])
    case open(ServedModel)
  }

  /// The models of `.crest` files in order; the first is the one that is used when none is named.
  ///
  /// - Precondition: there is one, and no name twice.
  package init(
    _ files: [(name: String, path: String)], options: RuntimeOptions, idleTime: Duration? = nil
  ) {
    precondition(!files.isEmpty)
    precondition(Set(files.map { Identifier($0.name) }).count == files.count)
    self.files = files
    self.options = options
    self.idleTime = idleTime
    slots = Mutex(Slots(models: files.map { _ in Slot() }))
  }

  /// The names of all models, in order.
  package var names: [String] { files.map(\.name) }

  /// The names of the models that are open, in order.
  package var openNames: [String] {
    slots.withLock { slots in
      zip(files, slots.models).filter { $1.model != nil }.map(\.0.name)
    }
  }

  /// The model of a name, opened if it is not; the first model if no name is given.
  ///
  /// - Throws: `ServingError.unknownModel`; `.model` if the file cannot be opened, or is no longer the one that
  ///   was opened before.
  package func model(named name: String?) async throws(ServingError) -> ServedModel {
    let index = try index(of: name)
    if let model = openModel(index) { return model }
    return try await withCheckedContinuation { continuation in
      let (model, isFirst) = slots.withLock { slots -> (ServedModel?, Bool) in
        switch slots.models[index].state {
        case .open(let model): return (model, false)
        case .opening(let others):
          slots.models[index].state = .opening(others + [continuation])
          return (nil, false)
        case .closed:
          slots.models[index].state = .opening([continuation])
          return (nil, true)
        }
      }
      if let model { continuation.resume(returning: .success(model)) }
      if isFirst { startOpening(index) }
    }.get()
  }

  /// Closes the models but for the first that nobody has asked for during the idle time.
  package func closeUnused(at time: ContinuousClock.Instant) {
    guard let idleTime else { return }
    slots.withLock { slots in
      for index in slots.models.indices.dropFirst() {
        guard let model = slots.models[index].model,
          slots.models[index].lastUse + idleTime <= time
        else { continue }
        slots.models[index].used = model
        slots.models[index].state = .closed
      }
    }
  }

  private func index(of name: String?) throws(ServingError) -> Int {
    guard let name else { return 0 }
    guard let index = files.firstIndex(where: { $0.name.hasSameBytes(as: name) }) else {
      throw .unknownModel(expected: names, found: name)
    }
    return index
  }

  private func openModel(_ index: Int) -> ServedModel? {
    let (model, watches) = slots.withLock { slots -> (ServedModel?, Bool) in
      slots.models[index].lastUse = .now
      slots.models[index].closeIfShortened()
      if let model = slots.models[index].model { return (model, false) }
      guard let model = slots.models[index].used else { return (nil, false) }
      slots.models[index].state = .open(model)
      return (model, slots.beginsWatch(idleTime))
    }
    if watches { watch() }
    return model
  }

  /// On a thread of its own, so that requests for other models go on.
  private func startOpening(_ index: Int) {
    do throws(KernelError) {
      try StartedThread { self.open(index) }.detach()
    } catch {
      finishOpening(index, .failure(.overloaded(retryAfter: 1)))
    }
  }

  private func open(_ index: Int) {
    let (name, path) = files[index]
    do throws(InferenceError) {
      let file = try wrapping(InferenceError.crest, CrestFile(path: path))
      let model = try EmbeddingModel(file: file, options: options)
      finishOpening(index, .success(ServedModel(name: name, file: file, model: model)))
    } catch {
      finishOpening(index, .failure(.model(name: name, reason: error.description)))
    }
  }

  private func finishOpening(_ index: Int, _ result: Result<ServedModel, ServingError>) {
    let (waiting, result, watches) = slots.withLock { slots in
      let result = result.flatMap { slots.models[index].accept($0) }
      var waiting: [CheckedContinuation<Result<ServedModel, ServingError>, Never>] = []
      if case .opening(let others) = slots.models[index].state { waiting = others }
      slots.models[index].state = (try? result.get()).map { .open($0) } ?? .closed
      return (waiting, result, slots.beginsWatch(idleTime))
    }
    for continuation in waiting { continuation.resume(returning: result) }
    if watches { watch() }
  }

  /// Closes models as they fall idle, until none is left that may be closed.
  private func watch() {
    guard let idleTime else { return }
    Task { [weak self] in
      var goesOn = true
      while goesOn {
        try? await Task.sleep(for: max(idleTime / 4, .milliseconds(10)))
        guard let self else { return }
        closeUnused(at: .now)
        goesOn = slots.withLock { slots in
          slots.areWatched = slots.hasClosable
          return slots.areWatched
        }
      }
    }
  }
}

extension ModelShelf.Slots {
  /// Whether a model is open besides the first.
  fileprivate var hasClosable: Bool { models.dropFirst().contains { $0.model != nil } }

  /// Whether a task has to begin now that closes models after `idleTime`.
  fileprivate mutating func beginsWatch(_ idleTime: Duration?) -> Bool {
    guard idleTime != nil, !areWatched, hasClosable else { return false }
    areWatched = true
    return true
  }
}

extension ModelShelf.Slot {
  fileprivate var model: ServedModel? {
    guard case .open(let model) = state else { return nil }
    return model
  }

  /// Forgets a model that gives no vectors any more.
  fileprivate mutating func closeIfShortened() {
    func isShortened(_ model: ServedModel?) -> Bool {
      guard let model else { return false }
      do throws(FileError) { try model.file.mapping.checkWhole() } catch { return true }
      return false
    }
    if isShortened(model) { state = .closed }
    if isShortened(used) { used = nil }
  }

  /// Vectors of one name do not change while the server runs.
  fileprivate mutating func accept(_ model: ServedModel) -> Result<ServedModel, ServingError> {
    let found = model.model.fingerprint
    if let fingerprint, fingerprint != found {
      let foundText = found?.description ?? "none"
      return .failure(
        .model(
          name: model.name,
          reason: "the file was replaced: expected fingerprint \(fingerprint), found \(foundText)"))
    }
    fingerprint = found
    return .success(model)
  }
}

/// A model that is open.
package final class ServedModel: Sendable {
  package let name: String
  /// What the model is mapped from.
  package let file: CrestFile
  package let model: EmbeddingModel

  package init(name: String, file: CrestFile, model: EmbeddingModel) {
    self.name = name
    self.file = file
    self.model = model
  }
}
