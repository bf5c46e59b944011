//! `claqueta doctor`.

use super::{Failure, say};
use crate::context::Context;
use crate::settings::{Settings, Sources};
use crate::telemetry;
use media::ffmpeg::Tools;
use std::fmt::Display;

/// Checks each part and tells of all of them, also after the first fault.
pub(super) async fn run(sources: &Sources) -> Result<(), Failure> {
    let settings = Settings::load(sources)?;
    telemetry::init(&settings.log);
    let mut report = Report::default();
    report.tell("configuration", Ok::<_, &str>("good".to_owned()))?;

    let tools = Tools::detect(settings.ffmpeg.clone(), &settings.scratch_dir()).await;
    report.tell(
        "ffmpeg",
        tools.map(|tools| format!("{}{}", tools.version(), if tools.can_tone_map() { "" } else { ", without tone mapping" })),
    )?;
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
    let free = context.pipeline.staging.free_bytes();
    report.tell("disk", free.map(|bytes| format!("{} MiB free for uploads, beyond the reserve", bytes >> 20)))?;
    report.end()
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
