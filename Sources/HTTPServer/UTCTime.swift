#if Server
  import Base

  /// A moment by the calendar, as headers and logs have it.
  struct UTCTime {
    private let year: Int
    private let month: Int
    private let day: Int
    private let weekday: Int
    private let secondOfDay: Int
    private let nanoseconds: Int

    /// Seconds since 1970 began, which are not before that, and what is over.
    init(seconds: Int, nanoseconds: Int = 0) {
      let days = seconds / 86400
      secondOfDay = seconds % 86400
      self.nanoseconds = nanoseconds
      weekday = (days + 4) % 7
      // Years begin in March here, so that the day that some lack is the last; 400 of them have 146097 days.
      let shifted = days + 719_468
      let dayOfEra = shifted % 146_097
      let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
      let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
      let monthFromMarch = (5 * dayOfYear + 2) / 153
      day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
      month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
      year = yearOfEra + 400 * (shifted / 146_097) + (month <= 2 ? 1 : 0)
    }

    static var now: UTCTime {
      var clock = timespec()
      unsafe clock_gettime(CLOCK_REALTIME, &clock)
      return UTCTime(seconds: Int(clock.tv_sec), nanoseconds: Int(clock.tv_nsec))
    }

    /// Such as `Sun, 06 Nov 1994 08:49:37 GMT`.
    var headerText: String {
      "\(UTCTime.weekdays[weekday]), \(UTCTime.two(day)) \(UTCTime.months[month - 1]) \(year) \(clock) GMT"
    }

    /// Such as `1994-11-06T08:49:37.250Z`.
    var logText: String {
      let thousandths = "\(1000 + nanoseconds / 1_000_000)".dropFirst()
      return "\(year)-\(UTCTime.two(month))-\(UTCTime.two(day))T\(clock).\(thousandths)Z"
    }

    private var clock: String {
      [secondOfDay / 3600, secondOfDay / 60 % 60, secondOfDay % 60].map(UTCTime.two)
        .joined(separator: ":")
    }

    private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

    private static let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    private static let months = [
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
  }
#endif
