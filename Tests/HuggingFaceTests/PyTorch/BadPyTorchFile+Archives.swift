extension BadPyTorchFile {
  /// Other kinds of files, and the two entries that say what the archive is.
  static let kinds = [
    BadPyTorchFile(
      "byteorder-big", "entry 'bad/byteorder': contents: expected 'little', found 'big'"),
    BadPyTorchFile(
      "byteorder-line-feed",
      "entry 'bad/byteorder': contents: expected 'little', found 'little\\n'"),
    BadPyTorchFile(
      "kind-bare-pickle",
      "expected a dictionary of tensors in the zip format of torch.save, found a pickle "
        + "outside a zip archive; load it where it was made and save the model with "
        + "save_pretrained"),
    BadPyTorchFile(
      "kind-cut-to-ten-bytes",
      "expected a dictionary of tensors in the zip format of torch.save, found a zip archive "
        + "cut off after 10 bytes; copy or download it again"),
    BadPyTorchFile(
      "kind-empty-zip",
      "expected a dictionary of tensors in the zip format of torch.save, found a zip archive "
        + "without data.pkl in its folder, not written by torch.save; if a model's folder is in it, "
        + "unpack it and give the folder"),
    BadPyTorchFile(
      "kind-empty",
      "expected a dictionary of tensors in the zip format of torch.save, found an empty file; "
        + "copy or download it again"),
    BadPyTorchFile(
      "kind-legacy",
      "expected a dictionary of tensors in the zip format of torch.save, found the format of "
        + "torch.save before PyTorch 1.6; load and save it again there"),
    BadPyTorchFile(
      "kind-no-pickle",
      "expected a dictionary of tensors in the zip format of torch.save, found a zip archive "
        + "without data.pkl in its folder, not written by torch.save; if a model's folder is in it, "
        + "unpack it and give the folder"),
    BadPyTorchFile(
      "kind-pickle-in-no-folder",
      "expected a dictionary of tensors in the zip format of torch.save, found a zip archive "
        + "without data.pkl in its folder, not written by torch.save; if a model's folder is in it, "
        + "unpack it and give the folder"),
    BadPyTorchFile(
      "kind-plain-zip",
      "expected a dictionary of tensors in the zip format of torch.save, found a zip archive "
        + "without data.pkl in its folder, not written by torch.save; if a model's folder is in it, "
        + "unpack it and give the folder"),
    BadPyTorchFile(
      "kind-text",
      "expected a dictionary of tensors in the zip format of torch.save, found a file that "
        + "begins with the bytes [119, 101, 105, 103]"),
    BadPyTorchFile(
      "kind-torchscript-code",
      "expected a dictionary of tensors in the zip format of torch.save, found a TorchScript "
        + "archive, which holds a program; load it where it was made and save the model with "
        + "save_pretrained"),
    BadPyTorchFile(
      "kind-torchscript",
      "expected a dictionary of tensors in the zip format of torch.save, found a TorchScript "
        + "archive, which holds a program; load it where it was made and save the model with "
        + "save_pretrained"),
    BadPyTorchFile(
      "version-above-ten",
      "entry 'bad/version': contents: expected a number from 1 to 10, found '11\\n'"),
    BadPyTorchFile(
      "version-long", "entry 'bad/version': size: expected at most 16 bytes, found 17"),
    BadPyTorchFile(
      "version-missing", "entry 'version': entry: expected the format's version, found none"),
    BadPyTorchFile(
      "version-text",
      "entry 'bad/version': contents: expected a number from 1 to 10, found 'three'"),
    BadPyTorchFile(
      "version-zero",
      "entry 'bad/version': contents: expected a number from 1 to 10, found '0\\n'"),
  ]

  /// The end of the archive and its central directory.
  static let ends = [
    BadPyTorchFile("directory-cut", "central directory at byte 596: expected 66 bytes, found 57"),
    BadPyTorchFile(
      "directory-last-record-cut",
      "central directory at byte 646: expected 46 bytes, found 7"),
    BadPyTorchFile(
      "directory-name-length",
      "central directory at byte 540: expected a name of 1 to 1024 bytes, found 1025"),
    BadPyTorchFile(
      "directory-no-name",
      "central directory at byte 687: expected a name of 1 to 1024 bytes, found 0"),
    BadPyTorchFile(
      "directory-signature",
      "central directory at byte 540: expected the signature 0x02014b50, found 0x01014b50"),
    BadPyTorchFile(
      "end-comment-length",
      "end of central directory at byte 729: expected comment length 0, found 1"),
    BadPyTorchFile(
      "end-comment",
      "end of central directory at byte 731: expected the signature 0x06054b50, found "
        + "0x00000605"),
    BadPyTorchFile(
      "end-cut",
      "end of central directory at byte 728: expected the signature 0x06054b50, found "
        + "0x054b5000"),
    BadPyTorchFile(
      "end-directory-disk",
      "end of central directory at byte 729: expected directory on disk 0, found 1"),
    BadPyTorchFile(
      "end-directory-size",
      "end of central directory at byte 729: expected 4 entries in 230 bytes at 423 as in "
        + "zip64, found 4 in 1 at 423"),
    BadPyTorchFile("end-disk", "end of central directory at byte 729: expected disk 0, found 1"),
    BadPyTorchFile(
      "end-entries-here",
      "end of central directory at byte 729: expected entries on this disk 4, found 3"),
    BadPyTorchFile(
      "end-entry-count",
      "end of central directory at byte 729: expected 4 entries in 230 bytes at 423 as in "
        + "zip64, found 3 in 230 at 423"),
    BadPyTorchFile(
      "end-missing",
      "end of central directory at byte 707: expected the signature 0x06054b50, found "
        + "0x4b500000"),
    BadPyTorchFile(
      "end-trailing-byte",
      "end of central directory at byte 730: expected the signature 0x06054b50, found "
        + "0x0006054b"),
    BadPyTorchFile(
      "end-without-zip64-size",
      "end of central directory at byte 729: expected a directory that ends at byte 729, found "
        + "230 bytes at 423"),
    BadPyTorchFile("locator-disk", "zip64 locator at byte 709: expected disk 0, found 1"),
    BadPyTorchFile("locator-disks", "zip64 locator at byte 709: expected disks 1, found 2"),
    BadPyTorchFile(
      "locator-offset",
      "zip64 locator at byte 709: expected offset 653, found 18446744073709551615"),
    BadPyTorchFile(
      "zip64-directory-disk",
      "zip64 end of central directory at byte 653: expected directory on disk 0, found 1"),
    BadPyTorchFile(
      "zip64-disk", "zip64 end of central directory at byte 653: expected disk 0, found 1"),
    BadPyTorchFile(
      "zip64-entries-here",
      "zip64 end of central directory at byte 653: expected entries on this disk 4, found 5"),
    BadPyTorchFile(
      "zip64-entries-huge",
      "zip64 end of central directory at byte 653: expected entries below 2^63, found "
        + "18446744073709551615"),
    BadPyTorchFile(
      "zip64-entries-more", "central directory at byte 423: expected 5 entries, found 4"),
    BadPyTorchFile(
      "zip64-length",
      "zip64 end of central directory at byte 653: expected size 44, found 9223372036854775808"),
    BadPyTorchFile(
      "zip64-offset-wraps",
      "end of central directory at byte 729: expected a directory that ends at byte 653, found "
        + "9223372036854775807 bytes at 9223372036854775807"),
    BadPyTorchFile(
      "zip64-signature",
      "zip64 end of central directory at byte 653: expected the signature 0x06064b50, found "
        + "0x00064b50"),
  ]
}
