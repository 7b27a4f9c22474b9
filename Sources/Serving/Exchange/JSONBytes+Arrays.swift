import Base

extension JSONBytes {
  /// Appends an array whose elements `write` appends.
  package mutating func append<Elements: Collection>(
    _ elements: Elements, _ write: (inout JSONBytes, Elements.Element) -> Void
  ) {
    append(json: "[")
    var isFirst = true
    for element in elements {
      if !isFirst { append(json: ",") }
      isFirst = false
      write(&self, element)
    }
    append(json: "]")
  }
}
