public import Base
public import Model

/// A tensor before its place in the file is known: one entry of a `CrestPlan`.
public struct TensorDeclaration: Sendable, Hashable {
  /// Unique in the file; 1...128 of `a-z 0-9 . _`.
  public var name: String
  /// How the elements are stored.
  public var encoding: StoredEncoding
  /// `[N, K]`, or `[K]` for f32, f16, u8 and u32; every dimension is at least 1.
  public var shape: [Int]
  /// Inputs mixed by one block of the Hadamard rotation; 1 for a tensor in its own basis.
  public var rotation: Int
  /// The layer the tensor belongs to, if it belongs to one.
  public var layer: Int?
  /// The expert the tensor belongs to, if it belongs to one; `layer` is then set too.
  public var expert: Int?

  /// Takes the values as they are; `CrestPlan` checks them.
  public init(
    name: String, encoding: StoredEncoding, shape: [Int], rotation: Int = 1, layer: Int? = nil,
    expert: Int? = nil
  ) {
    self.name = name
    self.encoding = encoding
    self.shape = shape
    self.rotation = rotation
    self.layer = layer
    self.expert = expert
  }

  /// Where the parts of a weight lie, counted from the tensor's first byte; `nil` for u8 and u32.
  ///
  /// - Precondition: the declaration comes from a `CrestPlan` or a `CrestFile`, which checked it.
  public var layout: WeightLayout? {
    guard let weight = encoding.weight else { return nil }
    do throws(WeightLayoutError) {
      return try WeightLayout(encoding: weight, shape: shape)
    } catch {
      preconditionFailure("unchecked declaration of \(name): \(error)")
    }
  }
}

/// One entry of a file's tensor table.
public struct TensorRecord: Sendable, Hashable {
  /// What the tensor is.
  public var declaration: TensorDeclaration
  /// Where its first byte lies in the file.
  public var offset: Int
  /// Its size in bytes, as encoding and shape give it.
  public var byteCount: Int
  /// The SHA-256 of its bytes, the zero bytes between its parts included.
  public var checksum: Checksum

  /// Takes the values as they are.
  public init(
    declaration: TensorDeclaration, offset: Int, byteCount: Int, checksum: Checksum
  ) {
    self.declaration = declaration
    self.offset = offset
    self.byteCount = byteCount
    self.checksum = checksum
  }

  /// The tensor's name.
  public var name: String { declaration.name }
  /// How its elements are stored.
  public var encoding: StoredEncoding { declaration.encoding }
  /// Its shape.
  public var shape: [Int] { declaration.shape }
  /// Its rotation; 1 for none.
  public var rotation: Int { declaration.rotation }
  /// Its layer, if any.
  public var layer: Int? { declaration.layer }
  /// Its expert, if any.
  public var expert: Int? { declaration.expert }
  /// Where the parts of a weight lie, counted from `offset`; `nil` for u8 and u32.
  public var layout: WeightLayout? { declaration.layout }
  /// The bytes it takes in the file.
  public var fileRange: Range<Int> { offset..<offset + byteCount }
}
