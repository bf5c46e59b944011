//! What an account tells of itself, and the names in its address.

use crate::world::{World, code, form, register};
use auth::Error;
use auth::profile::{self, AtHandle, Found};
use auth::sessions::authenticate;
use domain::access::Actor;
use domain::patch::Patch;
use domain::user::{Handle, PatchProfile, ReplaceProfile};
use futures_util::future::join_all;
use std::time::Duration;

const DAY: Duration = Duration::from_hours(24);

async fn someone(world: &World, handle: &str) -> Actor {
    world.register(handle).await;
    authenticate(&world.ctx, &world.login(handle).await.access_token).await.unwrap()
}

fn renamed(to: &str) -> PatchProfile {
    PatchProfile { handle: Some(to.to_owned()), ..PatchProfile::default() }
}

async fn rename(world: &World, actor: &Actor, to: &str) -> Result<Found, Error> {
    profile::patch(&world.ctx, actor, None, renamed(to)).await
}

/// Whom a handle leads to: `=` the account that has it, `>` the handle to go on to, or the error.
async fn at(world: &World, handle: &str) -> String {
    match profile::at_handle(&world.ctx, handle).await {
        Ok(AtHandle::Here(view)) => format!("={}", view.handle),
        Ok(AtHandle::Moved(to)) => format!(">{to}"),
        Err(error) => domain::Fault::code(&error).to_owned(),
    }
}

persistence::on_both_databases! {
    async fn a_patch_changes_what_it_names_and_a_replacement_everything(test: TestDb) {
        let world = World::new(test);
        let ana = someone(&world, "ana_cine").await;
        let all = ReplaceProfile {
            handle: "ana_cine".to_owned(),
            display_name: "Ana Cine".to_owned(),
            bio: "Short films.".to_owned(),
            website: Some("https://ana.example.org".to_owned()),
            location: Some("Vigo".to_owned()),
            locale: domain::locale::Locale::Spanish,
            hide_followers: false,
        };
        let before = profile::get(&world.ctx, &ana).await.unwrap();
        world.pass(Duration::from_millis(5));
        let replaced = profile::replace(&world.ctx, &ana, Some(&[before.version]), all.clone()).await.unwrap();
        assert!(replaced.version > before.version);
        assert_eq!(code(profile::replace(&world.ctx, &ana, Some(&[before.version]), all.clone()).await), "stale");
        world.pass(Duration::from_millis(5));
        let patch = PatchProfile { bio: Patch::Set("Long films.".to_owned()), website: Patch::Clear, ..PatchProfile::default() };
        profile::patch(&world.ctx, &ana, Some(&[1, replaced.version]), patch).await.unwrap();

        let read = profile::get(&world.ctx, &ana).await.unwrap().view;
        let told = (read.bio.as_str(), read.website.as_deref(), read.location.as_deref(), read.user.display_name.as_str());
        assert_eq!(told, ("Long films.", None, Some("Vigo"), "Ana Cine"));
        world.pass(Duration::from_millis(5));
        profile::replace(&world.ctx, &ana, None, ReplaceProfile { location: None, ..all }).await.unwrap();
        assert_eq!(profile::get(&world.ctx, &ana).await.unwrap().view.location, None);
    }

    async fn of_twenty_who_take_one_handle_one_gets_it(test: TestDb) {
        let world = World::crowded(test).await;
        let mut people = Vec::new();
        for number in 0..20 {
            people.push(someone(&world, &format!("person{number}")).await);
        }
        let spell = |n: usize| if n.is_multiple_of(2) { "The_Star" } else { "the_star" };
        let runs = people.iter().enumerate().map(|(n, actor)| profile::patch(&world.ctx, actor, None, renamed(spell(n))));
        let codes: Vec<_> = join_all(runs).await.into_iter().map(code).collect();
        let won: Vec<_> = (0..20).filter(|n| codes[*n] == "ok").collect();
        assert_eq!(won.len(), 1, "{codes:?}");
        assert!(codes.iter().all(|code| ["ok", "handle-taken"].contains(code)), "{codes:?}");
        for n in 0..20 {
            let expected = if won[0] == n { format!(">{}", spell(n)) } else { format!("=person{n}") };
            assert_eq!(at(&world, &format!("person{n}")).await, expected, "who lost keeps the old name");
        }
    }

    async fn two_who_swap_their_handles_at_once_get_neither(test: TestDb) {
        let world = World::crowded(test).await;
        let (ana, eva) = (someone(&world, "ana_cine").await, someone(&world, "eva_cine").await);
        let (one, other) = tokio::join!(rename(&world, &ana, "eva_cine"), rename(&world, &eva, "ana_cine"));
        assert_eq!((code(one), code(other)), ("handle-taken", "handle-taken"));
        assert_eq!((at(&world, "ana_cine").await, at(&world, "eva_cine").await), ("=ana_cine".to_owned(), "=eva_cine".to_owned()));
    }

    async fn a_former_handle_leads_on_and_is_free_after_its_time(test: TestDb) {
        let world = World::new(test);
        let (ana, eve) = (someone(&world, "ana_cine").await, someone(&world, "eve").await);
        rename(&world, &ana, "Ana_Films").await.unwrap();
        assert_eq!(at(&world, "ANA_cine").await, ">Ana_Films");
        assert_eq!(code(rename(&world, &eve, "Ana_Cine").await), "handle-taken");
        assert_eq!(code(register(&world.ctx, form("x@example.org", "ana_cine")).await), "handle-taken");
        assert_eq!(code(rename(&world, &ana, "ana_third").await), "handle-change-too-soon");
        assert_eq!(code(rename(&world, &ana, "ana_FILMS").await), "ok", "another spelling is no change");

        world.pass(DAY);
        let ana = authenticate(&world.ctx, &world.login("ana_films").await.access_token).await.unwrap();
        rename(&world, &ana, "ana_third").await.unwrap();
        assert_eq!(at(&world, "ana_cine").await, ">ana_third", "straight to the last one");
        assert_eq!(code(rename(&world, &ana, "ana_cine").await), "handle-change-too-soon");
        world.pass(DAY);
        rename(&world, &ana, "ana_cine").await.unwrap();
        assert_eq!((at(&world, "ana_cine").await, at(&world, "ana_third").await), ("=ana_cine".to_owned(), ">ana_cine".to_owned()));

        world.pass(365 * DAY);
        assert_eq!(at(&world, "ana_third").await, "not-found", "its time is over");
        assert_eq!(profile::sweep(&world.ctx).await.unwrap(), 2);
        let eve = authenticate(&world.ctx, &world.login("eve").await.access_token).await.unwrap();
        rename(&world, &eve, "ana_third").await.unwrap();
        assert_eq!(at(&world, "ana_third").await, "=ana_third");
    }

    async fn who_is_deleted_is_nowhere_and_changes_nothing(test: TestDb) {
        let world = World::new(test);
        let ana = someone(&world, "ana_cine").await;
        rename(&world, &ana, "ana_films").await.unwrap();
        world.change(ana.user_id, |user, now| user.deleted_at = Some(now)).await;
        assert_eq!((at(&world, "ana_films").await, at(&world, "ana_cine").await), ("not-found".to_owned(), "not-found".to_owned()));
        assert_eq!(code(profile::get(&world.ctx, &ana).await), "session-revoked");
        assert_eq!(code(profile::patch(&world.ctx, &ana, None, PatchProfile::default()).await), "session-revoked");
        let user = persistence::user::find(&world.ctx.db, ana.user_id).await.unwrap().unwrap();
        assert_eq!(user.handle, Handle::parse("ana_films").unwrap());
    }
}
