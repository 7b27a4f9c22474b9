import Base

/// What a file's vectors lose against the original's on texts that nothing is calibrated with.
package struct HeldOutLoss: Sendable, Equatable {
  /// The mean of 1 - cosine.
  package let mean: Double
  /// What it is expected to stay below for other texts of the same kinds, in 19 of 20 cases.
  package let bound: Double

  package init(mean: Double, bound: Double) {
    self.mean = mean
    self.bound = bound
  }

  /// The mean of the texts' `losses` and its bound, `groups` being the texts' languages or scripts.
  ///
  /// Languages count alike, however many texts they have. To see how far another choice of texts may
  /// be off, texts are drawn as often as there are, with repetition: first languages, then texts of
  /// each. The bound is what 95 % of such means stay below, and never below the plain mean. The draws
  /// are the same on every machine. Both figures are NaN if a loss is.
  ///
  /// Source: Efron, Bootstrap Methods, Annals of Statistics 7 (1), 1979; of clusters, Davison and
  /// Hinkley, Bootstrap Methods and their Application, 1997, section 3.8.
  ///
  /// - Precondition: there are losses, and as many groups.
  package init(_ losses: [Double], groups: [String]) {
    precondition(!losses.isEmpty && losses.count == groups.count)
    mean = losses.reduce(0, +) / Double(losses.count)
    guard losses.allSatisfy(\.isFinite) else {
      bound = .nan
      return
    }
    let members = HeldOutLoss.members(losses, groups)
    var random = SplitMix64(seed: 0)
    var means: [Double] = []
    for _ in 0..<HeldOutLoss.sampleCount {
      var sum = 0.0
      for _ in members.indices {
        // The only group is drawn every time.
        let group = members[random.next(below: members.count)]
        sum +=
          group.indices.reduce(0) { sum, _ in
            sum + group[random.next(below: group.count)]
          } / Double(group.count)
      }
      means.append(sum / Double(members.count))
    }
    means.sort()
    bound = max(mean, means[HeldOutLoss.sampleCount * 95 / 100])
  }

  private static let sampleCount = 2000

  /// The losses of each group, the groups in the order of their first texts.
  private static func members(_ losses: [Double], _ groups: [String]) -> [[Double]] {
    var places: [String: Int] = [:]
    var members: [[Double]] = []
    for (loss, group) in zip(losses, groups) {
      if let place = places[group] {
        members[place].append(loss)
      } else {
        places[group] = members.count
        members.append([loss])
      }
    }
    return members
  }

  /// Both figures to seven places: binary32 runs differ in later ones from machine to machine, and what
  /// is chosen must not.
  var rounded: HeldOutLoss {
    HeldOutLoss(mean: (mean * 1e7).rounded() / 1e7, bound: (bound * 1e7).rounded() / 1e7)
  }
}
