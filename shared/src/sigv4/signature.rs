use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

use super::credential_scope::CredentialScope;

/// The signature of a canonical request: 64 lower-case hexadecimal digits.
pub(super) fn signature(secret: &str, scope: &CredentialScope<'_>, canonical: &str) -> String {
    let key = signing_key(secret, scope);
    hex::encode(hmac(&key, string_to_sign(scope, canonical).as_bytes()))
}

fn string_to_sign(scope: &CredentialScope<'_>, canonical: &str) -> String {
    let hash = hex::encode(Sha256::digest(canonical));
    format!("AWS4-HMAC-SHA256\n{}\n{scope}\n{hash}", scope.date_time)
}

fn signing_key(secret: &str, scope: &CredentialScope<'_>) -> [u8; 32] {
    let date = hmac(format!("AWS4{secret}").as_bytes(), scope.date.as_bytes());
    let region = hmac(&date, scope.region.as_bytes());
    let service = hmac(&region, b"s3");
    hmac(&service, b"aws4_request")
}

fn hmac(key: &[u8], message: &[u8]) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes a key of any length");
    mac.update(message);
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// AWS's own example, step by step.
    ///
    /// Source: Amazon S3 API Reference, "Authenticating Requests: Using Query Parameters".
    const CANONICAL: &str = "GET\n/test.txt\nX-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=\
        AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=\
        20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host\n\
        host:examplebucket.s3.amazonaws.com\n\nhost\nUNSIGNED-PAYLOAD";

    #[test]
    fn awss_example_is_signed_as_published() {
        let instant = "2013-05-24T00:00:00Z".parse().unwrap();
        let scope = CredentialScope::at(instant, "us-east-1");
        assert_eq!(
            string_to_sign(&scope, CANONICAL),
            "AWS4-HMAC-SHA256\n20130524T000000Z\n20130524/us-east-1/s3/aws4_request\n\
             3bfa292879f6447bbcda7001decf97f4a54dc650c8942174ae0a9121cf58ad04"
        );
        assert_eq!(
            signature(
                "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
                &scope,
                CANONICAL
            ),
            "aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404"
        );
    }
}
