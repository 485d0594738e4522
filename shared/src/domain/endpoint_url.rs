use std::net::{Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

use http::Uri;
use http::uri::Scheme;

use super::checked_text::text_access;

/// The endpoint of an S3-compatible service: `https://s3.example.com`, `http://localhost:9001`,
/// `https://gateway.example.com/s3`.
///
/// `http` or `https`, a host, optionally a port and a base path. No user info, no query, no
/// fragment; scheme and host in lower case; addresses and ports as a browser writes them, for it
/// sends `Host` so, which is signed: `127.0.0.1`, not `127.1`. A slash at the end and the scheme's
/// own port are dropped. It may name a private host: signing never connects.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EndpointUrl(String);

/// Why a text is not an endpoint URL.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidEndpointUrl {
    /// Not a URL with a scheme and a host.
    #[error("an endpoint URL is written like https://s3.example.com or http://localhost:9000")]
    Shape,
    /// Longer than 1,024 characters.
    #[error("an endpoint URL has at most 1024 characters")]
    Length,
    /// Another scheme than http and https.
    #[error("an endpoint URL starts with https:// or http://")]
    Scheme,
    /// `user:password@`.
    #[error("an endpoint URL carries no user name and no password")]
    UserInfo,
    /// `?…` or `#…`.
    #[error("an endpoint URL has no query and no fragment")]
    QueryOrFragment,
    /// `HTTPS://S3.Example.com`.
    #[error("an endpoint URL is written in lower case")]
    UpperCase,
    /// A character or segment that would change under normalisation.
    #[error(
        "an endpoint URL's path has segments of letters, digits, '.', '_', '-' and '~', \
         none of them empty, \".\" or \"..\""
    )]
    Path,
    /// The address of the AWS console, pasted.
    #[error("this is a page of the AWS console: leave the endpoint URL empty for Amazon S3")]
    Console,
}

impl EndpointUrl {
    fn check(text: &str) -> Result<(), InvalidEndpointUrl> {
        use InvalidEndpointUrl as Invalid;
        if text.len() > 1024 {
            return Err(Invalid::Length);
        }
        if text.contains(['?', '#']) {
            return Err(Invalid::QueryOrFragment);
        }
        let uri: Uri = text.parse().map_err(|_| Invalid::Shape)?;
        let authority = uri.authority().ok_or(Invalid::Shape)?;
        if uri.scheme() != Some(&Scheme::HTTP) && uri.scheme() != Some(&Scheme::HTTPS) {
            return Err(Invalid::Scheme);
        }
        if authority.as_str().contains('@') {
            return Err(Invalid::UserInfo);
        }
        let origin_bytes = text.len() - path_of(text).len();
        if text[..origin_bytes].bytes().any(|c| c.is_ascii_uppercase()) {
            return Err(Invalid::UpperCase);
        }
        check_host(authority)?;
        check_path(path_of(text))
    }
}

fn check_host(authority: &http::uri::Authority) -> Result<(), InvalidEndpointUrl> {
    let host = authority.host();
    if !is_ipv6(host) && !is_ipv4(host) && !is_name(host) {
        return Err(InvalidEndpointUrl::Shape);
    }
    // `host:` names no port, nor does `host:0`; `host:080` is another's spelling.
    let as_written = |port: &u16| *port != 0 && authority.as_str() == format!("{host}:{port}");
    let has_port = authority.as_str().len() > host.len();
    if has_port && !authority.port_u16().as_ref().is_some_and(as_written) {
        return Err(InvalidEndpointUrl::Shape);
    }
    if host.contains("console.aws.") || host.contains("console.amazonaws.") {
        return Err(InvalidEndpointUrl::Console);
    }
    Ok(())
}

/// Whether this is an IPv6 address as a browser writes it, which has no IPv4 address inside.
fn is_ipv6(host: &str) -> bool {
    let address = host.strip_prefix('[').and_then(|h| h.strip_suffix(']'));
    let canonical = |text: &str| {
        text.parse::<Ipv6Addr>()
            .is_ok_and(|a| a.to_string() == text)
    };
    address.is_some_and(|text| canonical(text) && !text.contains('.'))
}

/// Whether this is an IPv4 address as a browser writes it: four decimal numbers.
fn is_ipv4(host: &str) -> bool {
    host.parse::<Ipv4Addr>().is_ok()
}

/// Whether this is a host name. One that ends in a number is an address to a browser.
///
/// Source: WHATWG URL Standard, "ends in a number checker".
fn is_name(host: &str) -> bool {
    let allowed = |c: u8| c.is_ascii_alphanumeric() || matches!(c, b'-' | b'_');
    let label = |label: &str| !label.is_empty() && label.bytes().all(allowed);
    let last = host.rsplit('.').next().unwrap_or_default();
    let is_number = |digits: &str| digits.bytes().all(|c| c.is_ascii_digit());
    let is_hexadecimal = |digits: &str| digits.bytes().all(|c| c.is_ascii_hexdigit());
    let is_address = is_number(last) || last.strip_prefix("0x").is_some_and(is_hexadecimal);
    host.split('.').all(label) && !is_address
}

fn check_path(path: &str) -> Result<(), InvalidEndpointUrl> {
    let unreserved = |c: u8| c.is_ascii_alphanumeric() || b"._-~".contains(&c);
    let segment = |s: &str| !matches!(s, "" | "." | "..") && s.bytes().all(unreserved);
    match path.strip_prefix('/') {
        None => Ok(()),
        Some(segments) if segments.split('/').all(segment) => Ok(()),
        Some(_) => Err(InvalidEndpointUrl::Path),
    }
}

/// What follows the authority, as it was written: `http::Uri` would turn no path into `/`.
fn path_of(text: &str) -> &str {
    let authority = text.find("://").map_or(0, |at| at + 3);
    text[authority..]
        .find('/')
        .map_or("", |at| &text[authority + at..])
}

impl FromStr for EndpointUrl {
    type Err = InvalidEndpointUrl;

    fn from_str(text: &str) -> Result<Self, InvalidEndpointUrl> {
        let text = text.strip_suffix('/').unwrap_or(text);
        Self::check(text)?;
        Ok(Self(without_default_port(text)))
    }
}

/// Browsers leave the scheme's own port out of `Host`, which is signed: so does the URL.
fn without_default_port(url: &str) -> String {
    let (origin, path) = url.split_at(url.len() - path_of(url).len());
    let port = if url.starts_with("https:") {
        ":443"
    } else {
        ":80"
    };
    format!("{}{path}", origin.strip_suffix(port).unwrap_or(origin))
}

text_access!(EndpointUrl);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endpoints_of_s3_compatible_services_are_accepted() {
        for url in [
            "https://s3.example.com",
            "http://localhost:9001",
            "http://127.0.0.1:9000",
            "http://[::1]:9000",
            "https://minio",
            "https://gateway.example.com/s3",
            "https://gateway.example.com:8443/Tenant_1/s3",
            "https://0a1b2c.r2.cloudflarestorage.com",
        ] {
            assert_eq!(url.parse::<EndpointUrl>().map(|u| u.0), Ok(url.to_owned()));
        }
    }

    #[test]
    fn a_slash_at_the_end_and_the_schemes_own_port_are_dropped() {
        for (text, url) in [
            ("https://s3.example.com:443/a", "https://s3.example.com/a"),
            ("http://s3.example.com:80", "http://s3.example.com"),
            ("http://[::1]:80", "http://[::1]"),
            ("http://s3.example.com:443", "http://s3.example.com:443"),
            ("http://localhost:9001/", "http://localhost:9001"),
            ("https://example.com/s3/", "https://example.com/s3"),
        ] {
            assert_eq!(text.parse::<EndpointUrl>().unwrap().as_str(), url);
        }
    }

    #[test]
    fn what_the_sdk_would_sign_wrongly_is_refused() {
        use InvalidEndpointUrl as Invalid;
        for (url, reason) in [
            ("", Invalid::Shape),
            ("s3.example.com", Invalid::Scheme),
            ("/path", Invalid::Shape),
            ("https://", Invalid::Shape),
            ("https://s3.example.com:", Invalid::Shape),
            ("https://s3.example.com:0", Invalid::Shape),
            ("https://s3.example.com:080", Invalid::Shape),
            ("http://127.1", Invalid::Shape),
            ("http://0177.0.0.1", Invalid::Shape),
            ("http://127.0.0.0x1", Invalid::Shape),
            ("http://2130706433", Invalid::Shape),
            ("http://[0:0:0:0:0:0:0:1]", Invalid::Shape),
            ("http://[::ffff:127.0.0.1]", Invalid::Shape),
            ("https://s3.example.com:99999", Invalid::Shape),
            ("https://s3..example.com", Invalid::Shape),
            ("https://s3 example.com", Invalid::Shape),
            ("https://s3.exämple.com", Invalid::Shape),
            ("ftp://s3.example.com", Invalid::Scheme),
            ("https://user:pass@s3.example.com", Invalid::UserInfo),
            ("https://s3.example.com?x=1", Invalid::QueryOrFragment),
            ("https://s3.example.com#x", Invalid::QueryOrFragment),
            ("https://S3.example.com", Invalid::UpperCase),
            ("HTTPS://s3.example.com", Invalid::UpperCase),
            ("https://s3.example.com//", Invalid::Path),
            ("https://s3.example.com/a/../b", Invalid::Path),
            ("https://s3.example.com/a//b", Invalid::Path),
            ("https://s3.example.com/a%2Fb", Invalid::Path),
            (
                "https://s3.console.aws.amazon.com/s3/home",
                Invalid::Console,
            ),
        ] {
            assert_eq!(url.parse::<EndpointUrl>(), Err(reason), "{url}");
        }
    }
}
