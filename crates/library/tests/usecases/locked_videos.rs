//! Videos with a password: who gave it keeps them and votes on them, and lists show them to nobody but their owner.

use crate::bench::{Bench, code};
use domain::access::Actor;
use domain::favorite::AddFavorite;
use domain::id::VideoId;
use domain::patch::Patch;
use domain::playlist::AddItem;
use domain::reaction::{React, Reaction};
use domain::watch::ReportProgress;
use library::playlists::{self, Which};
use library::{favorites, reactions, viewing, watching};

/// What each thing that can be done with a video answers.
async fn outcomes(bench: &Bench, actor: &Actor, video_id: VideoId) -> [&'static str; 5] {
    let ctx = &bench.ctx;
    let progress = ReportProgress { video_id: Some(video_id), position_seconds: Some(5.0), at: Some(bench.now()), items: None };
    let item = AddItem { video_id, after: Patch::Keep };
    [
        code(favorites::add(ctx, actor, AddFavorite { video_id }).await),
        code(reactions::set(ctx, actor, video_id, React { value: Reaction::Like }).await),
        code(watching::report(ctx, actor, progress).await),
        code(playlists::add(ctx, actor, Which::WatchLater, item).await),
        code(viewing::state(ctx, actor, video_id).await),
    ]
}

/// How many videos stand in the lists of what the actor keeps.
async fn kept(bench: &Bench, actor: &Actor) -> [usize; 4] {
    let ctx = &bench.ctx;
    [
        favorites::list(ctx, actor, 10, None).await.unwrap().items.len(),
        watching::history(ctx, actor, 10, None).await.unwrap().page.items.len(),
        watching::to_continue(ctx, actor, 10, None).await.unwrap().items.len(),
        playlists::get(ctx, Some(actor), Which::WatchLater, 10, None).await.unwrap().view.items.items.len(),
    ]
}

persistence::on_both_databases! {
    async fn who_gave_the_password_may_do_what_others_may_not(test: TestDb) {
        let bench = Bench::new(test).await;
        let video = bench.videos(1).await[0];
        let lock = bench.world.lock(video).await;
        assert_eq!(outcomes(&bench, &bench.eve, video).await, ["video-password-required"; 5]);
        let eve = Actor { unlocked: [lock].into_iter().collect(), ..bench.eve };
        assert_eq!(outcomes(&bench, &eve, video).await, ["no error"; 5]);
        assert_eq!(kept(&bench, &eve).await, [0; 4], "lists know of no passwords");
        assert_eq!(outcomes(&bench, &bench.ana, video).await, ["no error"; 5]);
        assert_eq!(kept(&bench, &bench.ana).await, [1; 4], "but of the owner");
        bench.world.edit(video, |video| video.metadata.visibility = domain::video::Visibility::Public).await;
        assert_eq!(kept(&bench, &bench.eve).await, [1; 4]);
    }
}
