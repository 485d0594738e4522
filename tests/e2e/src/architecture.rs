//! Imports point one way: functions and adapters know the core, the core knows only itself.
use std::fs;
use std::path::{Path, PathBuf};

const NOTHING: [&str; 0] = [];

/// The paths in `modules` that begin with one of `names`, as `file: path`.
fn uses(modules: &[&str], names: &[&str]) -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut uses = vec![];
    for module in modules {
        let files = sources(&root.join(module));
        assert!(!files.is_empty(), "{module} has no sources");
        for file in files {
            let paths = paths(&fs::read_to_string(&file).unwrap()).into_iter();
            let paths = paths.filter(|path| names.iter().any(|name| path.starts_with(name)));
            let file = file.strip_prefix(&root).unwrap().display();
            uses.extend(paths.map(|path| format!("{file}: {path}")));
        }
    }
    uses
}

/// A module's files: the one of its name, and those in its folder.
fn sources(module: &Path) -> Vec<PathBuf> {
    let mut sources = vec![];
    let folder = fs::read_dir(module).into_iter().flatten();
    let folder = folder.map(|entry| entry.unwrap().path());
    for path in std::iter::once(module.with_extension("rs")).chain(folder) {
        if path.is_dir() {
            sources.extend(self::sources(&path));
        } else if path.is_file() && path.extension().is_some_and(|extension| extension == "rs") {
            sources.push(path);
        }
    }
    sources
}

/// Every name and path in the code. What begins with `super` counts as if it were of the crate.
fn paths(source: &str) -> Vec<String> {
    let mut paths = vec![];
    for line in source.lines() {
        let code = line.split("//").next().unwrap_or_default();
        assert!(
            !code.contains("crate::{"),
            "a `use` for each module: {line}"
        );
        let words = code.split(|c: char| !c.is_alphanumeric() && c != '_' && c != ':');
        paths.extend(words.map(|word| match word.strip_prefix("super::") {
            Some(path) => format!("crate::{}", path.trim_start_matches("super::")),
            None => word.to_owned(),
        }));
    }
    paths
}

#[test]
fn functions_never_import_each_other() {
    for (function, others) in [
        (
            "functions/integrations",
            ["policies::", "presign::", "verify::"],
        ),
        (
            "functions/policies",
            ["integrations::", "presign::", "verify::"],
        ),
        (
            "functions/presign",
            ["integrations::", "policies::", "verify::"],
        ),
        (
            "functions/verify",
            ["integrations::", "policies::", "presign::"],
        ),
    ] {
        assert_eq!(uses(&[function], &others), NOTHING);
    }
}

#[test]
fn only_adapters_import_an_aws_sdk() {
    let mut uses = uses(&["functions", "shared/src"], &["aws_sdk_"]);
    uses.retain(|path| !path.starts_with("shared/src/adapters/"));
    assert_eq!(uses, NOTHING);
}

#[test]
fn only_http_and_the_functions_know_lambda() {
    let mut uses = uses(&["shared/src"], &["axum", "lambda_http", "lambda_runtime"]);
    uses.retain(|path| !path.starts_with("shared/src/http/"));
    assert_eq!(uses, NOTHING);
}

#[test]
fn http_and_adapters_do_not_know_each_other() {
    assert_eq!(uses(&["shared/src/http"], &["crate::adapters"]), NOTHING);
    assert_eq!(uses(&["shared/src/adapters"], &["crate::http"]), NOTHING);
}

#[test]
fn the_core_knows_neither_aws_nor_http() {
    let core = [
        "shared/src/configuration",
        "shared/src/credential_cache",
        "shared/src/domain",
        "shared/src/policy",
        "shared/src/ports",
        "shared/src/presign",
        "shared/src/sigv4",
    ];
    let edge = ["aws_", "crate::adapters", "crate::http", "crate::telemetry"];
    assert_eq!(uses(&core, &edge), NOTHING);
}

#[test]
fn policies_and_signatures_know_only_the_domain_and_the_domain_only_itself() {
    let others = [
        "crate::configuration",
        "crate::credential_cache",
        "crate::ports",
        "crate::presign",
    ];
    let pure = ["shared/src/domain", "shared/src/policy", "shared/src/sigv4"];
    assert_eq!(uses(&pure, &others), NOTHING);
    let siblings = ["crate::policy", "crate::sigv4"];
    assert_eq!(uses(&["shared/src/domain"], &siblings), NOTHING);
    assert_eq!(uses(&["shared/src/policy"], &["crate::sigv4"]), NOTHING);
}
