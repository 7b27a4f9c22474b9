// Written by Scripts/make-language-table from the Unicode CLDR 41; do not edit.
//
// The exemplar characters are Copyright (c) 1991-2022 Unicode, Inc., distributed under the Terms of Use
// in https://www.unicode.org/copyright.html; permission to copy, modify and distribute data files is
// granted to anyone, provided that the notice in the file NOTICE appears with all copies.

package import TokenizerCompilation

extension Language {
  /// What every language is written with: digits, punctuation, symbols, emoji, white space, controls.
  package static let common = ScalarSet(
    """
    0-40 5b-60 7b-a9 ab-b4 b6-b9 bb-bf d7 f7 2c2-2c5 2d2-2df 2e5-2e9 2ed 2ef-2ff 37e 385 387 605 \
    60c 61b 61f 6dd 8e2 964-965 e3f fd5-fd8 10fb 16eb-16ed 1735-1736 1802-1803 1805 180b-180d \
    180f 1cd3 2000-2064 2066-2070 2074-207e 2080-208e 20a0-20c1 20e3 2100-2101 2103-2106 \
    2108-2109 2114 2116-2118 211e-2123 2125 2127 2129 212e 2139-213b 2140-2144 214a-214d \
    214f-215f 2189-218b 2190-2429 2440-244a 2460-27ff 2900-2b73 2b76-2bff 2e00-2e2e 2e30-2e5d \
    2ff0-3004 3008-3020 3030 3036-3037 303d-303f 309b-309c 30a0 30fb 3190-319f 31c0-31e5 31ef \
    3220-325f 327f-32cf 32ff 3358-33ff 4dc0-4dff a700-a716 a720-a721 a789-a78a a830-a839 a92e \
    ab5b ab6a-ab6b fd3e-fd3f fe00-fe19 fe30-fe52 fe54-fe66 fe68-fe6b feff ff01-ff20 ff3b-ff40 \
    ff5b-ff65 ffe0-ffe6 ffe8-ffee fff9-fffd 10100-10102 10107-10133 10137-1013f 10190-1019c \
    101d0-101fc 102e1-102fb 1bca0-1bca3 1cc00-1ccfc 1cd00-1ceb3 1ceba-1ced0 1cee0-1cef0 \
    1cf50-1cfc3 1d000-1d0f5 1d100-1d126 1d129-1d164 1d16a-1d16c 1d173-1d17a 1d183-1d184 \
    1d18c-1d1a9 1d1ae-1d1ea 1d2c0-1d2d3 1d2e0-1d2f3 1d300-1d356 1d360-1d378 1d6c1 1d6db 1d6fb \
    1d715 1d735 1d74f 1d76f 1d789 1d7a9 1d7c3 1d7ce-1d7ff 1ec71-1ecb4 1ed01-1ed3d 1f000-1f02b \
    1f030-1f093 1f0a0-1f0ae 1f0b1-1f0bf 1f0c1-1f0cf 1f0d1-1f0f5 1f100-1f1ad 1f1e6-1f1ff \
    1f201-1f202 1f210-1f23b 1f240-1f248 1f250-1f251 1f260-1f265 1f300-1f6d8 1f6dc-1f6ec \
    1f6f0-1f6fc 1f700-1f7d9 1f7e0-1f7eb 1f7f0 1f800-1f80b 1f810-1f847 1f850-1f859 1f860-1f887 \
    1f890-1f8ad 1f8b0-1f8bb 1f8c0-1f8c1 1f8d0-1f8d8 1f900-1fa57 1fa60-1fa6d 1fa70-1fa7c \
    1fa80-1fa8a 1fa8e-1fac6 1fac8 1facd-1fadc 1fadf-1faea 1faef-1faf8 1fb00-1fb92 1fb94-1fbfa \
    e0001 e0020-e007f e0100-e01ef
    """)

  /// The languages that are known, by code.
  package static let all: [Language] = [
    Language(
      "ar", "Arabic", scripts: [.arabic],
      whole: [],
      characters: """
        606-60b 60d-60f 61d-61e 621-63a 640-655 660-66d 66f-670 67e 686 698 69c 6a2 6a4-6a5 \
        6a7-6a9 6af 6cc 6d4 6de 6e9 6f0-6f9 6fd-6fe 888 fbb2-fbc2 fd40-fd4f fdcf fdfc-fdff \
        10e60-10e7e 1eef0-1eef1
        """),
    Language(
      "az", "Azerbaijani", scripts: [.latin],
      whole: [],
      characters: """
        41-5a 61-7a c7 d6 dc e7 f6 fc 11e-11f 130-131 15e-15f 18f 259 306-308 327 212a
        """),
    Language(
      "be", "Belarusian", scripts: [.cyrillic],
      whole: [],
      characters: """
        301 306 308 401 406 40e 410-428 42b-448 44b-44f 451 456 45e 482 a673 a67e
        """),
    Language(
      "bg", "Bulgarian", scripts: [.cyrillic],
      whole: [],
      characters: """
        300 306 308 400-401 40d 410-451 45d 462-463 46a-46b 482 a673 a67e
        """),
    Language(
      "bn", "Bengali", scripts: [.bengali],
      whole: [.bengali],
      characters: """

        """),
    Language(
      "ca", "Catalan", scripts: [.latin],
      whole: [],
      characters: """
        41-5a 61-7a ba c0-cf d1-d4 d6 d8-dc e0-ef f1-f4 f6 f8-fc ff-103 112-115 12a-12d 13f-140 \
        14c-14f 152-153 16a-16d 178 300-304 306 308 30a 327 212a-212b
        """),
    Language(
      "cs", "Czech", scripts: [.latin],
      whole: [],
      characters: """
        41-5a 61-7a c0-cf d1-d4 d6 d8-dd e0-ef f1-f4 f6 f8-fd ff-103 10c-10f 112-115 11a-11b \
        12a-12d 13d-13e 141-142 147-148 14c-14f 152-155 158-159 160-161 164-165 16a-16f 178 \
        17d-17e 300-304 306 308 30a 30c 327 212a-212b
        """),
    Language(
      "cy", "Welsh", scripts: [.latin],
      whole: [],
      characters: """
        41-5a 61-7a c0-cf d1-d4 d6 d8-dd e0-ef f1-f4 f6 f8-fd ff-103 112-115 12a-12d 14c-14f \
        152-153 16a-16d 174-178 300-304 306 308 30a 327 1e80-1e85 1ef2-1ef3 212a-212b
        """),
    Language(
      "da", "Danish", scripts: [.latin],
      whole: [],
      characters: """
        41-5a 61-7a c0-c2 c4-cb cd-cf d1 d3-d4 d6 d8-dc e0-e2 e4-eb ed-ef f1 f3-f4 f6 f8-fc ff \
        152-153 178 1fe-1ff 300-303 308 30a 327 212a-212b
        """),
    Language(
      "de", "German", scripts: [.latin],
      whole: [],
      characters: """
        41-5a 61-7a c0-cf d1-d4 d6 d8-dc df-ef f1-f4 f6 f8-fc ff-103 112-115 11e-11f 12a-12d \
        130-131 14c-14f 152-153 15e-15f 16a-16d 178 300-304 306-308 30a 327 1e9e 212a-212b
        """),
    Language(
      "el", "Greek", scripts: [.greek],
      whole: [.greek],
      characters: """
        300-301 304 306 308 313-314 342 345
        """),
    Language(
      "en", "English", scripts: [.latin],
      whole: [],
      characters: """
        41-5a 61-7a c0-cf d1-d4 d6 d8-dc e0-ef f1-f4 f6 f8-fc ff-103 112-115 12a-12d 14c-14f \
        152-153 16a-16d 178 300-304 306 308 30a 327 212a-212b
        """),
    Language(
      "es", "Spanish", scripts: [.latin],
      whole: [],
      characters: """
        41-5a 61-7a aa ba c0-cf d1-d4 d6 d8-dd e0-ef f1-f4 f6 f8-fd ff-103 112-115 12a-12d \
        14c-14f 152-153 16a-16d 178 300-304 306 308 30a 327 212a-212b
        """),
    Language(
      "et", "Estonian", scripts: [.latin],
      whole: [],
      characters: """
        41-5a 61-7a c0-cf d1-d6 d8-dc e0-ef f1-f6 f8-fc 100-101 112-113 12a-12b 14c-14f 152-153 \
        160-161 16a-16b 17d-17e 300-304 306 308 30a 30c 327 212a-212b
        """),
    Language(
      "eu", "Basque", scripts: [.latin],
      whole: [],
      characters: """
        41-5a 61-7a c0-cf d1-d4 d6 d8-dc e0-ef f1-f4 f6 f8-fc ff-103 112-115 12a-12d 14c-14f \
        152-153 16a-16d 178 300-304 306 308 30a 327 212a-212b
        """),
    Language(
      "fa", "Persian", scripts: [.arabic],
      whole: [],
      characters: """
        606-60b 60d-60f 61d-61e 621-63a 640-656 660-66d 670 67e 686 698 6a9 6af 6cc 6d4 6de 6e9 \
        6f0-6f9 6fd-6fe 888 fbb2-fbc2 fd40-fd4f fdcf fdfc-fdff 10e60-10e7e 1eef0-1eef1
        """),
    Language(
      "fi", "Finnish", scripts: [.latin],
      whole: [],
      characters: """
        41-5a 61-7a c0-cb cd-d6 d8-eb ed-f6 f8-107 10a-113 116-11b 11e-11f 122-123 126-127 \
        12a-12b 12e-131 136-137 139-13e 141-148 14a-14b 150-155 158-167 16a-16b 16e-173 178-17e \
        1b7 1e4-1e9 1ee-1ef 218-21b 21e-21f 292 300-304 306-308 30a-30c 326-328 1e9e 212a-212b
        """),
    Language(
      "fr", "French", scripts: [.latin],
      whole: [],
      characters: """
        41-5a 61-7a c0-cf d1-d6 d8-dc df-ef f1-f6 f8-fc ff-101 106-107 112-113 12a-12b 132-133 \
        152-153 158-159 160-161 178 17f 1d3-1d4 300-304 308 30a 30c 327 1e9e 212a-212b
        """),
    Language(
      "ga", "Irish", scripts: [.latin],
      whole: [],
      characters: """
        41-5a 61-7a c1 c5 c9 cd d3 da e1 e5 e9 ed f3 fa 10a-10b 120-121 301 307 30a 1e02-1e03 \
        1e0a-1e0b 1e1e-1e1f 1e40-1e41 1e56-1e57 1e60-1e61 1e6a-1e6b 212a-212b
        """),
    Language(
      "gl", "Galician", scripts: [.latin],
      whole: [],
      characters: """
        41-5a 61-7a aa ba c0-cf d1-d6 d8-dc e0-ef f1-f6 f8-fc 100-103 112-115 12a-12d 14c-14f \
        152-153 16a-16d 251 300-304 306 308 30a 327 212a-212b 2c6d
        """),
    Language(
      "gu", "Gujarati", scripts: [.gujarati],
      whole: [.gujarati],
      characters: """

        """),
    Language(
      "he", "Hebrew", scripts: [.hebrew],
      whole: [.hebrew],
      characters: """

        """),
    Language(
      "hi", "Hindi", scripts: [.devanagari],
      whole: [],
      characters: """
        901-903 905-90d 90f-911 913-928 92a-930 932-933 935-939 93c-945 947-949 94b-94d 950 \
        966-970 a8f8-a8fa a8fc
        """),
    Language(
      "hr", "Croatian", scripts: [.latin],
      whole: [],
      characters: """
        41-5a 61-7a 106-107 10c-10d 110-111 160-161 17d-17e 301 30c 212a
        """),
    Language(
      "hu", "Hungarian", scripts: [.latin],
      whole: [],
      characters: """
        41-5a 61-7a c0-cf d1-d4 d6 d8-dc e0-ef f1-f4 f6 f8-fc ff-103 112-115 12a-12d 14c-153 \
        16a-16d 170-171 178 300-304 306 308 30a-30b 327 212a-212b
        """),
    Language(
      "hy", "Armenian", scripts: [.armenian],
      whole: [.armenian],
      characters: """

        """),
    Language(
      "id", "Indonesian", scripts: [.latin],
      whole: [],
      characters: """
        41-5a 61-7a c0-cf d1-d4 d6 d8-dc e0-ef f1-f4 f6 f8-fc ff-103 112-115 12a-12d 14c-14f \
        152-153 16a-16d 178 300-304 306 308 30a 327 212a-212b
        """),
    Language(
      "is", "Icelandic", scripts: [.latin],
      whole: [],
      characters: """
        41-5a 61-7a c1 c6 c9 cd d0 d3 d6 da dd-de e1 e6 e9 ed f0 f3 f6 fa fd-fe 301 308 212a
        """),
    Language(
      "it", "Italian", scripts: [.latin],
      whole: [],
      characters: """
        41-5a 61-7a aa ba c0-cf d1-d6 d8-dc df-ef f1-f6 f8-fc ff 152-153 178 300-303 308 30a 327 \
        1e9e 212a-212b
        """),
    Language(
      "ja", "Japanese", scripts: [.han, .hiragana, .katakana],
      whole: [.han, .hiragana, .katakana],
      characters: """
        3099-309a 30fc
        """),
    Language(
      "ka", "Georgian", scripts: [.georgian],
      whole: [.georgian],
      characters: """

        """),
    Language(
      "kk", "Kazakh", scripts: [.cyrillic],
      whole: [],
      characters: """
        306 308 401 406 410-44f 451 456 482 492-493 49a-49b 4a2-4a3 4ae-4b1 4ba-4bb 4d8-4d9 \
        4e8-4e9 a673 a67e
        """),
    Language(
      "km", "Khmer", scripts: [.khmer],
      whole: [.khmer],
      characters: """

        """),
    Language(
      "kn", "Kannada", scripts: [.kannada],
      whole: [.kannada],
      characters: """

        """),
    Language(
      "ko", "Korean", scripts: [.hangul],
      whole: [.hangul],
      characters: """

        """),
    Language(
      "lt", "Lithuanian", scripts: [.latin],
      whole: [],
      characters: """
        41-5a 61-7a c0-c1 c3 c8-c9 cc-cd d1-d3 d5 d9-da e0-e1 e3 e8-e9 ec-ed f1-f3 f5 f9-fa \
        104-105 10c-10d 116-119 128-129 12e-12f 160-161 168-16b 172-173 17d-17e 300-301 303-304 \
        307 30c 328 1ebc-1ebd 212a
        """),
    Language(
      "lv", "Latvian", scripts: [.latin],
      whole: [],
      characters: """
        41-5a 61-7a 100-101 10c-10d 112-113 122-123 12a-12b 136-137 13b-13c 145-146 14c-14d \
        156-157 160-161 16a-16b 17d-17e 304 30c 327 212a
        """),
    Language(
      "mk", "Macedonian", scripts: [.cyrillic],
      whole: [],
      characters: """
        300-301 400 403 405 408-40a 40c-40d 40f-418 41a-428 430-438 43a-448 450 453 455 458-45a \
        45c-45d 45f 482 a673 a67e
        """),
    Language(
      "ml", "Malayalam", scripts: [.malayalam],
      whole: [.malayalam],
      characters: """

        """),
    Language(
      "mn", "Mongolian", scripts: [.cyrillic],
      whole: [],
      characters: """
        306 308 401 410-44f 451 482 496-497 4ae-4af 4ba-4bb 4c9-4ca 4d8-4d9 4e8-4e9 a673 a67e
        """),
    Language(
      "mr", "Marathi", scripts: [.devanagari],
      whole: [],
      characters: """
        901-903 905-90d 90f-911 913-928 92a-933 935-939 93c-945 947-949 94b-94d 950 966-970 \
        a8f8-a8fa a8fc
        """),
    Language(
      "ms", "Malay", scripts: [.latin],
      whole: [],
      characters: """
        41-5a 61-7a 212a
        """),
    Language(
      "my", "Burmese", scripts: [.myanmar],
      whole: [.myanmar],
      characters: """

        """),
    Language(
      "ne", "Nepali", scripts: [.devanagari],
      whole: [],
      characters: """
        901-903 905-90d 90f-911 913-928 92a-930 932-933 935-939 93c-945 947-949 94b-94d 950 \
        966-970 a8f8-a8fa a8fc
        """),
    Language(
      "nl", "Dutch", scripts: [.latin],
      whole: [],
      characters: """
        41-5a 61-7a c0-cb cd-cf d1 d3-d4 d6 d8-dc e0-eb ed-ef f1 f3-f4 f6 f8-fc ff 152-153 178 \
        300-303 308 30a 327 212a-212b
        """),
    Language(
      "no", "Norwegian", scripts: [.latin],
      whole: [],
      characters: """
        41-5a 61-7a c0-c1 c3-ca cd d1-d4 d6 d8 da dc e0-e1 e3-ea ed f1-f4 f6 f8 fa fc 10c-10d \
        110-111 143-144 14a-14b 160-161 166-167 17d-17e 1cd-1ce 300-303 308 30a 30c 327 \
        212a-212b
        """),
    Language(
      "pa", "Punjabi", scripts: [.gurmukhi],
      whole: [.gurmukhi],
      characters: """

        """),
    Language(
      "pl", "Polish", scripts: [.latin],
      whole: [],
      characters: """
        41-5a 61-7a c0 c2 c4-cb ce-cf d3-d4 d6 d9 db-dc df-e0 e2 e4-eb ee-ef f3-f4 f6 f9 fb-fc \
        ff 104-107 118-119 141-144 152-153 15a-15b 178-17c 300-302 307-308 30a 327-328 1e9e \
        212a-212b
        """),
    Language(
      "pt", "Portuguese", scripts: [.latin],
      whole: [],
      characters: """
        41-5a 61-7a aa ba c0-cf d1-d6 d8-dc e0-ef f1-f6 f8-fc ff-103 112-115 12a-12d 14c-14f \
        152-153 16a-16d 178 300-304 306 308 30a 327 212a-212b
        """),
    Language(
      "ro", "Romanian", scripts: [.latin],
      whole: [],
      characters: """
        41-5a 61-7a c0-c2 c4-c5 c7-cb ce d1 d6 dc e0-e2 e4-e5 e7-eb ee f1 f6 fc 102-103 15e-15f \
        162-163 218-21b 300-303 306 308 30a 326-327 212a-212b
        """),
    Language(
      "ru", "Russian", scripts: [.cyrillic],
      whole: [],
      characters: """
        301 306 308 401 410-44f 451 482 a673 a67e
        """),
    Language(
      "si", "Sinhala", scripts: [.sinhala],
      whole: [.sinhala],
      characters: """

        """),
    Language(
      "sk", "Slovak", scripts: [.latin],
      whole: [],
      characters: """
        41-5a 61-7a c0-c2 c4-cf d1-d4 d6 d8-dd e0-e2 e4-ef f1-f4 f6 f8-fd ff-103 10c-10f 112-115 \
        12a-12d 139-13a 13d-13e 147-148 14c-155 158-159 160-161 164-165 16a-16d 170-171 178 \
        17d-17e 300-304 306 308 30a-30c 327 212a-212b
        """),
    Language(
      "sl", "Slovenian", scripts: [.latin],
      whole: [],
      characters: """
        41-5a 61-7a c0-c2 c4-cf d1-d4 d6 d8-dc e0-e2 e4-ef f1-f4 f6 f8-fc ff-103 106-107 10c-10d \
        110-115 12a-12d 14c-14f 152-153 160-161 16a-16d 178 17d-17e 300-304 306 308 30a 30c 327 \
        212a-212b
        """),
    Language(
      "sq", "Albanian", scripts: [.latin],
      whole: [],
      characters: """
        41-5a 61-7a c7 cb e7 eb 308 327 212a
        """),
    Language(
      "sr", "Serbian", scripts: [.cyrillic, .latin],
      whole: [],
      characters: """
        41-5a 61-7a c5 e5 106-107 10c-10d 110-111 160-161 17d-17e 301-302 306 308 30a 30c \
        401-402 408-40b 40f-44f 451-452 458-45b 45f 482 212a-212b a673 a67e
        """),
    Language(
      "sv", "Swedish", scripts: [.latin],
      whole: [],
      characters: """
        41-5a 61-7a c0-c9 cb cd-cf d1 d3 d6 d8 da dc e0-e9 eb ed-ef f1 f3 f6 f8 fa fc ff-101 \
        12a-12b 178 300-304 308 30a 327 212a-212b
        """),
    Language(
      "sw", "Swahili", scripts: [.latin],
      whole: [],
      characters: """
        41-5a 61-7a 212a
        """),
    Language(
      "ta", "Tamil", scripts: [.tamil],
      whole: [.tamil],
      characters: """

        """),
    Language(
      "te", "Telugu", scripts: [.telugu],
      whole: [.telugu],
      characters: """

        """),
    Language(
      "th", "Thai", scripts: [.thai],
      whole: [.thai],
      characters: """

        """),
    Language(
      "tr", "Turkish", scripts: [.latin],
      whole: [],
      characters: """
        41-5a 61-7a c0-cf d1-d4 d6 d8-dc df-ef f1-f4 f6 f8-fc ff-103 112-115 11e-11f 12a-12d \
        130-131 14c-14f 152-153 15e-15f 16a-16d 178 300-304 306-308 30a 327 1e9e 212a-212b
        """),
    Language(
      "uk", "Ukrainian", scripts: [.cyrillic],
      whole: [],
      characters: """
        2bc 301 306 308 401 404 406-407 410-44f 451 454 456-457 482 490-491 a673 a67e
        """),
    Language(
      "ur", "Urdu", scripts: [.arabic],
      whole: [],
      characters: """
        600-603 606-60b 60d-60f 61d-61e 621-624 626-63a 641-642 644-648 64a-654 656-658 660-66d \
        670 679-67e 686 688 691 698 6a9 6af 6ba 6be 6c1-6c3 6cc 6d2 6d4 6de 6e9 6f0-6f9 6fd-6fe \
        888 fbb2-fbc2 fd40-fd4f fdcf fdfc-fdff 10e60-10e7e 1eef0-1eef1
        """),
    Language(
      "uz", "Uzbek", scripts: [.latin],
      whole: [],
      characters: """
        41-5a 61-7a c0-cf d1-d4 d6 d8-dc e0-ef f1-f4 f6 f8-fc ff-103 112-115 12a-12d 14c-14f \
        152-153 16a-16d 178 2bb-2bc 300-304 306 308 30a 327 212a-212b
        """),
    Language(
      "vi", "Vietnamese", scripts: [.latin],
      whole: [],
      characters: """
        41-5a 61-7a c0-c3 c8-ca cc-cd d2-d5 d9-da dd e0-e3 e8-ea ec-ed f2-f5 f9-fa fd 102-103 \
        110-111 128-129 168-169 1a0-1a1 1af-1b0 300-303 306 309 31b 323 1ea0-1ef9 212a
        """),
    Language(
      "zh", "Chinese", scripts: [.han],
      whole: [.han],
      characters: """

        """),
  ]
}
