//! Who signs, for which objects, and with which options.
use std::sync::LazyLock;

use jiff::{SignedDuration, Timestamp};
use proptest::option;
use proptest::prelude::*;
use shared::domain::{Locator, ObjectKey};
use shared::presign::{HeaderText, LimitedBy, ObjectSigner, ResponseOverrides, Validity};
use shared::sigv4::{BucketAddress, SessionCredentials, SigningKeys};

use super::super::people::OWNER;
use crate::aws::identity::{AuthenticationError, Caller, Context};
use crate::aws::s3::Authority;

pub(super) const BUCKET: &str = "my.pictures-1";
pub(super) const REGION: &str = "eu-central-2";

/// 2100-01-01T00:00:30Z: half a minute after midnight, and long after the system's time, by which
/// s3s would find the URLs expired.
pub(super) const NOW: Timestamp = Timestamp::constant(4_102_444_830, 0);

const ACCESS_KEY_ID: &str = "ASIAIOSFODNN7EXAMPLE";
const SECRET_ACCESS_KEY: &str = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";

/// As long as AWS's are, of every character that theirs have.
static SESSION_TOKEN: LazyLock<String> =
    LazyLock::new(|| "IQoJb3JpZ2luX2VjE+AaCXVz/LWVhc3Q0123456789==".repeat(20));

/// The one session that S3 knows; its role may do everything.
pub(super) struct Session;

impl Authority for Session {
    fn secret_key(&self, access_key_id: &str) -> Option<String> {
        (access_key_id == ACCESS_KEY_ID).then(|| SECRET_ACCESS_KEY.to_owned())
    }

    fn authenticate(&self, _: &str, token: Option<&str>) -> Result<Caller, AuthenticationError> {
        if token != Some(&SESSION_TOKEN) {
            return Err(AuthenticationError::InvalidToken);
        }
        Ok(Caller {
            account: OWNER.to_owned(),
            arn: format!("arn:aws:sts::{OWNER}:assumed-role/reader/session"),
            access_key_id: ACCESS_KEY_ID.to_owned(),
        })
    }

    fn allows(&self, _: &Caller, _: &str, _: &str, _: &Context) -> bool {
        true
    }
}

/// Where the bucket is, when a URL was signed, and for how long.
#[derive(Debug)]
pub(super) struct Signing {
    bucket_url: String,
    signed_at: Timestamp,
    expires_in: i64,
}

impl Signing {
    pub(super) fn url(&self, overrides: &ResponseOverrides, locator: &Locator) -> String {
        let address = BucketAddress::new(&self.bucket_url, REGION).unwrap();
        let session = SessionCredentials {
            access_key_id: ACCESS_KEY_ID.to_owned(),
            secret_access_key: SECRET_ACCESS_KEY.to_owned(),
            session_token: SESSION_TOKEN.clone(),
            starts_at: self.signed_at,
            expires_at: Timestamp::MAX,
            signing_keys: SigningKeys::default(),
        };
        let validity = Validity {
            signed_at: self.signed_at,
            expires_in: self.expires_in,
            expires_at: self.signed_at + SignedDuration::from_secs(self.expires_in),
            limited_by: LimitedBy::Requested,
        };
        ObjectSigner::new(&address, &session, &validity, overrides, true).url(locator)
    }
}

/// Both styles of addresses, and every age that S3 takes: from a clock that is a quarter of an hour
/// ahead to the last second of a week.
pub(super) fn signings() -> impl Strategy<Value = Signing> {
    let bucket_urls = prop_oneof![
        Just(format!("http://{BUCKET}.localhost:9001")),
        Just(format!("http://localhost:9001/{BUCKET}")),
        Just(format!("http://127.0.0.1:9001/{BUCKET}")),
    ];
    let lives = (1..=604_800_i64).prop_flat_map(|life| (Just(life), -900..=life));
    (bucket_urls, lives).prop_map(|(bucket_url, (expires_in, age))| Signing {
        bucket_url,
        signed_at: NOW - SignedDuration::from_secs(age),
        expires_in,
    })
}

/// Keys of every kind: all of ASCII, what URLs give a meaning to, Unicode composed and decomposed,
/// nothing but slashes, and the longest.
pub(super) fn keys() -> impl Strategy<Value = String> {
    let keys = prop_oneof![
        "[\\x00-\\x7f]{1,40}",
        "(/|//|a|%2F|%2f|%|\\+| |#|\\?|&|=|;|:|@|'|\"|\\\\|\\.|~|soap){1,12}",
        "(é|e\u{301}|ﬀ|ß|🦀|👩‍👩‍👧|\u{202e}|\u{feff}|\u{fffd}|/){1,12}",
        "\\PC{1,40}",
        "/{1,5}[a-z/]{0,10}/{0,3}",
        "[a-é]".prop_map(|letter| letter.repeat(1024 / letter.len())),
    ];
    let is_presigned =
        |key: &String| key.parse::<ObjectKey>().is_ok() && !key.contains("?versionId=");
    keys.prop_filter("no locator", is_presigned)
}

pub(super) fn overrides() -> impl Strategy<Value = ResponseOverrides> {
    let header = || {
        let texts = prop_oneof![
            4 => "[!-~]([ -~]{0,30}[!-~])?",
            1 => Just(r#"attachment; filename="a b+c%2F&=.png""#.to_owned()),
        ];
        option::of(texts.prop_map(|text| text.parse::<HeaderText>().unwrap()))
    };
    (header(), header(), header()).prop_map(|(content_type, content_disposition, cache_control)| {
        ResponseOverrides {
            content_type,
            content_disposition,
            cache_control,
        }
    })
}
