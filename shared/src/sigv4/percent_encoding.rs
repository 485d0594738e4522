use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_encode_byte, utf8_percent_encode};

/// RFC 3986's unreserved characters stay; everything else becomes upper-case `%XX` of its UTF-8.
const QUERY: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// Which bytes of a key stay as they are.
const STAYS_IN_PATH: [bool; 256] = {
    let mut stays = [false; 256];
    let mut byte = 0_u8;
    while byte.is_ascii() {
        stays[byte as usize] =
            byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~' | b'/');
        byte += 1;
    }
    stays
};

/// Appends a key as S3 signs it: encoded once, never normalised. It is done for each URL, and half as
/// long with a table as with a set.
pub(super) fn push_path(text: &mut String, key: &str) {
    let mut rest = key;
    while let Some(at) = rest
        .bytes()
        .position(|byte| !STAYS_IN_PATH[usize::from(byte)])
    {
        let (stays, others) = rest.split_at(at);
        text.push_str(stays);
        let first = others.chars().next().map_or(1, char::len_utf8);
        let (encoded, after) = others.split_at(first);
        for byte in encoded.bytes() {
            text.push_str(percent_encode_byte(byte));
        }
        rest = after;
    }
    text.push_str(rest);
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
