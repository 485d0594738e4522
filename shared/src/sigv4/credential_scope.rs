use jiff::Timestamp;
use jiff::tz::TimeZone;

/// What a signature is good for: one day (UTC), one region, S3.
pub(super) struct CredentialScope<'a> {
    /// `20130524`.
    pub(super) date: String,
    /// `20130524T000000Z`: the same instant, so that the two can never disagree at midnight.
    pub(super) date_time: String,
    pub(super) region: &'a str,
}

impl<'a> CredentialScope<'a> {
    pub(super) fn at(instant: Timestamp, region: &'a str) -> Self {
        let time = instant.to_zoned(TimeZone::UTC);
        Self {
            date: time.strftime("%Y%m%d").to_string(),
            date_time: time.strftime("%Y%m%dT%H%M%SZ").to_string(),
            region,
        }
    }
}

impl std::fmt::Display for CredentialScope<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}/s3/aws4_request", self.date, self.region)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn date_and_time_come_from_one_instant() {
        for (instant, date_time) in [
            ("2013-05-24T00:00:00Z", "20130524T000000Z"),
            ("2024-02-29T23:59:59.999Z", "20240229T235959Z"),
            ("2027-01-01T01:00:00+02:00", "20261231T230000Z"),
        ] {
            let scope = CredentialScope::at(instant.parse().unwrap(), "us-east-1");
            assert_eq!(scope.date_time, date_time);
            assert_eq!(scope.date, date_time[..8]);
        }
    }
}
