//! Types that hold a secret do not derive `Debug`.
use std::path::{Path, PathBuf};
use std::{fs, mem};

/// Whoever holds one of these shows by hand what may be shown, or cannot be printed at all.
const SECRET_FIELDS: [&str; 4] = [
    "secret_access_key",
    "session_token",
    "presigned_url",
    "token",
];

fn sources(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    let (folders, files): (Vec<_>, Vec<_>) = paths.partition(|path| path.is_dir());
    let nested = folders.iter().flat_map(|folder| sources(folder));
    let all = nested.chain(files);
    all.filter(|path| path.extension().is_some_and(|it| it == "rs"))
        .collect()
}

/// A struct or an enum, as its source says.
struct Type {
    attributes: String,
    text: String,
}

impl Type {
    fn holds_a_secret(&self) -> bool {
        let is_held = |field: &&str| self.text.contains(&format!("{field}: "));
        SECRET_FIELDS.iter().any(is_held)
    }

    fn derives_debug(&self) -> bool {
        let mut derives = self.attributes.split("#[derive(").skip(1);
        derives.any(|it| it.split(")]").next().unwrap().contains("Debug"))
    }
}

/// The structs and enums of a source that rustfmt has formatted: each ends with a brace below its
/// first letter, and the attributes before it stand behind the end of what is before them.
fn types(source: &str) -> Vec<Type> {
    let mut types = vec![];
    let mut attributes = String::new();
    let is_code = |line: &&str| !line.trim_start().starts_with("//");
    let mut lines = source.lines().filter(is_code);
    while let Some(line) = lines.next() {
        let code = line.trim_start();
        let is_visibility = |word: &&str| word.starts_with("pub") || word.ends_with(')');
        let mut words = code.split(' ').skip_while(is_visibility);
        if matches!(words.next(), Some("struct" | "enum")) {
            let mut text = line.to_owned();
            if !line.ends_with([';', '}']) {
                let end = format!("{}}}", &line[..line.len() - code.len()]);
                text.extend(lines.by_ref().take_while(|line| *line != end));
            }
            let attributes = mem::take(&mut attributes);
            types.push(Type { attributes, text });
        } else if code.ends_with(['{', '}', ';']) {
            attributes.clear();
        } else {
            attributes += code;
        }
    }
    types
}

#[test]
fn a_type_that_derives_debug_is_found_however_it_is_written() {
    for source in [
        "#[derive(Debug)]\nstruct A {\n    token: String,\n}",
        "#[derive(Debug)]\npub(crate) struct A {\n    name: String,\n\n    token: String,\n}",
        "use a::b;\n#[derive(\n    Clone,\n    Debug,\n)]\npub struct A {\n    token: String,\n}",
        "#[derive(Debug)]\n#[serde(default)]\nenum A {\n    B {\n        token: String,\n    },\n}",
        "mod a {\n    #[derive(Debug)]\n    struct A {\n        token: String,\n    }\n}",
    ] {
        let [found] = &types(source)[..] else {
            panic!("{source}")
        };
        assert!(found.holds_a_secret() && found.derives_debug(), "{source}");
    }
    let sound =
        "#[derive(Debug)]\nstruct A(u8);\n\n#[derive(Clone)]\nstruct B {\n    token: String,\n}";
    let types = types(sound);
    assert!(types[0].derives_debug() && !types[0].holds_a_secret());
    assert!(types[1].holds_a_secret() && !types[1].derives_debug());
}

#[test]
fn no_type_that_holds_a_secret_derives_debug() {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let folders = ["shared/src", "functions"].map(|folder| sources(&workspace.join(folder)));
    let mut found = 0;
    for file in folders.concat() {
        let source = fs::read_to_string(&file).unwrap();
        for holder in types(&source).iter().filter(|it| it.holds_a_secret()) {
            found += 1;
            let name = holder.text.split(" {").next().unwrap();
            assert!(!holder.derives_debug(), "{}: {name}", file.display());
        }
    }
    assert!(found >= 3, "only {found} were found");
}
