//! Which bucket and key a request names: path style and virtual-host style.
use std::collections::BTreeMap;

use http::uri::PathAndQuery;
use http::{HeaderMap, Uri, header};
use percent_encoding::percent_decode_str;
use s3s::S3Result;
use s3s::host::{S3Host, VirtualHost};

/// The name below which every bucket has a host of its own: `BUCKET.localhost`, on any port.
/// All other hosts (`localhost`, `127.0.0.1`, …) are path style.
const BASE_DOMAIN: &str = "localhost";

/// Tells s3s where buckets are named.
#[derive(Debug)]
pub(super) struct Localhost;

impl S3Host for Localhost {
    fn parse_host_header<'a>(&'a self, host: &'a str) -> S3Result<VirtualHost<'a>> {
        let named = VirtualHost::new(BASE_DOMAIN);
        Ok(match bucket_of_host(host) {
            Some(bucket) => named.with_bucket(bucket),
            None => named,
        })
    }
}

/// What a request is about, as s3s will see it.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Target {
    pub(super) bucket: Option<String>,
    pub(super) key: Option<String>,
}

impl Target {
    pub(super) fn of(uri: &Uri, headers: &HeaderMap) -> Self {
        let path = percent_decode_str(uri.path()).decode_utf8_lossy();
        let path = path.strip_prefix('/').unwrap_or(&path);
        let host = headers
            .get(header::HOST)
            .and_then(|host| host.to_str().ok());
        let (bucket, key) = match host.and_then(bucket_of_host) {
            Some(bucket) => (bucket, path),
            None => path.split_once('/').unwrap_or((path, "")),
        };
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Self {
            bucket: some(bucket),
            key: some(key),
        }
    }
}

fn bucket_of_host(host: &str) -> Option<&str> {
    let name = host.split_once(':').map_or(host, |(name, _port)| name);
    name.strip_suffix(BASE_DOMAIN)?
        .strip_suffix('.')
        .filter(|bucket| !bucket.is_empty())
}

/// The query parameters, decoded; of several with one name the last.
pub(super) fn query(uri: &Uri) -> BTreeMap<String, String> {
    let query = uri
        .path_and_query()
        .and_then(PathAndQuery::query)
        .unwrap_or_default();
    serde_urlencoded::from_str::<Vec<(String, String)>>(query)
        .unwrap_or_default()
        .into_iter()
        .collect()
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn target(host: &'static str, uri: &str) -> (Option<String>, Option<String>) {
        let headers = HeaderMap::from_iter([(header::HOST, HeaderValue::from_static(host))]);
        let Target { bucket, key } = Target::of(&uri.parse().unwrap(), &headers);
        (bucket, key)
    }

    #[test]
    fn both_styles_name_the_same_object() {
        let expected = (Some("my.bucket".to_owned()), Some("/a%/b c/".to_owned()));
        for host in ["localhost:9001", "localhost", "127.0.0.1:9001"] {
            assert_eq!(target(host, "/my.bucket//a%25/b%20c/"), expected, "{host}");
        }
        for host in ["my.bucket.localhost:9001", "my.bucket.localhost"] {
            assert_eq!(target(host, "//a%25/b%20c/"), expected, "{host}");
        }
    }

    #[test]
    fn a_bucket_and_the_root_have_no_key() {
        assert_eq!(target("localhost", "/"), (None, None));
        assert_eq!(target("localhost", "/one/?x"), (Some("one".into()), None));
        assert_eq!(target("one.localhost", "/"), (Some("one".into()), None));
    }
}
