//! The schema of Claqueta's database and how it came to be, for SQLite and PostgreSQL alike.
//!
//! Migrations import no entity: an entity tells of today, a migration of the day it was written.
//! A migration that was released is never edited; `cargo xtask tidy` checks that.
//! Instants are milliseconds since the Unix epoch in `bigint`, ids are `UUIDv7`.
//!
//! Start reading at [`Migrator`], the list of all migrations in order.

mod build;
mod m20261125_000001_ground;
mod m20261125_000002_identity;
mod m20261125_000003_mail;
mod m20261125_000004_provider;
mod m20261125_000005_factor;
mod m20261125_000006_api_key;
mod m20261125_000007_profile;
mod m20261125_000008_signing_key;
mod m20261125_000009_community;
mod m20261125_000010_catalogue;
mod m20261125_000012_text;
mod m20261125_000013_library;
mod m20261125_000014_comments;
mod m20261125_000015_search;
mod m20261130_000016_views;
mod m20261130_000017_video_password;
mod m20261130_000018_found;
mod m20261130_000019_search_outbox;
mod m20261201_000022_decoded;
mod m20261201_000024_own_uploads;

pub use sea_orm_migration::MigratorTrait;
use sea_orm_migration::prelude::*;

/// All migrations, oldest first.
#[derive(Debug)]
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261125_000001_ground::Migration),
            Box::new(m20261125_000002_identity::Migration),
            Box::new(m20261125_000003_mail::Migration),
            Box::new(m20261125_000004_provider::Migration),
            Box::new(m20261125_000005_factor::Migration),
            Box::new(m20261125_000006_api_key::Migration),
            Box::new(m20261125_000007_profile::Migration),
            Box::new(m20261125_000008_signing_key::Migration),
            Box::new(m20261125_000009_community::Migration),
            Box::new(m20261125_000012_text::Migration),
            Box::new(m20261125_000010_catalogue::Migration),
            Box::new(m20261125_000014_comments::Migration),
            Box::new(m20261125_000013_library::Migration),
            Box::new(m20261125_000015_search::Migration),
            Box::new(m20261130_000016_views::Migration),
            Box::new(m20261130_000017_video_password::Migration),
            Box::new(m20261130_000018_found::Migration),
            Box::new(m20261130_000019_search_outbox::Migration),
            Box::new(m20261201_000022_decoded::Migration),
            Box::new(m20261201_000024_own_uploads::Migration),
        ]
    }
}
