//! Looking at processes, and ending those that belong to a test.

use rustix::process::{Pid, Signal, kill_process};
use std::path::Path;

/// Sends a signal; a process that is gone already is fine.
pub fn signal(pid: u32, signal: Signal) {
    if let Some(pid) = i32::try_from(pid).ok().and_then(Pid::from_raw) {
        let _ = kill_process(pid, signal);
    }
}

/// The processes other than the server that work for it: its children, and everything that has its
/// folder as working folder or in its arguments.
pub fn helpers(server: Option<u32>, folder: &Path) -> Vec<Helper> {
    let entries = std::fs::read_dir("/proc").into_iter().flatten().flatten();
    let pids = entries.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
    pids.filter(|pid| Some(*pid) != server && *pid != std::process::id())
        .filter_map(Helper::read)
        .filter(|helper| is_media_tool(&helper.command) && (Some(helper.parent) == server || helper.works_in(folder)))
        .collect()
}

/// A process that works for a server.
#[derive(Clone, Debug)]
pub struct Helper {
    /// Its id.
    pub pid: u32,
    /// Who started it.
    pub parent: u32,
    /// Its arguments, parted by spaces.
    pub command: String,
}

impl Helper {
    fn read(pid: u32) -> Option<Self> {
        let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
        // The name in brackets may hold anything; what follows it is well-behaved.
        let mut rest = stat.rsplit_once(')')?.1.split_ascii_whitespace();
        let state = rest.next()?;
        let parent = rest.next()?.parse().ok()?;
        let arguments = std::fs::read(format!("/proc/{pid}/cmdline")).ok()?;
        let command = String::from_utf8_lossy(&arguments).replace('\0', " ");
        // A zombie does nothing any more; only its parent has not noticed yet.
        (state != "Z").then_some(Self { pid, parent, command })
    }

    fn works_in(&self, folder: &Path) -> bool {
        let inside = std::fs::read_link(format!("/proc/{}/cwd", self.pid)).is_ok_and(|cwd| cwd.starts_with(folder));
        inside || self.command.contains(&*folder.to_string_lossy())
    }
}

fn is_media_tool(command: &str) -> bool {
    command.contains("ffmpeg") || command.contains("ffprobe")
}

/// Resident memory of a process in bytes that is its own: pages of files, such as the program's, come and go.
pub fn resident(pid: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).expect("the process lives");
    let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:")).expect("RssAnon");
    let kib: u64 = line.trim().trim_end_matches(" kB").parse().expect("a number");
    kib * 1024
}
