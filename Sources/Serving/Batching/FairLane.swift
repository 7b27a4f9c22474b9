/// Texts that wait; connections take turns, and the texts of one keep their order.
package struct FairLane: Sendable {
  /// How many texts wait.
  package private(set) var count = 0
  /// How many tokens they have.
  package private(set) var tokenCount = 0

  private var jobs: [ConnectionID: ArraySlice<BatchJob>] = [:]
  /// The connections that have texts, the next one first.
  private var turns: [ConnectionID] = []

  package init() {}

  package mutating func append(_ job: BatchJob, from connection: ConnectionID) {
    count += 1
    tokenCount += job.tokenCount
    if jobs[connection] == nil { turns.append(connection) }
    jobs[connection, default: []].append(job)
  }

  /// Takes the first text, and with it others of the same model and outputs, up to `limit` tokens.
  ///
  /// A connection whose next text does not go with the first is passed over, and keeps its turn.
  package mutating func take(upTo limit: Int) -> [BatchJob] {
    var taken: [BatchJob] = []
    var sum = 0
    var place = 0
    while place < turns.count {
      let connection = turns[place]
      guard let job = jobs[connection]?.first,
        taken.isEmpty || sum + job.tokenCount <= limit && job.sharesRun(with: taken[0])
      else {
        place += 1
        continue
      }
      taken.append(job)
      sum += job.tokenCount
      jobs[connection]?.removeFirst()
      turns.remove(at: place)
      if jobs[connection]?.isEmpty == false {
        turns.append(connection)
      } else {
        jobs[connection] = nil
      }
    }
    count -= taken.count
    tokenCount -= sum
    return taken
  }

  /// Forgets the texts of a request.
  package mutating func remove(_ request: RequestID, from connection: ConnectionID) {
    guard let before = jobs[connection] else { return }
    let after = before.filter { $0.request != request }
    count -= before.count - after.count
    tokenCount -= before.reduce(0) { $0 + ($1.request == request ? $1.tokenCount : 0) }
    if after.isEmpty {
      jobs[connection] = nil
      turns.removeAll { $0 == connection }
    } else {
      jobs[connection] = ArraySlice(after)
    }
  }
}
