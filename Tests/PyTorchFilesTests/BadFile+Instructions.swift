extension BadFile {
  /// The pickle's names, instructions, stack, memo and operands.
  static let instructions = [
    BadFile(
      "global-by-stack-of-integers",
      "data.pkl at byte 6: expected a module and a name as strings, found other values"),
    BadFile(
      "global-by-stack-with-space",
      "data.pkl at byte 29: expected a name that a dictionary of tensors needs, found "
        + "'collections OrderedDict.', which was not executed"),
    BadFile(
      "global-by-stack",
      "data.pkl at byte 14: expected a name that a dictionary of tensors needs, found "
        + "'os.system', which was not executed"),
    BadFile(
      "global-cut",
      "data.pkl at byte 2: expected two lines of at most 256 bytes, found none"),
    BadFile(
      "global-dtype",
      "data.pkl at byte 2: expected a name that a dictionary of tensors needs, found "
        + "'torch.float16', which was not executed"),
    BadFile(
      "global-escape-code",
      "data.pkl at byte 2: expected a name that a dictionary of tensors needs, found "
        + "'os.\\u{1B}[2Jsystem', which was not executed"),
    BadFile(
      "global-eval",
      "data.pkl at byte 2: expected a name that a dictionary of tensors needs, found "
        + "'builtins.eval', which was not executed"),
    BadFile(
      "global-double-storage",
      "data.pkl at byte 57: expected a name that a dictionary of tensors needs, found "
        + "'torch.DoubleStorage', which was not executed"),
    BadFile(
      "global-os-system",
      "data.pkl at byte 2: expected a name that a dictionary of tensors needs, found "
        + "'os.system', which was not executed"),
    BadFile(
      "global-posix-system",
      "data.pkl at byte 10: expected a name that a dictionary of tensors needs, found "
        + "'posix.system', which was not executed"),
    BadFile(
      "global-rebuild-v3",
      "data.pkl at byte 2: expected a name that a dictionary of tensors needs, found "
        + "'torch._utils._rebuild_tensor_v3', which was not executed"),
    BadFile(
      "global-too-long",
      "data.pkl at byte 2: expected two lines of at most 256 bytes, found none"),
    BadFile("integer-cut", "data.pkl at byte 2: expected 8 bytes, found the end of data.pkl"),
    BadFile("integer-wide", "data.pkl at byte 2: expected an integer of at most 8 bytes, found 9"),
    BadFile("memo-cycle-of-two", "tensor 'a': value: expected a tensor, found a dictionary"),
    BadFile("memo-cycle", "tensor 'self': value: expected a tensor, found a dictionary"),
    BadFile(
      "memo-memoize-of-nothing",
      "data.pkl at byte 2: expected a value on the stack, found none"),
    BadFile(
      "memo-missing-long",
      "data.pkl at byte 2: expected a value under 4294967295 in the memo, found none"),
    BadFile("memo-missing", "data.pkl at byte 2: expected a value under 5 in the memo, found none"),
    BadFile("memo-put-of-nothing", "data.pkl at byte 2: expected a value on the stack, found none"),
    BadFile(
      "opcode-extension",
      "data.pkl at byte 2: expected an instruction that a dictionary of tensors needs, found "
        + "0x82 (EXT1)"),
    BadFile(
      "opcode-float",
      "data.pkl at byte 2: expected an instruction that a dictionary of tensors needs, found "
        + "0x47 (BINFLOAT)"),
    BadFile(
      "opcode-inst",
      "data.pkl at byte 3: expected an instruction that a dictionary of tensors needs, found "
        + "0x69 (INST)"),
    BadFile(
      "opcode-list",
      "data.pkl at byte 2: expected an instruction that a dictionary of tensors needs, found "
        + "0x5d (EMPTY_LIST)"),
    BadFile(
      "opcode-newobj",
      "data.pkl at byte 28: expected an instruction that a dictionary of tensors needs, found "
        + "0x81 (NEWOBJ)"),
    BadFile(
      "opcode-obj",
      "data.pkl at byte 28: expected an instruction that a dictionary of tensors needs, found "
        + "0x6f (OBJ)"),
    BadFile(
      "opcode-pop",
      "data.pkl at byte 3: expected an instruction that a dictionary of tensors needs, found "
        + "0x30 (POP)"),
    BadFile(
      "opcode-unknown",
      "data.pkl at byte 2: expected an instruction that a dictionary of tensors needs, found "
        + "0xff"),
    BadFile(
      "pickle-behind-stop",
      "data.pkl at byte 140: expected STOP as the last byte, found 1 bytes more"),
    BadFile(
      "pickle-empty",
      "data.pkl at byte 0: expected STOP as the last instruction, found the end"),
    BadFile(
      "pickle-frame-huge",
      "data.pkl at byte 2: expected a frame of at most 2 bytes, found 18446744073709551615"),
    BadFile(
      "pickle-only-stop",
      "data.pkl at byte 0: expected PROTO as the first instruction, found another"),
    BadFile("pickle-protocol-1", "data.pkl at byte 0: expected protocol 2 to 5, found 1"),
    BadFile("pickle-protocol-6", "data.pkl at byte 0: expected protocol 2 to 5, found 6"),
    BadFile(
      "pickle-protocol-cut",
      "data.pkl at byte 0: expected an operand, found the end of data.pkl"),
    BadFile(
      "pickle-protocol-twice",
      "data.pkl at byte 2: expected PROTO at byte 0 only, found it again"),
    BadFile(
      "pickle-without-protocol",
      "data.pkl at byte 0: expected PROTO as the first instruction, found another"),
    BadFile(
      "pickle-without-stop",
      "data.pkl at byte 140: expected STOP as the last instruction, found the end"),
    BadFile(
      "stack-empty-at-stop",
      "data.pkl at byte 2: expected one value at the end, found 0 values and 0 marks"),
    BadFile(
      "stack-mark-at-stop",
      "data.pkl at byte 4: expected one value at the end, found 1 values and 1 marks"),
    BadFile("stack-marks-deep", "data.pkl at byte 66: expected at most 64 marks, found more"),
    BadFile(
      "stack-tuple-below-mark",
      "data.pkl at byte 7: expected 2 values on the stack, found 0"),
    BadFile("stack-tuple-without-mark", "data.pkl at byte 4: expected a mark, found none"),
    BadFile(
      "stack-tuples-deep",
      "data.pkl at byte 10: expected at most 8 tuples inside each other, found more"),
    BadFile(
      "stack-two-at-stop",
      "data.pkl at byte 4: expected one value at the end, found 2 values and 0 marks"),
    BadFile(
      "stack-underflow-below-mark",
      "data.pkl at byte 4: expected a value on the stack, found none"),
    BadFile("stack-underflow", "data.pkl at byte 4: expected 2 values on the stack, found 1"),
    BadFile(
      "string-cut",
      "data.pkl at byte 2: expected a string of 5 bytes, found 3 before the end"),
    BadFile(
      "string-length-cut",
      "data.pkl at byte 2: expected an operand, found the end of data.pkl"),
    BadFile(
      "string-length-huge",
      "data.pkl at byte 2: expected a string of at most 1024 bytes, found 4294967295"),
    BadFile(
      "string-not-utf8",
      "data.pkl at byte 2: expected a string in UTF-8, found an invalid sequence"),
    BadFile(
      "string-too-long",
      "data.pkl at byte 2: expected a string of at most 1024 bytes, found 1025"),
  ]
}
