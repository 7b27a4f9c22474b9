import CrestWriting
import Base
import CrestFormat

/// One field of a protobuf message, its value as bytes.
struct WireField {
  var number: Int
  var type: UInt8
  /// The varint, the 4 or 8 bytes, or what follows the length.
  var value: [UInt8]
}

/// Which fields of a message are messages.
struct WireSchema {
  var messages: [Int: WireSchema] = [:]

  static let manifest = WireSchema(messages: [
    2: WireSchema(),
    3: WireSchema(messages: [4: WireSchema(), 12: WireSchema()]),
    4: WireSchema(messages: [9: WireSchema()]),
    5: WireSchema(),
    7: WireSchema(messages: [1: WireSchema(), 7: WireSchema()]),
    8: WireSchema(messages: [3: WireSchema()]),
    9: WireSchema(messages: [2: WireSchema()]),
  ])
}

func wireVarint(_ value: UInt64) -> [UInt8] {
  var (value, bytes) = (value, [UInt8]())
  while value > 127 {
    bytes.append(UInt8(value & 127) | 128)
    value >>= 7
  }
  return bytes + [UInt8(value)]
}

/// Takes a valid message apart.
func wireFields(_ bytes: [UInt8]) -> [WireField] {
  var fields: [WireField] = []
  var at = 0
  func varint() -> UInt64 {
    var (value, shift) = (UInt64(0), UInt64(0))
    repeat {
      value |= UInt64(bytes[at] & 127) << shift
      shift += 7
      at += 1
    } while bytes[at - 1] > 127
    return value
  }
  while at < bytes.count {
    let key = varint()
    let type = UInt8(key & 7)
    let length = type == 2 ? Int(varint()) : type == 1 ? 8 : 4
    let begin = at
    if type == 0 { _ = varint() } else { at += length }
    fields.append(WireField(number: Int(key >> 3), type: type, value: Array(bytes[begin..<at])))
  }
  return fields
}

/// Puts a message together.
func wireBytes(_ fields: [WireField]) -> [UInt8] {
  fields.flatMap { field in
    wireVarint(UInt64(field.number) << 3 | UInt64(field.type))
      + (field.type == 2 ? wireVarint(UInt64(field.value.count)) : []) + field.value
  }
}

/// A field of a message or of a message inside it: positions in the lists of fields.
typealias WirePath = [Int]

/// Every field of a message, those inside fields included.
func wirePaths(_ bytes: [UInt8], _ schema: WireSchema = .manifest) -> [WirePath] {
  wireFields(bytes).enumerated().flatMap { index, field in
    let inner = schema.messages[field.number].map { wirePaths(field.value, $0) } ?? []
    return [[index]] + inner.map { [index] + $0 }
  }
}

/// The field numbers along a path.
func wireNumbers(_ bytes: [UInt8], _ path: WirePath) -> [Int] {
  let field = wireFields(bytes)[path[0]]
  return [field.number] + (path.count > 1 ? wireNumbers(field.value, Array(path.dropFirst())) : [])
}

/// The message with the list around the field at `path` changed.
func wireEditing(
  _ bytes: [UInt8], _ path: WirePath, _ edit: (inout [WireField], Int) -> Void
) -> [UInt8] {
  var fields = wireFields(bytes)
  if path.count == 1 {
    edit(&fields, path[0])
  } else {
    fields[path[0]].value = wireEditing(fields[path[0]].value, Array(path.dropFirst()), edit)
  }
  return wireBytes(fields)
}

/// The message with the first field of these numbers changed.
func wireEditing(
  _ bytes: [UInt8], numbers: [Int], _ edit: (inout [WireField], Int) -> Void
) -> [UInt8] {
  let path = wirePaths(bytes).first { wireNumbers(bytes, $0) == numbers }
  precondition(path != nil, "no field \(numbers)")
  return wireEditing(bytes, path ?? [], edit)
}

/// A file's manifest.
func manifestBytes(_ file: [UInt8]) -> [UInt8] {
  let offset = file.littleEndian(UInt64.self, at: 24) ?? 0
  return Array(file[Int(offset)...])
}

/// The file with another manifest, its head made to fit.
func replacingManifest(
  _ file: [UInt8], _ manifest: [UInt8], minorVersion: UInt16 = 0
) -> [UInt8] {
  let offset = file.count - manifestBytes(file).count
  let head = CrestHead(
    manifestOffset: offset, manifest: manifest, minorVersion: minorVersion)
  return head.bytes + file[CrestLimits.headByteCount..<offset] + manifest
}

/// The file with the checksum that its head and manifest have.
func resigned(_ file: [UInt8]) -> [UInt8] {
  let checksum = CrestHead.checksum(
    signed: Array(file[..<CrestHead.signedByteCount]),
    manifest: ByteRegion(copying: manifestBytes(file)))
  return file[..<CrestHead.signedByteCount] + checksum.bytes + file[CrestLimits.headByteCount...]
}

/// Checks head and manifest in memory; `nil` if they are right.
func memoryError(_ file: [UInt8]) -> CrestError? {
  do throws(CrestError) {
    _ = try CrestFile.manifest(of: ByteRegion(copying: file), path: "memory")
    return nil
  } catch {
    return error
  }
}
