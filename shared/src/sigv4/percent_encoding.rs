use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// RFC 3986's unreserved characters stay; everything else becomes upper-case `%XX` of its UTF-8.
const QUERY: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// A key keeps its slashes, every one of them.
const PATH: &AsciiSet = &QUERY.remove(b'/');

/// A key as S3 signs it: encoded once, never normalised.
#[must_use]
pub fn encode_path(key: &str) -> String {
    utf8_percent_encode(key, PATH).to_string()
}

/// The name or value of a query parameter.
#[must_use]
pub fn encode_query(text: &str) -> String {
    utf8_percent_encode(text, QUERY).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_unreserved_characters_stay() {
        let key = "/a b//é+%2F?#&='\"~-._\n\u{7f}";
        let encoded = "/a%20b//%C3%A9%2B%252F%3F%23%26%3D%27%22~-._%0A%7F";
        assert_eq!(encode_path(key), encoded);
        assert_eq!(encode_query("a/b+c=é"), "a%2Fb%2Bc%3D%C3%A9");
    }
}
