extension BadPyTorchFile {
  /// Entries: central directory, local header, data, data descriptor.
  static let entries = [
    BadPyTorchFile(
      "entry-crc-of-data",
      "entry 'bad/data/0': CRC-32: expected 0x91e79017, found 0x10c2f530"),
    BadPyTorchFile(
      "entry-crc-of-pickle",
      "entry 'bad/data.pkl': CRC-32: expected 0x7fb1dad8, found 0x81949490"),
    BadPyTorchFile(
      "entry-data-beyond-directory",
      "entry 'bad/data/0': data: expected an end before the directory at byte 423, found "
        + "4294967294 bytes at 320"),
    BadPyTorchFile(
      "entry-deflated",
      "entry 'bad/data/0': method: expected 0 (stored), found 8 (deflated)"),
    BadPyTorchFile(
      "entry-descriptor-beyond-directory",
      "entry 'bad/data/1': data descriptor: expected an end before the directory at byte 404, "
        + "found 16 bytes at 404"),
    BadPyTorchFile(
      "entry-descriptor-crc",
      "data descriptor at byte 344: expected CRC-32 2447872023, found 1"),
    BadPyTorchFile(
      "entry-descriptor-of-32-bits",
      "data descriptor at byte 364: expected compressed size 24, found 103079215128"),
    BadPyTorchFile(
      "entry-descriptor-packed-size",
      "data descriptor at byte 344: expected compressed size 24, found 1"),
    BadPyTorchFile(
      "entry-descriptor-signature",
      "data descriptor at byte 344: expected the signature 0x08074b50, found 0x07074b50"),
    BadPyTorchFile(
      "entry-descriptor-size", "data descriptor at byte 344: expected size 24, found 1"),
    BadPyTorchFile(
      "entry-descriptor-zip64-packed-size",
      "data descriptor at byte 364: expected compressed size 24, found 4294967320"),
    BadPyTorchFile(
      "entry-descriptor-zip64-size",
      "data descriptor at byte 364: expected size 24, found 9223372036854775832"),
    BadPyTorchFile(
      "entry-disk", "central directory at byte 540: expected entry on disk 0, found 1"),
    BadPyTorchFile(
      "entry-encrypted",
      "entry 'bad/data/0': flags: expected only UTF-8 and data descriptor (2056), found an "
        + "encrypted entry"),
    BadPyTorchFile(
      "entry-extra-cut",
      "entry 'bad/data/0': extra field: expected whole fields, found 6 bytes left"),
    BadPyTorchFile(
      "entry-extra-twice",
      "entry 'bad/data/0': extra field: expected every field once, found field 16966 twice"),
    BadPyTorchFile(
      "entry-extra-unknown",
      "entry 'bad/data/0': extra field: expected zip64 or padding, found field 21589"),
    BadPyTorchFile(
      "entry-flags",
      "entry 'bad/data/0': flags: expected only UTF-8 and data descriptor (2056), found 10248"),
    BadPyTorchFile(
      "entry-gap-at-end",
      "central directory at byte 424: expected to begin at byte 423, where the last entry "
        + "ends, found a gap"),
    BadPyTorchFile(
      "entry-gap",
      "entry 'bad/data/0': header offset: expected 272, where the entry before ends, found "
        + "273, a gap"),
    BadPyTorchFile(
      "entry-key-too-long",
      "entry 'bad/data/111111111111111111111': name: expected only what torch.save writes in "
        + "the folder 'bad/', found another entry"),
    BadPyTorchFile(
      "entry-local-crc", "local header at byte 272: expected CRC-32 2447872023, found 1"),
    BadPyTorchFile(
      "entry-local-extra-cut",
      "entry 'bad/data/0': extra field: expected whole fields, found 12 bytes left"),
    BadPyTorchFile(
      "entry-local-flags", "local header at byte 272: expected flags 2056, found 2048"),
    BadPyTorchFile("entry-local-method", "local header at byte 272: expected method 0, found 8"),
    BadPyTorchFile(
      "entry-local-name-length",
      "entry 'bad/data/0': local header: expected the name of the central directory, found "
        + "'bad/data/'"),
    BadPyTorchFile(
      "entry-local-name",
      "entry 'bad/data/0': local header: expected the name of the central directory, found "
        + "'bad/data/1'"),
    BadPyTorchFile(
      "entry-local-packed-size",
      "local header at byte 272: expected compressed size 24, found 1"),
    BadPyTorchFile(
      "entry-local-signature",
      "local header at byte 272: expected the signature 0x04034b50, found 0x05034b50"),
    BadPyTorchFile("entry-local-size", "local header at byte 272: expected size 24, found 25"),
    BadPyTorchFile("entry-local-time", "local header at byte 272: expected time 0, found 1"),
    BadPyTorchFile("entry-local-version", "local header at byte 272: expected version 0, found 20"),
    BadPyTorchFile(
      "entry-local-zip64",
      "entry 'bad/data/0': local header: expected the zip64 field of the central directory, "
        + "found 8 other bytes"),
    BadPyTorchFile("entry-method", "entry 'bad/data/0': method: expected 0 (stored), found 93"),
    BadPyTorchFile(
      "entry-name-control",
      "central directory at byte 717: expected a name in UTF-8 without control characters, "
        + "found 'bad/data/1\\n'"),
    BadPyTorchFile(
      "entry-name-not-marked-utf8",
      "central directory at byte 693: expected a name in UTF-8 without control characters, "
        + "found 'bad/ü'"),
    BadPyTorchFile(
      "entry-name-not-utf8",
      "central directory at byte 711: expected a name in UTF-8 without control characters, "
        + "found 'bad/�'"),
    BadPyTorchFile(
      "entry-name-twice",
      "entry 'bad/data/0': name: expected every name once, found it twice"),
    BadPyTorchFile(
      "entry-offset-beyond-file",
      "entry 'bad/version': header offset: expected 272, where the entry before ends, found "
        + "360, a gap"),
    BadPyTorchFile(
      "entry-other-folder",
      "entry 'worse/data/1': name: expected only what torch.save writes in the folder 'bad/', "
        + "found another entry"),
    BadPyTorchFile(
      "entry-overlap",
      "entry 'bad/data/0': header offset: expected 203, where the entry before ends, found 0, "
        + "an overlap"),
    BadPyTorchFile(
      "entry-packed-size", "entry 'bad/data/0': compressed size: expected 24, found 23"),
    BadPyTorchFile(
      "entry-unknown",
      "entry 'bad/data/x': name: expected only what torch.save writes in the folder 'bad/', "
        + "found another entry"),
    BadPyTorchFile(
      "entry-zip64-local-size",
      "entry 'bad/data/0': local header: expected the zip64 field of the central directory, "
        + "found 16 other bytes"),
    BadPyTorchFile(
      "entry-zip64-missing",
      "entry 'bad/data/0': size: expected a zip64 number below 2^63, found none"),
    BadPyTorchFile(
      "entry-zip64-negative",
      "entry 'bad/data/0': size: expected a zip64 number below 2^63, found none"),
    BadPyTorchFile(
      "entry-zip64-only-central",
      "entry 'bad/data/0': local header: expected the zip64 field of the central directory, "
        + "found 0 other bytes"),
    BadPyTorchFile(
      "entry-zip64-too-long",
      "entry 'bad/data/0': zip64: expected only what the header leaves out, found 8 bytes more"),
  ]
}
