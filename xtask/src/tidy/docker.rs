//! The Docker files, as far as one can judge them without an engine: pinned images, no root, no left-over lists.

use super::{Findings, Source};

pub(super) fn check(sources: &[Source]) -> Findings {
    let docker = sources.iter().filter(|source| source.path.starts_with("docker/"));
    docker
        .flat_map(|source| match source.path.rsplit('/').next() {
            Some("Dockerfile") => dockerfile(source),
            Some("compose.yaml") => compose(source),
            _ => Findings::new(),
        })
        .collect()
}

fn dockerfile(source: &Source) -> Findings {
    let joined = source.text.replace("\\\n", " ");
    let instructions = || joined.lines().filter_map(|line| line.trim().split_once(' '));
    let mut stages: Vec<&str> = Vec::new();
    let mut user = None;
    let mut findings = Findings::new();
    for (keyword, rest) in instructions() {
        match keyword {
            "FROM" => {
                let mut words = rest.split_whitespace();
                let image = words.next().unwrap_or_default();
                findings.extend(
                    (!stages.contains(&image) && unpinned(image)).then(|| format!("{}: image {image} has no fixed tag", source.path)),
                );
                stages.extend(words.last());
                user = None;
            }
            "USER" => user = Some(rest.trim()),
            "ADD" => findings.push(format!("{}: use COPY, which fetches and unpacks nothing by surprise", source.path)),
            "RUN" if rest.contains("apt-get install") => findings.extend(apt_faults(source, rest)),
            _ => {}
        }
    }
    if user.is_none_or(|user| matches!(user, "root" | "0")) {
        findings.push(format!("{}: the last stage must name a USER that is not root", source.path));
    }
    findings
}

fn apt_faults(source: &Source, run: &str) -> Findings {
    let wanted = ["--no-install-recommends", "rm -rf /var/lib/apt/lists"];
    wanted.iter().filter(|word| !run.contains(*word)).map(|word| format!("{}: apt-get install without `{word}`", source.path)).collect()
}

fn compose(source: &Source) -> Findings {
    let images = source.text.lines().filter_map(|line| line.trim().strip_prefix("image:")).map(str::trim);
    images.filter(|image| unpinned(image)).map(|image| format!("{}: image {image} has no fixed tag", source.path)).collect()
}

fn unpinned(image: &str) -> bool {
    let name = image.rsplit('/').next().unwrap_or(image);
    image.ends_with(":latest") || !(name.contains(':') || name.contains('@'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings(path: &str, text: &str) -> Findings {
        check(&[Source { path: path.to_owned(), text: text.to_owned() }])
    }

    #[test]
    fn a_good_file_passes() {
        let text = "FROM rust:1.95 AS build\nRUN cargo build\nFROM debian:12\nRUN apt-get install --no-install-recommends -y ffmpeg \\\n && rm -rf /var/lib/apt/lists/*\nCOPY --from=build a b\nUSER app\n";
        assert!(findings("docker/Dockerfile", text).is_empty());
        assert!(findings("docker/compose.yaml", "image: postgres:15\n").is_empty());
    }

    #[test]
    fn a_stage_may_build_on_an_earlier_one() {
        assert!(findings("docker/Dockerfile", "FROM debian:12 AS base\nFROM base\nUSER app\n").is_empty());
    }

    #[test]
    fn floating_tags_root_and_left_overs_are_found() {
        assert_eq!(findings("docker/Dockerfile", "FROM debian\nADD x y\nRUN apt-get install ffmpeg\n").len(), 5);
        assert_eq!(findings("docker/compose.yaml", "image: redis\nimage: a/b:latest\n").len(), 2);
        assert_eq!(findings("docker/Dockerfile", "FROM debian:12\nUSER root\n").len(), 1);
    }
}
