//! Argon2id in memory that goes back to the system after every hash.

use argon2::password_hash::phc::{Output, ParamsString, PasswordHash, Salt};
use argon2::password_hash::{Error, Result};
use argon2::{Algorithm, Argon2, Block, CustomizedPasswordHasher, Params, PasswordHasher, Version};

/// The address space that the memory of a hash takes at least; only what a hash needs of it is ever touched.
///
/// glibc raises its threshold for `mmap` to the size of each block that is freed, up to 32 MiB, and serves later blocks of this
/// size from heaps that it keeps. A hash takes 19 MiB: after a few of them the idle process kept several times as much. Beyond
/// 32 MiB every block is mapped and unmapped by itself (mallopt(3), `M_MMAP_THRESHOLD`).
const MAPPED: usize = 40 * 1024 * 1024;

/// Hashes with these parameters, and verifies with those of the stored hash.
#[derive(Clone)]
pub(super) struct Hasher(pub(super) Params);

impl PasswordHasher<PasswordHash> for Hasher {
    fn hash_password_with_salt(&self, password: &[u8], salt: &[u8]) -> Result<PasswordHash> {
        self.hash_password_with_params(password, salt, self.0.clone())
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
        let memory = memory(params.block_count());
        Argon2::new(algorithm, version, params).hash_password_into_with_memory(password, salt, output, memory)?;
        Ok(PasswordHash {
            algorithm: algorithm.ident(),
            version: Some(version.into()),
            params: written,
            salt: Some(Salt::new(salt)?),
            hash: Some(Output::new(output)?),
        })
    }
}

fn memory(blocks: usize) -> Vec<Block> {
    let mut memory = Vec::with_capacity(blocks.max(MAPPED / Block::SIZE));
    memory.resize(blocks, Block::new());
    memory
}

#[cfg(test)]
mod tests {
    use super::*;
    use argon2::PasswordVerifier;

    #[test]
    fn hashes_are_those_of_the_library() {
        let params = Params::new(64, 2, 1, None).unwrap();
        let own = Hasher(params.clone()).hash_password_with_salt(b"tres tristes tigres", &[7; 16]).unwrap();
        let library: PasswordHash = Argon2::new(Algorithm::Argon2id, Version::V0x13, params.clone())
            .hash_password_with_salt(b"tres tristes tigres", &[7; 16])
            .unwrap();
        assert_eq!(own.to_string(), library.to_string());
        let dearer = Hasher(Params::new(128, 1, 1, None).unwrap());
        dearer.verify_password(b"tres tristes tigres", &library).unwrap();
        assert_eq!(dearer.verify_password(b"cuatro tristes tigres", &library), Err(Error::PasswordInvalid));
    }
}
