use percent_encoding::percent_encode_byte;

/// Which bytes stay as they are.
type Stays = [bool; 256];

/// RFC 3986's unreserved characters stay; everything else becomes upper-case `%XX` of its UTF-8.
const IN_QUERY: Stays = stays(false);

/// A key keeps its slashes, every one of them.
const IN_PATH: Stays = stays(true);

const fn stays(slash: bool) -> Stays {
    let mut stays = [false; 256];
    let mut byte = 0_u8;
    while byte.is_ascii() {
        stays[byte as usize] = byte.is_ascii_alphanumeric()
            || matches!(byte, b'-' | b'.' | b'_' | b'~')
            || (slash && byte == b'/');
        byte += 1;
    }
    stays
}

/// Appends a key as S3 signs it: encoded once, never normalised.
pub(super) fn push_path(text: &mut String, key: &str) {
    push(text, key, &IN_PATH);
}

/// Appends the name or value of a query parameter.
pub(super) fn push_query(text: &mut String, plain: &str) {
    push(text, plain, &IN_QUERY);
}

/// The name or value of a query parameter.
pub(super) fn encode_query(plain: &str) -> String {
    let mut text = String::new();
    push_query(&mut text, plain);
    text
}

/// Appends runs of what stays whole, for it is done for each URL.
fn push(text: &mut String, plain: &str, stays: &Stays) {
    let mut rest = plain;
    while let Some(at) = rest.bytes().position(|byte| !stays[usize::from(byte)]) {
        let (run, others) = rest.split_at(at);
        text.push_str(run);
        let length = others.chars().next().map_or(1, char::len_utf8);
        let (character, after) = others.split_at(length);
        for byte in character.bytes() {
            text.push_str(percent_encode_byte(byte));
        }
        rest = after;
    }
    text.push_str(rest);
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
