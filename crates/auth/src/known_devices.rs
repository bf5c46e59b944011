//! Devices that signed in to an account before, so that what strangers do to its name does not reach them.
//!
//! A device that signs in gets a *ticket* (OWASP calls it a device cookie): a random id of the device and
//! the accounts that signed in there. It opens nothing. It says that the device once showed the password,
//! so its wrong passwords are counted apart from everybody else's (`attempts`).
//!
//! A ticket counts for an account only while the password is the one that it signed in with. Otherwise
//! somebody who knew the former one could have made any number of tickets, and with each guess the new one.

use crate::ctx::Ctx;
use crate::error::Result;
use crate::ticket;
use domain::session::Device;
use domain::user::User;
use uuid::Uuid;

const PURPOSE: &str = "device";
/// Accounts that one browser goes on being known to; the one that signed in longest ago is forgotten.
const MOST: usize = 8;
const ID: usize = 16;
/// The account's id and the version of its password.
const ENTRY: usize = ID + 8;

/// The device's id, if it is known to this account.
pub(crate) fn recognise(ctx: &Ctx, user: &User, device: &Device) -> Option<Uuid> {
    let payload = ticket::open(&ctx.keys, PURPOSE, device.ticket()?)?;
    let (id, entries) = payload.split_at_checked(ID)?;
    let wanted = entry(user);
    entries.chunks_exact(ENTRY).any(|entry| entry == wanted).then(|| Uuid::from_slice(id).ok())?
}

/// The ticket of a device where this account has just been proven: its own with this account first, or a
/// new one.
///
/// # Errors
/// [`crate::Error::Crypto`] if the cryptographic library refuses, which it has no reason to.
pub(crate) fn remember(ctx: &Ctx, user: &User, device: &Device) -> Result<String> {
    let held = device.ticket().and_then(|text| ticket::open(&ctx.keys, PURPOSE, text));
    let (id, others) = match held.as_ref().and_then(|payload| payload.split_at_checked(ID)) {
        Some((id, entries)) => (id.to_vec(), entries),
        None => (ctx.ids.secret().into_iter().take(ID).collect(), [].as_slice()),
    };
    let others = others.chunks_exact(ENTRY).filter(|entry| !entry.starts_with(user.id.0.as_bytes()));
    let mut payload = id;
    payload.extend_from_slice(&entry(user));
    payload.extend(others.take(MOST - 1).flatten());
    ticket::seal(&ctx.keys, PURPOSE, &payload)
}

fn entry(user: &User) -> Vec<u8> {
    [user.id.0.as_bytes().as_slice(), &user.password_changed_at.millis().to_be_bytes()].concat()
}
