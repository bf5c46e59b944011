//! Password hashing: Argon2id (RFC 9106), on threads of its own, a bounded number at once.
//!
//! A hash takes tens of milliseconds and megabytes on purpose, so a crowd of sign-ins must neither
//! take the processors from the threads that answer reads nor take all memory: hashes run on
//! `threads` that stand behind, and whoever finds no free place within a while is told to come back.
//! An account that doesn't exist, or has no password, costs the same time as one that does, because
//! something is hashed for it too. The megabytes are reused while hashes follow each other and given back after the last.

mod hasher;
mod threads;

use crate::error::{Error, Result};
use crate::settings::Settings;
use argon2::password_hash::phc::PasswordHash;
use argon2::{Params, PasswordHasher, PasswordVerifier};
use domain::text;
use domain::user::{Email, Handle, Password};
use hasher::Hasher;
use std::collections::HashSet;
use std::sync::{Arc, LazyLock};
use std::time::Duration;
use threads::Threads;
use tokio::sync::Semaphore;
use tokio::time::timeout;

/// RFC 9106 section 3.1 advises 16 bytes.
const SALT_LENGTH: usize = 16;
/// What this is called where the site has no name yet.
const PRODUCT: &str = "claqueta";

/// One password a line, folded and sorted, none shorter than is accepted anyway. Its source and licence are
/// in the file beside it.
static COMMON: LazyLock<Vec<&str>> = LazyLock::new(|| include_str!("common_passwords.txt").lines().collect());

/// Hashes and verifies passwords. Cheap to clone.
#[derive(Clone)]
pub struct Passwords {
    hasher: Hasher,
    threads: Threads,
    /// One for each thread, so that nobody's work waits where its caller can't leave.
    places: Arc<Semaphore>,
    place_count: usize,
    wait: Duration,
    /// What is verified when there is nothing to verify.
    dummy: Arc<str>,
}

impl Passwords {
    /// With the cost that `settings` ask for. Hashes once, which takes as long as a sign-in, and starts the threads.
    ///
    /// # Errors
    /// [`Error::Crypto`] if the parameters are out of bounds, of which [`Settings::validate`] tells before, or if the
    /// system gives no threads.
    pub fn new(settings: &Settings) -> Result<Self> {
        let params = Params::new(settings.argon2_memory_kib, settings.argon2_iterations, settings.argon2_parallelism, None)
            .map_err(|_| Error::Crypto("Argon2 parameters"))?;
        let hasher = Hasher::new(params);
        let dummy = hash_now(&hasher, "nobody has this password", &[0; SALT_LENGTH])?.into();
        hasher.release();
        let place_count = settings.hashing_places();
        let threads = Threads::start(place_count).map_err(|_| Error::Crypto("no threads to hash on"))?;
        let places = Arc::new(Semaphore::new(place_count));
        Ok(Self { hasher, threads, places, place_count, wait: Duration::from_secs(settings.hash_wait_seconds), dummy })
    }

    /// The PHC string to store. The salt is the first half of `secret`.
    ///
    /// # Errors
    /// [`Error::Busy`] when too many wait.
    pub async fn hash(&self, password: Password, secret: [u8; 32]) -> Result<String> {
        let hasher = self.hasher.clone();
        let salt: Vec<u8> = secret.into_iter().take(SALT_LENGTH).collect();
        self.in_place(move || hash_now(&hasher, password.expose(), &salt)).await?
    }

    /// Whether the password belongs to the stored PHC string; never for `None`, in the same time.
    ///
    /// # Errors
    /// [`Error::Busy`] when too many wait, [`Error::Crypto`] if the stored string can't be read.
    pub async fn verify(&self, password: Password, stored: Option<&str>) -> Result<bool> {
        let hasher = self.hasher.clone();
        let known = stored.is_some();
        let phc: Arc<str> = stored.map_or_else(|| Arc::clone(&self.dummy), Arc::from);
        let matches = self.in_place(move || verify_now(&hasher, password.expose(), &phc)).await??;
        Ok(known && matches)
    }

    /// Runs `work` on a thread once a place is free. The place goes with the work: a caller
    /// who hangs up does not free it early.
    async fn in_place<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
        let Ok(Ok(place)) = timeout(self.wait, Arc::clone(&self.places).acquire_owned()).await else { return Err(Error::Busy) };
        let (places, hasher, all) = (Arc::clone(&self.places), self.hasher.clone(), self.place_count);
        let run = move || {
            let outcome = work();
            // The next waiting caller takes the place. If all places are free, no caller waits.
            drop(place);
            if places.available_permits() == all {
                hasher.release();
            }
            outcome
        };
        self.threads.run(run).await.ok_or(Error::Crypto("a hash that panicked"))
    }
}

fn hash_now(hasher: &Hasher, password: &str, salt: &[u8]) -> Result<String> {
    let hash = hasher.hash_password_with_salt(password.as_bytes(), salt).map_err(|_| Error::Crypto("Argon2"))?;
    Ok(hash.to_string())
}

fn verify_now(hasher: &Hasher, password: &str, phc: &str) -> Result<bool> {
    let stored = PasswordHash::new(phc).map_err(|_| Error::Crypto("unreadable password hash"))?;
    match hasher.verify_password(password.as_bytes(), &stored) {
        Ok(()) => Ok(true),
        Err(argon2::password_hash::Error::PasswordInvalid) => Ok(false),
        Err(_) => Err(Error::Crypto("Argon2")),
    }
}

/// Refuses what anybody would try first: the most common passwords in any case, one character over
/// and over, and the names of the account and the site, whatever digits and signs stand around them.
///
/// # Errors
/// [`Error::WeakPassword`].
pub fn check_strength(password: &Password, email: &Email, handle: &Handle, site: &str) -> Result<()> {
    let folded = text::folded(password.expose());
    let local_part = email.key().split_once('@').map_or("", |(local, _)| local);
    let distinct = folded.chars().collect::<HashSet<_>>().len();
    let names = [email.key(), handle.key(), local_part, site, site.split('.').next().unwrap_or_default(), PRODUCT];
    let is_name = letters(&folded).is_some_and(|word| names.iter().any(|name| letters(name) == Some(word)));
    if distinct < 3 || COMMON.binary_search(&folded.as_str()).is_ok() || is_name {
        return Err(Error::weak_password());
    }
    Ok(())
}

/// A word without the digits and signs around it, if a letter is left.
fn letters(word: &str) -> Option<&str> {
    Some(word.trim_matches(|c: char| !c.is_alphabetic())).filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cheap() -> Settings {
        Settings { argon2_memory_kib: 8, argon2_iterations: 1, max_concurrent_hashes: 2, hash_wait_seconds: 1, ..Settings::default() }
    }

    #[tokio::test]
    async fn a_hash_is_argon2id_salted_and_knows_its_password() {
        let passwords = Passwords::new(&cheap()).unwrap();
        let phc = passwords.hash(Password::new("señal perdida"), [1; 32]).await.unwrap();
        assert!(phc.starts_with("$argon2id$v=19$m=8,t=1,p=1$"), "{phc}");
        assert_ne!(phc, passwords.hash(Password::new("señal perdida"), [2; 32]).await.unwrap());
        assert!(passwords.verify(Password::new("sen\u{303}al perdida"), Some(&phc)).await.unwrap(), "composed otherwise");
        assert!(!passwords.verify(Password::new("señal perdidA"), Some(&phc)).await.unwrap());
    }

    #[tokio::test]
    async fn memory_is_kept_while_others_hash_and_released_after_the_last() {
        let passwords = Passwords::new(&cheap()).unwrap();
        assert_eq!(passwords.hasher.kept(), 0);
        let (end, ended) = std::sync::mpsc::channel::<()>();
        let mut other = tokio::task::JoinSet::new();
        let busy = passwords.clone();
        let (begin, begun) = tokio::sync::oneshot::channel();
        other.spawn(async move {
            let work = move || {
                begin.send(()).unwrap();
                ended.recv().unwrap();
            };
            busy.in_place(work).await.unwrap();
        });
        begun.await.unwrap();
        passwords.hash(Password::new("tres tristes tigres"), [1; 32]).await.unwrap();
        assert_eq!(passwords.hasher.kept(), 1);
        end.send(()).unwrap();
        other.join_all().await;
        assert_eq!(passwords.hasher.kept(), 0);
    }

    #[tokio::test]
    async fn nothing_is_cut_off_silently() {
        let passwords = Passwords::new(&cheap()).unwrap();
        let long = "x".repeat(1023);
        let phc = passwords.hash(Password::new(&format!("{long}a")), [1; 32]).await.unwrap();
        assert!(!passwords.verify(Password::new(&format!("{long}b")), Some(&phc)).await.unwrap());
    }

    #[tokio::test]
    async fn nobody_has_the_dummy_password() {
        let passwords = Passwords::new(&cheap()).unwrap();
        assert!(!passwords.verify(Password::new("nobody has this password"), None).await.unwrap());
    }

    #[tokio::test]
    async fn a_stored_hash_keeps_its_own_cost() {
        let old = Passwords::new(&cheap()).unwrap().hash(Password::new("tres tristes tigres"), [1; 32]).await.unwrap();
        let dearer = Passwords::new(&Settings { argon2_memory_kib: 64, argon2_iterations: 2, ..cheap() }).unwrap();
        assert!(dearer.verify(Password::new("tres tristes tigres"), Some(&old)).await.unwrap());
        assert_eq!(
            dearer.verify(Password::new("x"), Some("$2b$12$not-argon")).await.unwrap_err().to_string(),
            "cryptographic operation failed: unreadable password hash"
        );
    }

    #[tokio::test]
    async fn only_so_many_hash_at_once_and_the_rest_is_told_to_come_back() {
        let passwords = Passwords::new(&cheap()).unwrap();
        let (mut first, mut ends) = (tokio::task::JoinSet::new(), Vec::new());
        for _ in 0..2 {
            let (passwords, (end, ended)) = (passwords.clone(), std::sync::mpsc::channel::<()>());
            let (begin, begun) = tokio::sync::oneshot::channel();
            first.spawn(async move {
                let work = move || {
                    begin.send(()).unwrap();
                    ended.recv().unwrap();
                };
                passwords.in_place(work).await.is_ok()
            });
            begun.await.unwrap();
            ends.push(end);
        }
        let more = futures_util::future::join_all((0..6).map(|_| passwords.in_place(|| ()))).await;
        assert!(more.iter().all(|told| matches!(told, Err(Error::Busy))), "two at once, and only so long a wait: {more:?}");
        for end in ends {
            end.send(()).unwrap();
        }
        assert_eq!(first.join_all().await, [true, true]);
        assert!(passwords.in_place(|| ()).await.is_ok());
    }

    #[test]
    fn what_anybody_would_try_first_is_refused() {
        let (email, handle) = (Email::parse("Ana.Perez@example.org").unwrap(), Handle::parse("ana_perez").unwrap());
        for weak in [
            "password",
            "PassWord1",
            "12345678",
            "contraseña",
            "CONTRASEN\u{303}A",
            " trustno1 ",
            "aaaaaaaaaa",
            "abababab",
            "12341234",
            "ANA_PEREZ",
            "ana.perez",
            "ana.perez@EXAMPLE.org",
            "ana_perez1987",
            "cineclub.example",
            "CineClub2026!",
            "Claqueta-1",
        ] {
            assert!(check_strength(&Password::new(weak), &email, &handle, "cineclub.example").is_err(), "{weak}");
        }
        for fine in ["tres tristes tigres", "ana_perez viaja", "cineclub de tarde", "8Kx!pQ2z", "49170238856"] {
            assert!(check_strength(&Password::new(fine), &email, &handle, "cineclub.example").is_ok(), "{fine}");
        }
    }

    #[test]
    fn the_list_holds_nothing_that_can_not_match() {
        for word in COMMON.iter() {
            assert!(word.chars().count() >= 8 && *word == text::folded(word), "{word:?}");
        }
        assert!(COMMON.is_sorted_by(|one, next| one < next), "sorted, and each once");
        assert!(COMMON.len() > 15_000);
    }
}
