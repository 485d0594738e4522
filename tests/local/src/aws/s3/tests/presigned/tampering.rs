//! Requests that differ from a signed one in a single thing.
//!
//! Only what means something else to S3 counts. S3 decodes a request and encodes it again before it
//! verifies, so a request means the same when parameters change places, when an escape is written
//! in lower case (`%2f`) or is not needed (`%61`), when the slash of a path is escaped, and when a
//! parameter lacks the `=` of its empty value. So nothing here changes the spelling alone: texts
//! are decoded, changed, and encoded the way they were.
use http::Method;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, percent_encode};
use proptest::prelude::*;
use proptest::sample::{Index, select};

/// What a query does not write as it is.
const QUERY: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');
/// What a path does not write as it is.
const PATH: &AsciiSet = &QUERY.remove(b'/');

/// Parameters that S3 knows, of GET and of other requests, and one that nobody knows.
const PARAMETERS: [&str; 10] = [
    "versionId=null",
    "response-expires=0",
    "response-content-type=text%2Fhtml",
    "partNumber=1",
    "X-Amz-Expires=604800",
    "x-amz-signature=0",
    "acl=",
    "list-type=2",
    "prefix=",
    "colour=red",
];

/// Each reaches S3 as well, some of them with another bucket.
const HOSTS: [&str; 5] = [
    "localhost",
    "localhost:9002",
    "[::1]:9001",
    "other.localhost:9001",
    "s3.example.com",
];

/// A request without headers, taken apart.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    pub(super) method: Method,
    pub(super) host: String,
    path: String,
    /// `name=value`, as in the URL.
    parameters: Vec<String>,
}

/// A change of one text.
#[derive(Clone, Debug)]
pub(super) enum Edit {
    Replace(Index, u8),
    Insert(Index, u8),
    Remove(Index),
}

/// A change of one request.
#[derive(Clone, Debug)]
pub(super) enum Tampering {
    Path(Edit),
    Name(Index, Edit),
    Value(Index, Edit),
    Removed(Index),
    Duplicated(Index, Index),
    Added(&'static str, Index),
    Host(&'static str),
    Method(Method),
}

impl Asked {
    /// The GET of a URL, cut by hand: a URL parser would change some paths.
    pub(super) fn of(url: &str) -> Self {
        let (_, rest) = url.split_once("://").unwrap();
        let (address, query) = rest.split_once('?').unwrap();
        let (host, path) = address.split_at(address.find('/').unwrap());
        Self {
            method: Method::GET,
            host: host.to_owned(),
            path: path.to_owned(),
            parameters: query.split('&').map(str::to_owned).collect(),
        }
    }

    /// Path and query.
    pub(super) fn target(&self) -> String {
        format!("{}?{}", self.path, self.parameters.join("&"))
    }

    pub(super) fn tampered(&self, tampering: &Tampering) -> Self {
        let mut asked = self.clone();
        let parameters = &mut asked.parameters;
        let count = parameters.len();
        match tampering {
            // The first slash stays: without it there is no path.
            Tampering::Path(edit) => asked.path = format!("/{}", edit.apply(&self.path[1..], PATH)),
            Tampering::Name(which, edit) => {
                let parameter = &mut parameters[which.index(count)];
                let (name, value) = parameter.split_once('=').unwrap();
                *parameter = format!("{}={value}", edit.apply(name, QUERY));
            }
            Tampering::Value(which, edit) => {
                let parameter = &mut parameters[which.index(count)];
                let (name, value) = parameter.split_once('=').unwrap();
                *parameter = format!("{name}={}", edit.apply(value, QUERY));
            }
            Tampering::Removed(which) => drop(parameters.remove(which.index(count))),
            Tampering::Duplicated(which, to) => {
                let parameter = parameters[which.index(count)].clone();
                parameters.insert(to.index(count + 1), parameter);
            }
            Tampering::Added(parameter, to) => {
                parameters.insert(to.index(count + 1), (*parameter).to_owned());
            }
            Tampering::Host(host) => (*host).clone_into(&mut asked.host),
            Tampering::Method(method) => asked.method = method.clone(),
        }
        asked
    }
}

impl Edit {
    /// Changes one byte of what `text` encodes.
    fn apply(&self, text: &str, encoded: &'static AsciiSet) -> String {
        let mut bytes: Vec<u8> = percent_decode_str(text).collect();
        assert_eq!(percent_encode(&bytes, encoded).to_string(), text);
        match self {
            Self::Replace(at, byte) => {
                let at = at.index(bytes.len());
                bytes[at] = if bytes[at] == *byte { !byte } else { *byte };
            }
            Self::Insert(at, byte) => bytes.insert(at.index(bytes.len() + 1), *byte),
            Self::Remove(at) => drop(bytes.remove(at.index(bytes.len()))),
        }
        percent_encode(&bytes, encoded).to_string()
    }
}

fn edits() -> impl Strategy<Value = Edit> {
    // Few of all bytes make a number, a date, a name or a key that could be meant.
    let bytes = || prop_oneof![any::<u8>(), select(b"0123456789abcdefABCDEFZ/%+ ".to_vec())];
    prop_oneof![
        4 => (any::<Index>(), bytes()).prop_map(|(at, byte)| Edit::Replace(at, byte)),
        1 => (any::<Index>(), bytes()).prop_map(|(at, byte)| Edit::Insert(at, byte)),
        1 => any::<Index>().prop_map(Edit::Remove),
    ]
}

pub(super) fn tamperings() -> impl Strategy<Value = Tampering> {
    let methods = [
        Method::HEAD,
        Method::PUT,
        Method::POST,
        Method::DELETE,
        Method::PATCH,
    ];
    let which = any::<Index>;
    prop_oneof![
        4 => edits().prop_map(Tampering::Path),
        2 => (which(), edits()).prop_map(|(which, edit)| Tampering::Name(which, edit)),
        6 => (which(), edits()).prop_map(|(which, edit)| Tampering::Value(which, edit)),
        2 => which().prop_map(Tampering::Removed),
        2 => (which(), which()).prop_map(|(which, to)| Tampering::Duplicated(which, to)),
        2 => (select(&PARAMETERS[..]), which()).prop_map(|(added, to)| Tampering::Added(added, to)),
        1 => select(&HOSTS[..]).prop_map(Tampering::Host),
        1 => select(methods.to_vec()).prop_map(Tampering::Method),
    ]
}
