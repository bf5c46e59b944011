//! Ctrl-c as a flag that every wait looks at, so that destructors run and nothing started here outlives us.
//!
//! A second signal ends the process at once; the services then go with it, because they are started
//! with a parent-death signal (see `services/process.rs`).

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, LazyLock};

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};

use crate::error::{Context as _, Failure, Result};

static RAISED: LazyLock<Arc<AtomicBool>> = LazyLock::new(|| Arc::new(AtomicBool::new(false)));

/// Starts to listen. Call once, first thing.
pub(crate) fn install() -> Result<()> {
    for signal in [SIGINT, SIGTERM, SIGHUP] {
        // The order matters: the first signal finds the flag down and only raises it, the second one exits.
        signal_hook::flag::register_conditional_shutdown(signal, 130, Arc::clone(&RAISED)).context("listen for signals")?;
        signal_hook::flag::register(signal, Arc::clone(&RAISED)).context("listen for signals")?;
    }
    Ok(())
}

/// Whether the user wants us to stop.
pub(crate) fn raised() -> bool {
    RAISED.load(Ordering::Relaxed)
}

/// Ends the task, by way of `?`, when the user wants us to stop.
pub(crate) fn check() -> Result<()> {
    if raised() { Err(Failure::Interrupted) } else { Ok(()) }
}
