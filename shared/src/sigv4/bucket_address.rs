/// Where the objects of a bucket are reached: an origin, and the path that comes before the key.
///
/// `https://my-bucket.s3.us-east-1.amazonaws.com` and nothing, or
/// `https://gateway.example.com` and `/s3/my-bucket`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BucketAddress {
    origin: String,
    host_at: usize,
    base_path: String,
    signing_region: String,
}

/// The URL has no scheme or host.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the bucket's URL has no scheme and host")]
pub struct InvalidBucketAddress;

impl BucketAddress {
    /// The address that `url` gives, for signatures in `signing_region`.
    ///
    /// # Errors
    /// When the URL has no scheme and host.
    pub fn new(url: &str, signing_region: &str) -> Result<Self, InvalidBucketAddress> {
        let host_at = url.find("://").ok_or(InvalidBucketAddress)? + 3;
        let path_at = url[host_at..]
            .find('/')
            .map_or(url.len(), |at| host_at + at);
        if path_at == host_at {
            return Err(InvalidBucketAddress);
        }
        let base_path = url[path_at..].trim_end_matches('/');
        Ok(Self {
            origin: url[..path_at].to_owned(),
            host_at,
            base_path: base_path.to_owned(),
            signing_region: signing_region.to_owned(),
        })
    }

    /// Scheme, host and port: `https://my-bucket.s3.us-east-1.amazonaws.com`.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Host and port, as a browser sends them in `Host`.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.origin[self.host_at..]
    }

    /// What comes before the slash of the key: empty, or `/my-bucket`.
    #[must_use]
    pub fn base_path(&self) -> &str {
        &self.base_path
    }

    /// The region that S3 expects in the credential scope.
    #[must_use]
    pub fn signing_region(&self) -> &str {
        &self.signing_region
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_is_cut_into_origin_and_path() {
        for (url, origin, host, base_path) in [
            (
                "https://b.s3.amazonaws.com",
                "https://b.s3.amazonaws.com",
                "b.s3.amazonaws.com",
                "",
            ),
            (
                "http://[::1]:9001/b",
                "http://[::1]:9001",
                "[::1]:9001",
                "/b",
            ),
            (
                "https://b.h.example/base/",
                "https://b.h.example",
                "b.h.example",
                "/base",
            ),
        ] {
            let address = BucketAddress::new(url, "us-east-1").unwrap();
            assert_eq!(
                (address.origin(), address.host(), address.base_path()),
                (origin, host, base_path)
            );
        }
        assert!(BucketAddress::new("my-bucket", "us-east-1").is_err());
        assert!(BucketAddress::new("https:///my-bucket", "us-east-1").is_err());
    }
}
