//! Files that one can read in one go.

use super::{Findings, Source, extension};

/// Lines of a source file, tests apart.
const LIMIT: usize = 600;
/// Lines of tests in one file.
const TEST_LIMIT: usize = 800;
/// What counts as source.
const SOURCES: &[&str] = &["rs", "ts", "tsx", "js", "mjs", "css", "toml", "sh"];

pub(super) fn check(sources: &[Source]) -> Findings {
    sources.iter().filter(|source| counted(&source.path)).flat_map(faults).collect()
}

fn faults(source: &Source) -> Findings {
    let (code, tests) = lines(source);
    let mut findings = Findings::new();
    if code > LIMIT {
        findings.push(format!("{}: {code} lines, the limit is {LIMIT}; split it by what it is about", source.path));
    }
    if tests > TEST_LIMIT {
        findings.push(format!("{}: {tests} lines of tests, the limit is {TEST_LIMIT}", source.path));
    }
    findings
}

fn counted(path: &str) -> bool {
    let generated = path.contains(".gen.") || path.ends_with(".d.ts");
    SOURCES.contains(&extension(path)) && !generated
}

/// Lines of code, and lines of tests.
fn lines(source: &Source) -> (usize, usize) {
    let all = source.text.lines().count();
    let is_test = source.path.split('/').any(|part| matches!(part, "tests" | "test" | "tests.rs")) || source.path.contains(".test.");
    if is_test {
        return (0, all);
    }
    // By custom the tests of a file stand at its end.
    let code = source.text.lines().position(|line| line == "#[cfg(test)]").unwrap_or(all);
    (code, all - code)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(path: &str, code: usize, tests: usize) -> Source {
        let mut text = "x\n".repeat(code);
        if tests > 0 {
            text += "#[cfg(test)]\n";
            text += &"t\n".repeat(tests - 1);
        }
        Source { path: path.to_owned(), text }
    }

    #[test]
    fn code_and_tests_are_counted_apart() {
        assert!(check(&[source("crates/a/src/b.rs", 600, 800)]).is_empty());
        assert_eq!(check(&[source("crates/a/src/b.rs", 601, 801)]).len(), 2);
    }

    #[test]
    fn files_of_tests_may_be_longer() {
        assert!(check(&[source("crates/a/tests/b.rs", 800, 0), source("crates/a/src/b/tests.rs", 800, 0)]).is_empty());
        assert_eq!(check(&[source("tests/src/b.rs", 801, 0)]).len(), 1);
    }

    #[test]
    fn generated_and_other_files_have_no_limit() {
        assert!(check(&[source("clients/web/src/api/schema.gen.ts", 5000, 0), source("README.md", 5000, 0)]).is_empty());
    }
}
