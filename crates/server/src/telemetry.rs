//! Structured logs on standard error.

use crate::settings::{LogFormat, LogSettings};
use tracing_subscriber::EnvFilter;

/// What `config/default.toml` sets.
const DEFAULT_FILTER: &str = "info";

/// Installs the logger of a command that does one thing and ends. Whoever typed it reads its answer, so
/// only what is wrong is told beside it, unless the operator set a filter.
pub fn init_command(settings: &LogSettings) {
    let filter = if settings.filter == DEFAULT_FILTER { "warn" } else { &settings.filter };
    install(settings.format, filter);
}

/// Installs the logger of a process that goes on; a second call changes nothing.
pub fn init(settings: &LogSettings) {
    install(settings.format, &settings.filter);
}

fn install(format: LogFormat, filter: &str) {
    let filter = EnvFilter::try_new(filter).unwrap_or_else(|_| EnvFilter::new(DEFAULT_FILTER));
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    // It can only fail when a logger is there already, which then goes on.
    let _ = match format {
        LogFormat::Json => builder.json().with_current_span(true).with_span_list(false).flatten_event(true).try_init(),
        LogFormat::Pretty => builder.try_init(),
    };
}
