//! One suite for both databases: the same questions, the same answers.

mod answers;
mod pages;
mod playlists;
mod upkeep;

use crate::{Ctx, DatabaseIndex, SearchRequest, Settings, maintain, search};
use domain::access::Actor;
use domain::id::VideoId;
use domain::search::{Filter, Kind, SearchPage, Sort};
use domain::user::Role;
use persistence::testing::{TestDb, World};
use serde_json::{Value, json};
use std::sync::Arc;

pub(crate) struct Bench {
    pub(crate) ctx: Ctx,
    pub(crate) world: World,
    pub(crate) ana: Actor,
    _test: TestDb,
}

impl Bench {
    pub(crate) async fn new(test: TestDb) -> Self {
        Self::over(World::new(&test), test, 1000).await
    }

    /// A bench that ranks so many answers together.
    pub(crate) async fn over(world: World, test: TestDb, candidates: usize) -> Self {
        let ana = world.account("ana", Role::Creator).await;
        let settings = Settings { candidates, trending_people: 5, trending_days: 3 };
        let ctx = Ctx::new(world.ctx(), Arc::new(DatabaseIndex(world.db.clone())), settings);
        Self { ctx, world, ana, _test: test }
    }

    /// A public, ready video.
    pub(crate) async fn video(&self, mut command: Value) -> VideoId {
        command["visibility"] = json!("public");
        let id = self.world.draft(&self.ana, serde_json::from_value(command).unwrap()).await;
        self.world.finish(id, 60_000).await;
        id
    }

    pub(crate) async fn titled(&self, title: &str, language: &str) -> VideoId {
        self.video(json!({ "title": title, "language": language })).await
    }

    pub(crate) async fn ask(&self, request: SearchRequest) -> SearchPage {
        search(&self.ctx, &request).await.unwrap()
    }

    /// The titles of the answers.
    pub(crate) async fn titles(&self, q: &str) -> Vec<String> {
        titles(&self.ask(request(q)).await)
    }

    pub(crate) async fn settled(&self) {
        maintain(&self.ctx).await.unwrap();
    }
}

pub(crate) fn titles(page: &SearchPage) -> Vec<String> {
    page.items.iter().map(|hit| hit.video.as_ref().unwrap().title.clone()).collect()
}

pub(crate) fn request(q: &str) -> SearchRequest {
    SearchRequest {
        q: q.to_owned(),
        kind: Kind::Video,
        sort: Sort::Relevance,
        filter: Filter::default(),
        facets: Vec::new(),
        limit: 20,
        cursor: None,
        viewer: "viewer".to_owned(),
    }
}
