//! What the machine must have, and how it gets it.
//!
//! - [`system`]: programs of the distribution, by `apt-get`;
//! - [`python`]: tools from the Python index, one environment each;
//! - [`node`]: Node.js and the packages of a folder;
//! - [`tools`]: cargo subcommands.
//!
//! Everything says what it is about to do. What cannot be had is named, with how to get it, and fails the task:
//! a missing tool is never a skipped test.

pub(crate) mod node;
pub(crate) mod python;
pub(crate) mod system;
pub(crate) mod tools;
