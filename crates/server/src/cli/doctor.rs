//! `claqueta doctor`.

use super::progress::Progress;
use super::{Failure, say};
use crate::context::Context;
use crate::settings::{HttpSettings, Settings, Sources};
use crate::telemetry;
use clap::Args;
use media::ffmpeg::Tools;
use pipeline::audit;
use std::fmt::Display;

/// Checks each part and tells of all of them, also after the first fault.
#[derive(Debug, Args)]
pub(super) struct Doctor {
    /// Also hold every stored object against the database; takes a while on a large store.
    #[arg(long)]
    objects: bool,
    /// Remove the objects that belong to nothing (implies --objects).
    #[arg(long)]
    fix: bool,
}

impl Doctor {
    pub(super) async fn run(self, sources: &Sources) -> Result<(), Failure> {
        let settings = Settings::load(sources)?;
        telemetry::init_command(&settings.log);
        let mut report = Report::default();
        report.tell("configuration", Ok::<_, &str>("good".to_owned()))?;

        let tools = Tools::detect(settings.ffmpeg.clone(), &settings.scratch_dir()).await;
        report.tell(
            "ffmpeg",
            tools.map(|tools| format!("{}{}", tools.version(), if tools.can_tone_map() { "" } else { ", without tone mapping" })),
        )?;
        report.tell("proxies", proxies(&settings.http))?;
        let public_url = settings.http.public_url.clone();
        let context = match Context::compose(settings, public_url).await {
            Ok(context) => context,
            Err(error) => {
                report.tell("database, storage or data folder", Err::<String, _>(error))?;
                return report.end();
            }
        };
        report.tell("database", context.db.ping().await.map(|()| "answers, schema up to date".to_owned()))?;
        report.tell("storage", context.pipeline.store.check().await.map(|()| "answers".to_owned()))?;
        if let Some(answers) = context.limiter.redis_answers() {
            report.tell("redis", if answers { Ok("answers".to_owned()) } else { Err("does not; each server counts for itself") })?;
        }
        if let Some(index) = context.search.index.elsewhere() {
            report.tell("opensearch", index.check().await.map(|()| "answers, and has an index".to_owned()))?;
        }
        let free = context.pipeline.staging.free_bytes();
        report.tell("disk", free.map(|bytes| format!("{} MiB free for uploads, beyond the reserve", bytes >> 20)))?;
        if self.objects || self.fix {
            self.objects(&context, &mut report).await?;
        }
        report.end()
    }

    async fn objects(&self, context: &Context, report: &mut Report) -> Result<(), Failure> {
        let progress = Progress::new("objects and videos checked");
        let found = audit::audit(&context.pipeline, |checked| progress.set(checked, None)).await;
        progress.end();
        let found = match found {
            Ok(found) => found,
            Err(error) => return report.tell("objects", Err::<String, _>(error)),
        };
        for stray in &found.strays {
            say(&format!("       belongs to nothing: {stray}"))?;
        }
        for (video, key) in &found.missing {
            say(&format!("       missing for video {video}: {key}"))?;
        }
        let (strays, missing) = (found.strays.len(), found.missing.len());
        if self.fix && strays > 0 {
            audit::remove_strays(&context.pipeline, &found.strays).await?;
            say(&format!("       a worker is going to remove {strays} of them"))?;
        }
        let good = missing == 0 && (strays == 0 || self.fix);
        let told = format!("{strays} belong to nothing, {missing} are missing");
        report.tell("objects", if good { Ok(told) } else { Err(told) })
    }
}

/// A public address with TLS means that a proxy speaks for clients: the server itself has none.
fn proxies(http: &HttpSettings) -> Result<String, &'static str> {
    match (http.trusted_proxies.as_slice(), http.public_url.starts_with("https:")) {
        ([], true) => Err(
            "http.public_url is https, but http.trusted_proxies is empty: limits, views, sessions and the audit log take all clients for one",
        ),
        ([], false) => Ok("none; clients are known by their own connections".to_owned()),
        (trusted, _) => Ok(format!("{} may name clients", trusted.join(", "))),
    }
}

#[derive(Default)]
struct Report {
    faults: usize,
}

impl Report {
    fn tell<E: Display>(&mut self, part: &str, found: Result<String, E>) -> Result<(), Failure> {
        match found {
            Ok(text) => say(&format!("ok     {part}: {text}")),
            Err(error) => {
                self.faults += 1;
                say(&format!("FAULT  {part}: {error}"))
            }
        }
    }

    fn end(self) -> Result<(), Failure> {
        if self.faults == 0 { Ok(()) } else { Err(format!("{} part(s) have a fault", self.faults).into()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn public_address_with_tls_needs_a_trusted_proxy() {
        let mut http = Settings::load(&Sources::default()).unwrap().http;
        assert!(proxies(&http).is_ok());
        http.public_url = "https://video.example.org".to_owned();
        assert!(proxies(&http).unwrap_err().contains("http.trusted_proxies"));
        http.trusted_proxies = vec!["10.0.0.0/8".to_owned()];
        assert_eq!(proxies(&http).unwrap(), "10.0.0.0/8 may name clients");
    }
}
