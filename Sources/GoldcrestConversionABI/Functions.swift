import Base
package import CGoldcrest
import CInterface
import Goldcrest
import GoldcrestConversion

// The functions of goldcrest_convert.h, which says what they promise.
//
// Safety: what is written through a pointer was checked not to be null; the headers say what it points to.

@_cdecl("goldcrest_convert_version")
package func version() -> UnsafePointer<CChar> { unsafe StaticText.version }

@_cdecl("goldcrest_convert_error_message")
package func errorMessage() -> UnsafePointer<CChar> { unsafe LastFailure.message }

@_cdecl("goldcrest_convert_guard_files")
package func guardFiles() -> goldcrest_status { CallFailure.status(of: CallFailure.guardFiles) }

@_cdecl("goldcrest_convert")
package func convert(
  _ input: UnsafePointer<CChar>?, _ output: UnsafePointer<CChar>?,
  _ options: UnsafePointer<goldcrest_convert_options>?,
  _ conversion: UnsafeMutablePointer<UnsafeMutablePointer<goldcrest_conversion>?>?
) -> goldcrest_status {
  CallFailure.status { () throws(CallFailure) in
    let input = try unsafe Arguments.someText(input, "input")
    let output = try unsafe Arguments.someText(output, "output")
    let call = try unsafe ConvertCall(options)
    let report = call.report
    let result = try CallFailure.ending(report.cancellation) { () throws(GoldcrestError) in
      try ModelConversion.converted(input, to: output, call.options, report.cancellation) {
        report($0, $1)
      }
    }
    if let place = unsafe conversion { unsafe place.pointee = try unsafe block(of: result) }
  }
}

@_cdecl("goldcrest_conversion_free")
package func freeConversion(_ conversion: UnsafeMutablePointer<goldcrest_conversion>?) {
  unsafe free(conversion)
}

@_cdecl("goldcrest_verify")
package func verify(
  _ path: UnsafePointer<CChar>?, _ options: UnsafePointer<goldcrest_verify_options>?,
  _ fidelity: UnsafeMutablePointer<goldcrest_fidelity>?
) -> goldcrest_status {
  CallFailure.status { () throws(CallFailure) in
    let path = try unsafe Arguments.someText(path, "path")
    let call = try unsafe VerifyCall(options)
    let place = try unsafe Arguments.pointer(fidelity, "fidelity")
    let report = call.report
    let found = try CallFailure.ending(report.cancellation) { () throws(GoldcrestError) in
      try ModelConversion.verified(path, call.reference, call.options, report.cancellation) {
        report($0, $1)
      }
    }
    unsafe place.pointee = goldcrest_fidelity(
      passes: found.passes ? 1 : 0, text_count: Int64(found.textCount),
      mean_cosine: found.meanCosine, minimum_cosine: found.minimumCosine,
      mean_centered_cosine: found.meanCenteredCosine, neighbour_overlap: found.neighbourOverlap,
      router_agreement: found.routerAgreement ?? -1,
      token_mismatch_count: Int64(found.tokenMismatchCount))
  }
}

extension CallFailure {
  /// What `body` gives; if it was asked to end, any error of it is the end.
  fileprivate static func ending<Value>(
    _ cancellation: Cancellation, _ body: () throws(GoldcrestError) -> Value
  ) throws(CallFailure) -> Value {
    do throws(GoldcrestError) {
      return try body()
    } catch {
      throw cancellation.isCancelled
        ? CallFailure(GOLDCREST_CANCELLED, "cancelled") : CallFailure(error)
    }
  }
}

/// What a conversion made, in one block of C's memory.
private func block(
  of result: ModelConversion.Result
) throws(CallFailure) -> UnsafeMutablePointer<goldcrest_conversion> {
  var parts = MemoryBlock()
  _ = unsafe parts.reserve(goldcrest_conversion.self)
  let list = unsafe parts.reserve(UnsafePointer<CChar>?.self, count: result.notes.count)
  let fingerprint = parts.append(result.fingerprint)
  let notes = result.notes.map { parts.append($0) }
  let base = try unsafe parts.allocated()
  func text(_ offset: Int) -> UnsafePointer<CChar> {
    unsafe UnsafePointer((base + offset).assumingMemoryBound(to: CChar.self))
  }
  let lines = unsafe (base + list).assumingMemoryBound(to: UnsafePointer<CChar>?.self)
  for (index, offset) in notes.enumerated() { unsafe lines[index] = text(offset) }
  let conversion = unsafe base.assumingMemoryBound(to: goldcrest_conversion.self)
  unsafe conversion.pointee.file_byte_count = Int64(result.byteCount)
  unsafe conversion.pointee.fingerprint = text(fingerprint)
  unsafe conversion.pointee.notes = UnsafePointer(lines)
  unsafe conversion.pointee.note_count = Int32(clamping: notes.count)
  return unsafe conversion
}
