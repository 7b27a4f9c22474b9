extension BadPyTorchFile {
  /// The pickle's names, instructions, stack, memo and operands.
  static let instructions = [
    BadPyTorchFile(
      "global-by-stack-of-integers",
      "data.pkl at byte 6: expected a module and a name as strings, found other values"),
    BadPyTorchFile(
      "global-by-stack-with-space",
      "data.pkl at byte 29: expected a name that a dictionary of tensors needs, found "
        + "'collections OrderedDict.', which was not executed"),
    BadPyTorchFile(
      "global-by-stack",
      "data.pkl at byte 14: expected a name that a dictionary of tensors needs, found "
        + "'os.system', which was not executed"),
    BadPyTorchFile(
      "global-cut",
      "data.pkl at byte 2: expected two lines of at most 256 bytes, found none"),
    BadPyTorchFile(
      "global-dtype",
      "data.pkl at byte 2: expected a name that a dictionary of tensors needs, found "
        + "'torch.float16', which was not executed"),
    BadPyTorchFile(
      "global-escape-code",
      "data.pkl at byte 2: expected a name that a dictionary of tensors needs, found "
        + "'os.\\u{1B}[2Jsystem', which was not executed"),
    BadPyTorchFile(
      "global-eval",
      "data.pkl at byte 2: expected a name that a dictionary of tensors needs, found "
        + "'builtins.eval', which was not executed"),
    BadPyTorchFile(
      "global-int-storage",
      "data.pkl at byte 57: expected a name that a dictionary of tensors needs, found "
        + "'torch.IntStorage', which was not executed"),
    BadPyTorchFile(
      "global-os-system",
      "data.pkl at byte 2: expected a name that a dictionary of tensors needs, found "
        + "'os.system', which was not executed"),
    BadPyTorchFile(
      "global-posix-system",
      "data.pkl at byte 10: expected a name that a dictionary of tensors needs, found "
        + "'posix.system', which was not executed"),
    BadPyTorchFile(
      "global-rebuild-v3",
      "data.pkl at byte 2: expected a name that a dictionary of tensors needs, found "
        + "'torch._utils._rebuild_tensor_v3', which was not executed"),
    BadPyTorchFile(
      "global-too-long",
      "data.pkl at byte 2: expected two lines of at most 256 bytes, found none"),
    BadPyTorchFile(
      "integer-cut", "data.pkl at byte 2: expected 8 bytes, found the end of data.pkl"),
    BadPyTorchFile(
      "integer-wide", "data.pkl at byte 2: expected an integer of at most 8 bytes, found 9"),
    BadPyTorchFile("memo-cycle-of-two", "tensor 'a': value: expected a tensor, found a dictionary"),
    BadPyTorchFile("memo-cycle", "tensor 'self': value: expected a tensor, found a dictionary"),
    BadPyTorchFile(
      "memo-memoize-of-nothing",
      "data.pkl at byte 2: expected a value on the stack, found none"),
    BadPyTorchFile(
      "memo-missing-long",
      "data.pkl at byte 2: expected a value under 4294967295 in the memo, found none"),
    BadPyTorchFile(
      "memo-missing", "data.pkl at byte 2: expected a value under 5 in the memo, found none"),
    BadPyTorchFile(
      "memo-put-of-nothing", "data.pkl at byte 2: expected a value on the stack, found none"),
    BadPyTorchFile(
      "opcode-extension",
      "data.pkl at byte 2: expected an instruction that a dictionary of tensors needs, found "
        + "0x82 (EXT1)"),
    BadPyTorchFile(
      "opcode-float",
      "data.pkl at byte 2: expected an instruction that a dictionary of tensors needs, found "
        + "0x47 (BINFLOAT)"),
    BadPyTorchFile(
      "opcode-inst",
      "data.pkl at byte 3: expected an instruction that a dictionary of tensors needs, found "
        + "0x69 (INST)"),
    BadPyTorchFile(
      "opcode-list",
      "data.pkl at byte 2: expected an instruction that a dictionary of tensors needs, found "
        + "0x5d (EMPTY_LIST)"),
    BadPyTorchFile(
      "opcode-newobj",
      "data.pkl at byte 28: expected an instruction that a dictionary of tensors needs, found "
        + "0x81 (NEWOBJ)"),
    BadPyTorchFile(
      "opcode-obj",
      "data.pkl at byte 28: expected an instruction that a dictionary of tensors needs, found "
        + "0x6f (OBJ)"),
    BadPyTorchFile(
      "opcode-pop",
      "data.pkl at byte 3: expected an instruction that a dictionary of tensors needs, found "
        + "0x30 (POP)"),
    BadPyTorchFile(
      "opcode-unknown",
      "data.pkl at byte 2: expected an instruction that a dictionary of tensors needs, found "
        + "0xff"),
    BadPyTorchFile(
      "pickle-behind-stop",
      "data.pkl at byte 140: expected STOP as the last byte, found 1 bytes more"),
    BadPyTorchFile(
      "pickle-empty",
      "data.pkl at byte 0: expected STOP as the last instruction, found the end"),
    BadPyTorchFile(
      "pickle-frame-huge",
      "data.pkl at byte 2: expected a frame of at most 2 bytes, found 18446744073709551615"),
    BadPyTorchFile(
      "pickle-only-stop",
      "data.pkl at byte 0: expected PROTO as the first instruction, found another"),
    BadPyTorchFile("pickle-protocol-1", "data.pkl at byte 0: expected protocol 2 to 5, found 1"),
    BadPyTorchFile("pickle-protocol-6", "data.pkl at byte 0: expected protocol 2 to 5, found 6"),
    BadPyTorchFile(
      "pickle-protocol-cut",
      "data.pkl at byte 0: expected an operand, found the end of data.pkl"),
    BadPyTorchFile(
      "pickle-protocol-twice",
      "data.pkl at byte 2: expected PROTO at byte 0 only, found it again"),
    BadPyTorchFile(
      "pickle-without-protocol",
      "data.pkl at byte 0: expected PROTO as the first instruction, found another"),
    BadPyTorchFile(
      "pickle-without-stop",
      "data.pkl at byte 140: expected STOP as the last instruction, found the end"),
    BadPyTorchFile(
      "stack-empty-at-stop",
      "data.pkl at byte 2: expected one value at the end, found 0 values and 0 marks"),
    BadPyTorchFile(
      "stack-mark-at-stop",
      "data.pkl at byte 4: expected one value at the end, found 1 values and 1 marks"),
    BadPyTorchFile(
      "stack-marks-deep", "data.pkl at byte 66: expected at most 64 marks, found more"),
    BadPyTorchFile(
      "stack-tuple-below-mark",
      "data.pkl at byte 7: expected 2 values on the stack, found 0"),
    BadPyTorchFile("stack-tuple-without-mark", "data.pkl at byte 4: expected a mark, found none"),
    BadPyTorchFile(
      "stack-tuples-deep",
      "data.pkl at byte 10: expected at most 8 tuples inside each other, found more"),
    BadPyTorchFile(
      "stack-two-at-stop",
      "data.pkl at byte 4: expected one value at the end, found 2 values and 0 marks"),
    BadPyTorchFile(
      "stack-underflow-below-mark",
      "data.pkl at byte 4: expected a value on the stack, found none"),
    BadPyTorchFile(
      "stack-underflow", "data.pkl at byte 4: expected 2 values on the stack, found 1"),
    BadPyTorchFile(
      "string-cut",
      "data.pkl at byte 2: expected a string of 5 bytes, found 3 before the end"),
    BadPyTorchFile(
      "string-length-cut",
      "data.pkl at byte 2: expected an operand, found the end of data.pkl"),
    BadPyTorchFile(
      "string-length-huge",
      "data.pkl at byte 2: expected a string of at most 1024 bytes, found 4294967295"),
    BadPyTorchFile(
      "string-not-utf8",
      "data.pkl at byte 2: expected a string in UTF-8, found an invalid sequence"),
    BadPyTorchFile(
      "string-too-long",
      "data.pkl at byte 2: expected a string of at most 1024 bytes, found 1025"),
  ]
}
