import Model
import Testing

@Suite struct RelativePositionTests {
  /// The distances with which a bucket begins, and the bucket: what transformers 5.23 gives, asked for
  /// every distance up to 70,000.
  static let beginnings = [
    (1, 1), (2, 2), (3, 3), (4, 4), (5, 5), (6, 6), (7, 7), (8, 8), (12, 9), (16, 10), (23, 11),
    (32, 12), (46, 13), (64, 14), (91, 15),
  ]

  @Test func `a distance is in the bucket that transformers sorts it into`() {
    #expect(RelativePositions.bucket(ofDistance: 0) == 0)
    for (place, (first, bucket)) in Self.beginnings.enumerated() {
      let next = place + 1 < Self.beginnings.count ? Self.beginnings[place + 1].0 : 70_001
      for distance in first..<next {
        #expect(RelativePositions.bucket(ofDistance: -distance) == bucket)
        #expect(RelativePositions.bucket(ofDistance: distance) == 16 + bucket)
      }
    }
    for distance in [Int.max, Int.min + 1] {
      #expect(RelativePositions.bucket(ofDistance: distance) % 16 == 15)
    }
  }
}
