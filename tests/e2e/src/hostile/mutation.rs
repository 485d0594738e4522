//! Inputs near those of a corpus, and inputs near nothing.
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::{Value, json};

/// What parsers trip over.
const TOKENS: [&str; 44] = [
    "\0",
    "\n",
    "\r\n",
    "\u{7f}",
    "\u{85}",
    "\u{202e}",
    "\u{feff}",
    "é",
    "e\u{301}",
    "🦀",
    " ",
    "\"",
    "\\",
    "/",
    "//",
    "..",
    "/./",
    "%",
    "%2F",
    "%00",
    "%2e%2e",
    "+",
    "*",
    "?",
    "$",
    "${",
    "${*}",
    "${aws:username}",
    "?versionId=",
    "#",
    "@",
    ":",
    ":0",
    "[::1]",
    "0x7f.1",
    "\\ud800",
    "1e999",
    "-0",
    "18446744073709551616",
    "null",
    "[[[[[[[[",
    "{\"a\":",
    "<script>",
    "xn--",
];

/// One change of an input.
#[derive(Clone, Debug)]
enum Mutation {
    Insert(Index, &'static str),
    Overwrite(Index, u8),
    Remove(Index, usize),
    Repeat(Index, usize, usize),
    Append(Vec<u8>),
    Replace(Index, Value),
}

/// An entry of `corpus` after some changes; or, one time in eight, any bytes.
pub(super) fn mutated(corpus: Vec<Vec<u8>>) -> impl Strategy<Value = Vec<u8>> {
    let change = prop_oneof![
        3 => (any::<Index>(), select(TOKENS.to_vec())).prop_map(|(at, token)| Mutation::Insert(at, token)),
        2 => any::<(Index, u8)>().prop_map(|(at, byte)| Mutation::Overwrite(at, byte)),
        2 => (any::<Index>(), 1..20_usize).prop_map(|(at, length)| Mutation::Remove(at, length)),
        1 => (any::<Index>(), 1..20_usize, 2..100_usize).prop_map(|(at, length, times)| Mutation::Repeat(at, length, times)),
        1 => select(corpus.clone()).prop_map(Mutation::Append),
        2 => (any::<Index>(), values()).prop_map(|(at, value)| Mutation::Replace(at, value)),
    ];
    let near = (select(corpus), vec(change, 0..5)).prop_map(|(mut input, changes)| {
        for change in changes {
            change.apply(&mut input);
        }
        input
    });
    prop_oneof![7 => near, 1 => vec(any::<u8>(), 0..200)]
}

/// JSON values that no field expects.
fn values() -> impl Strategy<Value = Value> {
    prop_oneof![
        select(vec![
            json!(null),
            json!(true),
            json!(-1),
            json!(u64::MAX),
            json!(1.5e300),
            json!([]),
            json!({}),
            json!([[[[]]]]),
            json!({"type": "bucket", "bucket": "images"}),
            json!({"type": "all_permitted_buckets", "buckets": ["images", "images"]}),
            json!(["arn:aws:kms:us-east-1:111122223333:key/1"]),
            json!("x".repeat(2000)),
        ]),
        select(TOKENS.to_vec()).prop_map(Value::from),
        "\\PC{0,20}".prop_map(Value::from),
    ]
}

impl Mutation {
    fn apply(self, input: &mut Vec<u8>) {
        let place = |at: Index| at.index(input.len() + 1);
        match self {
            Self::Insert(at, token) => {
                let at = place(at);
                input.splice(at..at, token.bytes());
            }
            Self::Overwrite(at, byte) => {
                let at = place(at);
                input.splice(at..(at + 1).min(input.len()), [byte]);
            }
            Self::Remove(at, length) => {
                let at = place(at);
                input.drain(at..(at + length).min(input.len()));
            }
            Self::Repeat(at, length, times) => {
                let at = place(at);
                let part = input[at..(at + length).min(input.len())].repeat(times);
                input.splice(at..at, part);
            }
            Self::Append(other) => input.extend(other),
            Self::Replace(at, value) => replace(input, at, value),
        }
    }
}

/// Puts `value` in the place of one of the values of a JSON document.
fn replace(input: &mut Vec<u8>, at: Index, value: Value) {
    let Ok(mut json) = serde_json::from_slice::<Value>(input) else {
        return;
    };
    let mut pointers = vec![];
    find_pointers(&json, String::new(), &mut pointers);
    if let Some(place) = json.pointer_mut(at.get::<String>(&pointers)) {
        *place = value;
    }
    *input = json.to_string().into_bytes();
}

fn find_pointers(json: &Value, pointer: String, found: &mut Vec<String>) {
    match json {
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                find_pointers(item, format!("{pointer}/{index}"), found);
            }
        }
        Value::Object(members) => {
            for (name, member) in members {
                find_pointers(member, format!("{pointer}/{name}"), found);
            }
        }
        _ => {}
    }
    found.push(pointer);
}
