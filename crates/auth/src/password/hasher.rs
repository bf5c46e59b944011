//! Argon2id in memory that is reused while hashes follow each other, and goes back to the system after the last one.

use argon2::password_hash::phc::{Output, ParamsString, PasswordHash, Salt};
use argon2::password_hash::{Error, Result};
use argon2::{Algorithm, Argon2, Block, CustomizedPasswordHasher, Params, PasswordHasher, Version};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The address space that the memory of a hash takes at least; only what a hash needs of it is ever touched.
///
/// glibc raises its threshold for `mmap` to the size of each block that is freed, up to 32 MiB, and serves later blocks of this
/// size from heaps that it keeps. A hash takes 19 MiB: after a few of them the idle process kept several times as much. Beyond
/// 32 MiB every block is mapped and unmapped by itself (mallopt(3), `M_MMAP_THRESHOLD`).
const MAPPED: usize = 40 * 1024 * 1024;

/// Hashes with these parameters, and verifies with those of the stored hash.
#[derive(Clone)]
pub(super) struct Hasher {
    params: Params,
    /// What no running hash uses. As many as run at once, at most.
    spare: Arc<Mutex<Vec<Vec<Block>>>>,
}

impl Hasher {
    pub(super) fn new(params: Params) -> Self {
        Self { params, spare: Arc::default() }
    }

    /// Gives the memory back that no running hash uses.
    pub(super) fn release(&self) {
        self.spare().clear();
    }

    /// How many memories are kept.
    #[cfg(test)]
    pub(super) fn kept(&self) -> usize {
        self.spare().len()
    }

    fn take(&self, blocks: usize) -> Vec<Block> {
        let spare = self.spare().pop();
        let mut memory = spare.unwrap_or_else(|| Vec::with_capacity(blocks.max(MAPPED / Block::SIZE)));
        if memory.len() < blocks {
            memory.resize(blocks, Block::new());
        }
        memory
    }

    fn spare(&self) -> MutexGuard<'_, Vec<Vec<Block>>> {
        self.spare.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl PasswordHasher<PasswordHash> for Hasher {
    fn hash_password_with_salt(&self, password: &[u8], salt: &[u8]) -> Result<PasswordHash> {
        self.hash_password_with_params(password, salt, self.params.clone())
    }
}

impl CustomizedPasswordHasher<PasswordHash> for Hasher {
    type Params = Params;

    fn hash_password_customized(
        &self,
        password: &[u8],
        salt: &[u8],
        algorithm: Option<&str>,
        version: Option<u32>,
        params: Params,
    ) -> Result<PasswordHash> {
        let algorithm = algorithm.map_or(Ok(Algorithm::Argon2id), Algorithm::try_from)?;
        let version = version.map_or(Ok(Version::V0x13), Version::try_from)?;
        let length = params.output_len().unwrap_or(Params::DEFAULT_OUTPUT_LEN);
        let mut output = [0; Output::MAX_LENGTH];
        let output = output.get_mut(..length).ok_or(Error::OutputSize)?;
        let written = ParamsString::try_from(&params)?;
        let mut memory = self.take(params.block_count());
        let hashed = Argon2::new(algorithm, version, params).hash_password_into_with_memory(password, salt, output, &mut memory);
        self.spare().push(memory);
        hashed?;
        Ok(PasswordHash {
            algorithm: algorithm.ident(),
            version: Some(version.into()),
            params: written,
            salt: Some(Salt::new(salt)?),
            hash: Some(Output::new(output)?),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use argon2::PasswordVerifier;

    #[test]
    fn memory_is_reused_until_it_is_released() {
        let hasher = Hasher::new(Params::new(64, 1, 1, None).unwrap());
        let bytes = |hasher: &Hasher| hasher.spare().iter().map(|memory| memory.as_ptr().addr()).collect::<Vec<_>>();
        hasher.hash_password_with_salt(b"tres tristes tigres", &[7; 16]).unwrap();
        let first = bytes(&hasher);
        hasher.hash_password_with_salt(b"cuatro tristes tigres", &[7; 16]).unwrap();
        assert_eq!((bytes(&hasher), first.len()), (first, 1));
        hasher.release();
        assert!(bytes(&hasher).is_empty());
    }

    #[test]
    fn hashes_are_those_of_the_library() {
        let params = Params::new(64, 2, 1, None).unwrap();
        let own = Hasher::new(params.clone()).hash_password_with_salt(b"tres tristes tigres", &[7; 16]).unwrap();
        let library: PasswordHash = Argon2::new(Algorithm::Argon2id, Version::V0x13, params.clone())
            .hash_password_with_salt(b"tres tristes tigres", &[7; 16])
            .unwrap();
        assert_eq!(own.to_string(), library.to_string());
        let dearer = Hasher::new(Params::new(128, 1, 1, None).unwrap());
        dearer.verify_password(b"tres tristes tigres", &library).unwrap();
        assert_eq!(dearer.verify_password(b"cuatro tristes tigres", &library), Err(Error::PasswordInvalid));
    }
}
