use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// RFC 3986's unreserved characters stay; everything else becomes upper-case `%XX` of its UTF-8.
const QUERY: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// A key keeps its slashes, every one of them.
const PATH: &AsciiSet = &QUERY.remove(b'/');

/// Appends a key as S3 signs it: encoded once, never normalised.
pub(super) fn push_path(text: &mut String, key: &str) {
    text.extend(utf8_percent_encode(key, PATH));
}

/// Appends the name or value of a query parameter.
pub(super) fn push_query(text: &mut String, plain: &str) {
    text.extend(utf8_percent_encode(plain, QUERY));
}

/// The name or value of a query parameter.
pub(super) fn encode_query(plain: &str) -> String {
    utf8_percent_encode(plain, QUERY).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_unreserved_characters_stay() {
        let key = "/a b//é+%2F?#&='\"~-._\n\u{7f}";
        let encoded = "/a%20b//%C3%A9%2B%252F%3F%23%26%3D%27%22~-._%0A%7F";
        let mut path = String::from("/b");
        push_path(&mut path, key);
        assert_eq!(path, format!("/b{encoded}"));
        assert_eq!(encode_query("a/b+c=é"), "a%2Fb%2Bc%3D%C3%A9");
    }
}
